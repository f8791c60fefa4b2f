# Waiting orders sourced together: the scarce cup goes where it saves most, not to who came first. What that saves is told, with a bound that is proven.

tariff flat up_to_g 10000 5.00
tariff far up_to_g 10000 9.00
zone 100 900 1
zone 200 900 1
node a postal 10001 tariff flat
node b postal 20001 tariff far
node c postal 20001 tariff far
item cup weight_g 100
item hat weight_g 100
stock cup a on_hand 1
stock hat a on_hand 1
stock cup b on_hand 1
stock hat c on_hand 1

# First come, first served o1 takes the cup at a, and o2 leaves from b and a: 5 + 9 + 5.
jointly quoted o1 cup 1 to 90001 beside o2 cup 1, hat 1 to 90001 -> done held 2 cost 14.00 bound 14.00 first_come 19.00, o1 planned cost 9.00, o2 planned shipments 1 cost 5.00
ats cup a                                  -> 1
jointly o1 cup 1 to 90001 beside o2 cup 1, hat 1 to 90001 -> done held 2 replans 0 shipping 14.00, o2 planned done cost 5.00
ats cup a                                  -> 0
ats cup b                                  -> 0
reservation o2                             -> held
audit                                      -> ok

# Who is held already is answered as before; who is new is planned with what is left.
jointly o1 cup 1 to 90001 beside o3 hat 1 to 90001 beside o4 hat 1 to 90001 -> done held 2 alone 0 cost 109.00, o1 alone repeated cost 9.00, o3 planned done, o4 left_out cannot_source short 1
restart                                    -> same
audit                                      -> ok

# What the last unit is worth may be kept, for live orders of profiles that weigh it.
stock cup a on_hand 2
jointly short 20.00 keep_prices o5 cup 1 to 90001 beside o6 cup 1 to 90001 -> done held 1 prices 1 kept 1 cost 25.00
restart                                    -> same
