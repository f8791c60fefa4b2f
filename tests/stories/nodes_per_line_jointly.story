# Orders whose lines leave from a few nodes at most are planned together with others.
tariff near up_to_g 10000 5.00 5.00
tariff far up_to_g 10000 6.00 20.00
zone 100 900 1
zone 100 800 2
node a postal 10001 tariff near
node b postal 10001 tariff far
item cup weight_g 100
item hat weight_g 100
stock cup a on_hand 1
stock hat a on_hand 1
stock cup b on_hand 9
stock hat b on_hand 9

# The one who lives far from b gets what a has, whoever comes first.
jointly quoted o2 cup 1, hat 1 to 90001 beside o1 cup 1, hat 1 to 80001 may_split nodes_per_line_max 1 -> done held 2 alone 0 cost 11.00 bound 11.00 first_come 25.00
# Two cups of one node, though a has one.
jointly o1 cup 2 to 80001 may_split nodes_per_line_max 1 beside o2 cup 1 to 90001 -> done held 2 alone 0 cost 25.00, o1 planned shipments 1 cost 20.00, o2 planned cost 5.00
audit                                      -> ok

# Three mugs of at most one node, and of two.
item mug weight_g 100
stock mug a on_hand 2
stock mug b on_hand 2
jointly quoted o3 mug 3 to 90001 may_split nodes_per_line_max 1 beside o4 mug 1 to 90001 -> done alone 0, o3 left_out short 3, o4 planned
jointly quoted o3 mug 3 to 90001 may_split nodes_per_line_max 2 beside o4 mug 1 to 90001 -> done alone 0, o3 planned shipments 2, o4 planned
