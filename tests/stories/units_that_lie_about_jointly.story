# Together, orders get what costs least in sum, also where the price of an item keeps units of it from everybody.
tariff flat up_to_g 9000 2.00
zone 100 900 1
node a postal 10001 tariff flat
item hat weight_g 100
item pan weight_g 100
stock hat a on_hand 3
stock pan a on_hand 3

# First come, first served o1 takes a hat, and o2 gets none of its three: 2 + 3 x 20. Better o1 does without.
jointly quoted short 20.00 o1 hat 1, pan 3 to 90001 partial beside o2 hat 3 to 90001 -> done held 2 cost 24.00 first_come 62.00, o1 planned short 1, o2 planned short 0
