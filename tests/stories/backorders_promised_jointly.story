# Backorders are promised anew together with other orders: what is held of an order's line its backorder wants no longer, in the same step. No unit counts twice, and none is lost.

tariff flat up_to_g 10000 5.00
tariff far up_to_g 10000 9.00
zone 100 900 1
zone 200 900 1
node a postal 10001 tariff flat
node b postal 20001 tariff far
item cup weight_g 100
stock cup a on_hand 3
backorder b1 cup a 2 in 0 days                     -> applied
backorder b2 cup a 4 in 0 days                     -> applied
confirm cup                                        -> 2, b1 before 0 now 2 day 0, b2 before 0 now 1 day 0
ats cup a                                          -> 0

# All of a is theirs: an order that is no backorder finds nothing there; one that stands for a backorder finds what that has.
quote cup 1 to 90001                       -> cannot_source
quote cup 2 to 90001 takes 1 b1 a          -> done cost 5.00
quote cup 3 to 90001 takes 1 b1 a          -> bad_value
quote cup 1 to 90001 takes 1 b9 a          -> unknown_backorder

# Cups come to b. Both are promised anew; b2 keeps at a what it had there, and is made whole from b.
stock cup b on_hand 2
jointly o1 cup 2 to 90001 takes 1 b1 a beside o2 cup 4 to 90001 may_split partial takes 1 b2 a -> done held 2 cost 119.00, o1 planned done cost 5.00, o2 planned done cost 14.00 short 1
backorders cup                                     -> 1, b2 wants 1 confirmed 0 day none
figures cup a                                      -> reserved 3
ats cup a                                          -> 0
ats cup b                                          -> 0
audit                                              -> ok
restart                                            -> same
audit                                              -> ok

# Asking again holds nothing twice.
jointly o1 cup 2 to 90001 takes 1 b1 a             -> done held 1 alone 0, o1 alone repeated cost 5.00
source o1 cup 2 to 90001                           -> id_used_differently

# What is left out leaves its backorder what it has; what it has and the order does not need is given back.
stock cup a on_hand 4
wait 1 second
backorders cup                                     -> b2 wants 1 confirmed 1 day 0
stock cup b on_hand 3
jointly short 1.00 o3 cup 1 to 90001 takes 1 b2 a  -> done held 0, o3 left_out short 1
backorders cup                                     -> b2 wants 1 confirmed 1 day 0
source o4 cup 1 to 90001 only b takes 1 b2 a       -> done cost 9.00
backorders cup                                     -> 0
ats cup a                                          -> 1
audit                                              -> ok
restart                                            -> same

# Of what a backorder has confirmed only as much is there as its line asks: the rest of the order, of the same item, comes from elsewhere.
item mug weight_g 100
stock mug a on_hand 5
backorder b1 mug a 5 in 0 days                     -> applied
confirm mug                                        -> 1, b1 before 0 now 5 day 0
stock mug b on_hand 3
quote mug 2, mug 3 to 90001 takes 1 b1 a           -> done cost 14.00
source m1 mug 2, mug 3 to 90001 takes 1 b1 a       -> done cost 14.00
backorders mug                                     -> 1, b1 wants 3 confirmed 3 day 0

# What is confirmed from supply to come is not on the shelf: the order sees no more there than others do.
item pen weight_g 100
receipt pen a po1 4 in 5 days                      -> applied
backorder b1 pen a 4 in 5 days                     -> applied
confirm pen                                        -> 1, b1 before 0 now 4 day 5
stock pen a on_hand 3
stock pen b on_hand 20
jointly p1 pen 3 to 90001 beside p2 pen 3 to 90001 beside p3 pen 4 to 90001 takes 1 b1 a -> done held 3 replans 0 cost 23.00 shipping 23.00
audit                                              -> ok
restart                                            -> same
