# A table and its chairs leave in one shipment, whole, whatever else would be cheaper.

tariff flat up_to_g 50000 5.00
zone 100 900 1
zone 200 900 1
zone 300 900 1
node a postal 10001 tariff flat priority 1 per_line 0.10 per_unit 0.01
node b postal 20001 tariff flat priority 2 per_line 0.10 per_unit 0.01
node c postal 30001 tariff flat priority 3 per_line 1.00 per_unit 0.50
item table weight_g 9000
item chair weight_g 3000
item lamp weight_g 500
stock table a on_hand 2
stock chair b on_hand 9
stock lamp a on_hand 1
stock chair c on_hand 4
quote table 1, chair 4 to 90001                       -> done filled shipments 2 cost 10.25
quote table 1, chair 4 to 90001 together 1 2          -> cannot_source, unfilled line 1 no_whole_node units 1, unfilled line 2 no_whole_node units 4
quote table 1, chair 4, lamp 1 to 90001 partial together 1 2  -> done optimal shipments 1 cost 5.11, a ships lamp 1, unfilled line 1 no_whole_node, unfilled line 2 no_whole_node

stock table c on_hand 1
# Handling counts every line and unit: 5.00 + 2 x 1.00 + 5 x 0.50.
quote table 1, chair 4 to 90001 together 1 2          -> done filled optimal shipments 1 cost 9.50, c ships table 1 chair 4
source o1 table 1, chair 4, lamp 1 to 90001 may_split together 1 2   -> done filled optimal shipments 2 cost 14.61, a ships lamp 1, c ships table 1 chair 4

# The whole set moves, or nothing of it, also after a restart.
restart                                                  -> same
stock chair a on_hand 4
resource o1 at c declined as no-1                           -> resourced held filled optimal, a ships table 1 chair 4
change o1 line 2 3 as less-1                             -> changed held, given_back line 2 at a units 1
change o1 line 2 4 as more-1                             -> wrong_state "line 1, which travels together with line 2"
change o1 line 1 2 as more-1                             -> wrong_state "line 2, which travels together with line 1: found 3 units that stay"
change o1 line 1 2 all quote                             -> done filled

quote table 1, chair 4 to 90001 together 1 9        -> bad_value "line 9"
quote table 1, chair 4 to 90001 together 1          -> bad_value "line 1 alone"
quote table 1, chair 4 to 90001 together 1 2 together 2 1  -> repeated_line "line 1 twice"
