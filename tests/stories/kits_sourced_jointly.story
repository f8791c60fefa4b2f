# Kits and lines that travel together are planned with the orders that wait beside them: who can have a cup elsewhere leaves it to who cannot.

tariff flat up_to_g 10000 5.00
tariff far up_to_g 10000 9.00
zone 100 900 1
zone 200 900 1
node a postal 10001 tariff flat
node b postal 20001 tariff far
item cup weight_g 100
item hat weight_g 100
kit duo of cup 1, hat 1
stock cup a on_hand 1
stock hat a on_hand 1
stock cup b on_hand 1

# First come, first served o1 takes the cup at a, and no node has all of a duo: 5 + 100.
jointly quoted o1 cup 1 to 90001 beside o2 duo 1 to 90001  -> done held 2 alone 0 cost 14.00 bound 14.00 first_come 105.00, o1 planned cost 9.00, o2 planned shipments 1 cost 5.00
jointly quoted o1 cup 1 to 90001 beside o2 cup 1, hat 1 to 90001 together 1 2 -> done held 2 alone 0 cost 14.00 bound 14.00, o2 planned shipments 1 cost 5.00
jointly o1 cup 1 to 90001 beside o2 duo 1 to 90001         -> done held 2 alone 0 replans 0 shipping 14.00
ats cup a                                                  -> 0
ats hat a                                                  -> 0
ats cup b                                                  -> 0
audit                                                      -> ok

# A kit and a loose cup of one order share what a node has, too: there is one duo, or two cups beside a hat.
stock cup a on_hand 3
stock hat a on_hand 3
jointly o3 duo 1, cup 1 to 90001 beside o4 hat 1 to 90001 beside o5 cup 1 to 90001 -> done held 2 replans 0, o3 planned shipments 1, o4 planned, o5 left_out
audit                                                      -> ok

# Of a day's units a kit takes as many as it has parts: two duos are more than three.
stock cup a on_hand 20
stock hat a on_hand 20
stock cup b on_hand 20
stock hat b on_hand 20
capacity a units 3                                         -> applied
jointly quoted o6 duo 1 to 90001 beside o7 duo 1 to 90001 beside o8 cup 1 to 90001 -> done held 3 cost 19.00 bound 19.00 first_come 19.00
jointly o6 duo 1 to 90001 beside o7 duo 1 to 90001 beside o8 cup 1 to 90001 -> done held 3 replans 0 shipping 19.00
used a 2030-01-07                                          -> all units most 3 used 3
audit                                                      -> ok
restart                                                    -> same
