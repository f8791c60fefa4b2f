# A line that may split ships from as many nodes as the order and sourcing rules let it.

tariff flat up_to_g 10000 5.00
zone 100 900 1
zone 200 900 1
zone 300 900 1
node dc postal 10001 tariff flat priority 1
node soho postal 20001 tariff flat priority 2
node kent postal 30001 tariff flat priority 3
item cup weight_g 100
item hat weight_g 100
stock cup dc on_hand 5
stock cup soho on_hand 4
stock cup kent on_hand 3
stock hat kent on_hand 9

# Of the cups that the order wants dc and soho have nine. The hat does not come from fewer nodes, but its line does.
quote cup 10, hat 1 to 90001 may_split                                -> done filled shipments 3
quote cup 10, hat 1 to 90001 may_split nodes_per_line_max 2           -> cannot_source, unfilled line 1 line_node_limit, unfilled line 2 other_line_unfilled
quote cup 9, hat 1 to 90001 may_split nodes_per_line_max 2            -> done filled shipments 3, dc ships cup 5, soho ships cup 4, kent ships hat 1
quote cup 10, hat 1 to 90001 may_split nodes_per_line_max 2 partial   -> done, dc ships cup 5, soho ships cup 4, kent ships hat 1, unfilled line 1 line_node_limit units 1
quote cup 8 to 90001 may_split nodes_per_line_max 1 partial           -> done, dc ships cup 5, unfilled line 1 line_node_limit units 3
quote cup 4 to 90001 nodes_per_line_max 1                             -> done filled
quote cup 4 to 90001 nodes_per_line_max 0                             -> bad_value, "nodes_per_line_max: found 0, expected at least 1"

# Lines of one item that may split count as one.
quote cup 5, cup 4 to 90001 may_split nodes_per_line_max 1            -> cannot_source, unfilled line 1 line_node_limit, unfilled line 2 line_node_limit

# By rule, the tightest of all.
sourcing_rule two most_nodes_per_line 2             -> applied
sourcing_rule one most_nodes_per_line 1 class gift  -> applied
quote cup 10, hat 1 to 90001 may_split                                -> cannot_source, unfilled line 1 line_node_limit
quote cup 9, hat 1 to 90001 may_split nodes_per_line_max 1            -> cannot_source
quote cup 9, hat 1 to 90001 may_split class gift                      -> cannot_source
quote cup 5, hat 1 to 90001 may_split class gift                      -> done, dc ships cup 5, kent ships hat 1
why cup 10, hat 1 to 90001 may_split                                  -> cannot_source, limit two most_nodes_per_line binds unfilled 11
why cup 10, hat 1 to 90001 may_split partial                          -> done, limit two most_nodes_per_line binds unfilled 1
why cup 9 to 90001 may_split                                          -> limit two most_nodes_per_line idle more 0.00
drop_sourcing_rule one -> applied
drop_sourcing_rule two -> applied

# It costs more where the cheaper plan takes from more nodes.
node dc postal 10001 tariff flat priority 1 per_unit 3.00
quote cup 3, hat 9 to 90001 may_split                                 -> done cost 5.00
quote cup 7, hat 9 to 90001 may_split                                 -> done cost 10.00, soho ships cup 4, kent ships cup 3 hat 9
sourcing_rule one most_nodes_per_line 1 -> applied
why cup 5, hat 9 to 90001 may_split                                   -> done, limit one most_nodes_per_line binds more 15.00 unfilled 0
drop_sourcing_rule one -> applied
node dc postal 10001 tariff flat priority 1 per_unit 0.00

# What an order has of a line counts when more of it is planned, also after a restart.
source w1 cup 7 to 90001 may_split nodes_per_line_max 2 -> done, dc ships cup 5, soho ships cup 2
commit w1                                               -> committed
restart -> same
resource w1 at soho declined quote                      -> done, kent ships cup 2
stock cup kent on_hand 1
resource w1 at soho declined quote                      -> cannot_source, unfilled line 1 not_enough_stock
stock cup kent on_hand 3
sourcing_rule one most_nodes_per_line 1                 -> applied
resource w1 at soho declined quote                      -> cannot_source, unfilled line 1 line_node_limit
resource w1 at soho declined partial quote              -> done, unfilled line 1 line_node_limit units 2
drop_sourcing_rule one                                  -> applied

# Refused.
sourcing_rule wrong most_nodes_per_line 0          -> bad_value, "nodes_per_line_most: found 0, expected 1 to 1000"
sourcing_rule wrong most_nodes_per_line 2 node dc  -> bad_value, "none: the rule is about whole orders"
