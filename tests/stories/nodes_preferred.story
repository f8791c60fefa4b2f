# An order says from where it may leave and from where rather, by nodes and by groups as they are at the moment.

tariff flat up_to_g 10000 5.00
zone 100 900 1
zone 300 900 1
node dc postal 10001 tariff flat priority 1
node soho postal 30001 tariff flat priority 2
node kent postal 30002 tariff flat priority 3
group shops soho kent
item cup weight_g 100
item hat weight_g 100
stock cup dc on_hand 9
stock cup soho on_hand 9
stock cup kent on_hand 9
stock hat dc on_hand 9

# Rather from one of these, if that costs less than the wish is worth.
quote cup 1 to 90001                          -> done, dc ships cup 1, cost 5.00
quote cup 1 to 90001 prefer @shops price 2.50 -> done optimal, soho ships cup 1, cost 5.00 preference 0.00
quote cup 1 to 90001 prefer @shops price 2.50 not @shops -> dc ships cup 1, cost 7.50 transport 5.00 preference 2.50
quote cup 1, hat 1 to 90001 prefer @shops price 2.50     -> dc ships cup 1 hat 1, cost 7.50 preference 2.50
quote cup 1, hat 1 to 90001 prefer @shops dc price 2.50  -> dc ships cup 1 hat 1, cost 5.00 preference 0.00

# It adds to what rules prefer.
sourcing_rule from-kent prefer node kent penalty 1.00   -> applied
quote cup 1 to 90001 prefer soho price 0.50 not dc      -> kent ships cup 1, cost 5.50 preference 0.50
quote cup 1 to 90001 prefer soho dc price 1.50          -> dc ships cup 1, cost 6.00 preference 1.00
drop_sourcing_rule from-kent -> applied

# Groups among what is allowed and what is not.
quote cup 1 to 90001 only @shops      -> soho ships cup 1
quote cup 1 to 90001 only @shops not soho -> kent ships cup 1
quote cup 1 to 90001 not @shops       -> dc ships cup 1
why cup 1 to 90001 only @shops not soho -> fate of dc not_allowed, fate of soho excluded, fate of kent chosen
why cup 1 to 90001 prefer @shops price 2.50 -> fate of dc not_chosen more 2.50, fate of soho chosen

# What leaves nothing, or names nothing, is refused by name.
quote cup 1 to 90001 only soho not @shops -> bad_value, "'soho' without '@shops': no node"
quote cup 1 to 90001 only soho dc not dc @shops -> bad_value, "'soho' and 1 more without 'dc' and 1 more: no node"
quote cup 1 to 90001 from shops only dc   -> bad_value, "'dc' within '@shops': no node"
quote cup 1 to 90001 only nowhere         -> unknown_node
quote cup 1 to 90001 prefer nowhere price 1.00 -> unknown_node
quote cup 1 to 90001 prefer soho price 0.00 -> bad_value, "above 0"

# A held order is planned anew with what it was asked with, by the groups of then.
source w1 cup 2 to 90001 only @shops dc prefer @shops price 2.50 -> done, soho ships cup 2
source w1 cup 2 to 90001 only @shops dc                          -> id_used_differently
commit w1 -> committed
restart   -> same
resource w1 at soho declined quote -> done, kent ships cup 2
group shops soho
resource w1 at soho declined quote -> done, dc ships cup 2
group shops soho kent
resource w1 at soho declined not @shops quote -> done, dc ships cup 2
resource w1 at soho declined as one -> resourced, kent ships cup 2
