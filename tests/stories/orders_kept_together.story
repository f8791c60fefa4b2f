# Sourcing rules say into how many shipments an order may fall, and which lines stay whole.

tariff flat up_to_g 10000 5.00
zone 100 900 1
zone 200 900 1
zone 300 900 1
node dc postal 10001 tariff flat priority 1
node soho postal 20001 tariff flat priority 2
node kent postal 30001 tariff flat priority 3
item cup weight_g 100
item hat weight_g 100
item sofa weight_g 900 category furniture
stock cup dc on_hand 9
stock cup soho on_hand 6
stock cup kent on_hand 6
stock hat soho on_hand 9
stock sofa kent on_hand 9

# Without rules.
quote cup 12 to 90001 may_split     -> done, dc ships cup 9, soho ships cup 3
quote cup 8, hat 1 to 90001         -> done shipments 2, dc ships cup 8, soho ships hat 1
quote cup 20 to 90001 may_split     -> done shipments 3

# The tightest of all rules, and of what the order says itself.
sourcing_rule two most_shipments 2           -> applied
sourcing_rule one most_shipments 1 class gift -> applied
quote cup 20 to 90001 may_split                   -> cannot_source, unfilled line 1 shipment_limit
quote cup 20 to 90001 may_split partial           -> done shipments 2, dc ships cup 9, soho ships cup 6, unfilled line 1 shipment_limit units 5
quote cup 12 to 90001 may_split                   -> done shipments 2
quote cup 12 to 90001 may_split shipments_max 1   -> cannot_source, unfilled line 1 shipment_limit
quote cup 12 to 90001 may_split shipments_max 3 class gift -> cannot_source, unfilled line 1 shipment_limit
quote cup 6, hat 1 to 90001 class gift            -> done shipments 1, soho ships cup 6 hat 1
why cup 6, hat 1 to 90001 class gift              -> limit one most_shipments idle more 0.00
why cup 20 to 90001 may_split                     -> cannot_source, limit two most_shipments binds unfilled 20
why cup 20 to 90001 may_split partial             -> done, limit two most_shipments binds unfilled 5
drop_sourcing_rule one -> applied
drop_sourcing_rule two -> applied

# Of conditions on items one line is enough. One shipment may cost more than two.
stock sofa dc on_hand 1
node dc postal 10001 tariff flat priority 1 per_shipment 12.00
quote sofa 1, cup 7 to 90001 may_split   -> done shipments 2 cost 10.00, kent ships sofa 1
sourcing_rule with-sofa most_shipments 1 category furniture -> applied
quote sofa 1, cup 7 to 90001 may_split   -> done shipments 1 cost 17.00, dc ships sofa 1 cup 7
quote hat 1, cup 7 to 90001 may_split    -> done shipments 2
why sofa 1, cup 7 to 90001 may_split     -> limit with-sofa most_shipments binds more 7.00 unfilled 0
drop_sourcing_rule with-sofa -> applied
node dc postal 10001 tariff flat priority 1 per_shipment 0.00

# Lines that may not split.
sourcing_rule whole keep_whole class gift -> applied
quote cup 12 to 90001 may_split           -> done shipments 2
quote cup 12 to 90001 may_split class gift -> cannot_source, unfilled line 1 no_whole_node
quote cup 9, cup 6 to 90001 may_split class gift -> done, dc ships cup 9, soho ships cup 6
why cup 12 to 90001 may_split class gift   -> limit whole keep_whole binds unfilled 12
why cup 9 to 90001 may_split class gift    -> limit whole keep_whole idle more 0.00

# What is planned anew is judged by the rules of that day; shipments that an order has count.
source w1 cup 12 to 90001 may_split -> done, dc ships cup 9, soho ships cup 3
commit w1                           -> committed
sourcing_rule one most_shipments 1  -> applied
resource w1 at dc declined quote    -> cannot_source, unfilled line 1 shipment_limit
resource w1 at dc declined partial quote -> done, soho ships cup 3
restart -> same
quote cup 7, hat 1 to 90001         -> cannot_source
drop_sourcing_rule one              -> applied
resource w1 at dc declined quote    -> done, kent ships cup 6

# Refused.
sourcing_rule wrong most_shipments 0           -> bad_value, "shipments_most: found 0, expected 1 to 1000"
sourcing_rule wrong most_shipments 1001        -> bad_value, "1 to 1000"
sourcing_rule wrong most_shipments 2 node dc   -> bad_value, "none: the rule is about whole orders"
sourcing_rule wrong keep_whole node dc         -> bad_value, "none: the rule is about whole orders"
