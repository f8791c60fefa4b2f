# Demand that waits is served by priority, then by date, from what there is and what is to come.

item cup
stock cup dc1 on_hand 20
backorder d5 cup dc1 15 in 4 days                  -> applied
backorder d1 cup dc1 5 in 0 days                   -> applied
backorder d2 cup dc1 3 in 1 days                   -> applied
backorder d3 cup dc1 20 in 2 days                  -> applied
backorder d4 cup dc1 20 in 3 days                  -> applied
backorder d4 cup dc1 20 in 3 days                  -> unchanged
backorders cup                                     -> 5, d1 wants 5 confirmed 0 day none
confirm cup preview                                -> 3, d1 before 0 now 5 day 0, d2 before 0 now 3 day 1, d3 before 0 now 12 day 2
backorders cup                                     -> d3 wants 20 confirmed 0
confirm cup                                        -> 3, d1 before 0 now 5 day 0, d2 before 0 now 3 day 1, d3 before 0 now 12 day 2
confirm cup                                        -> 0
backorders cup                                     -> d4 wants 20 confirmed 0, d5 wants 15 confirmed 0
# What is confirmed is sold to nobody else.
ats cup dc1                                        -> 0
figures cup dc1                                    -> reserved 5
reserve r1 cup dc1 1                               -> insufficient_stock
audit                                              -> ok
restart                                            -> same

# Supply that arrives, or is to come, goes to those who wait, by itself.
receipt cup dc1 po1 10 in 9 days                   -> applied
wait 1 second
backorders cup                                     -> d3 confirmed 12 day 2, d4 confirmed 10 day 9, d5 confirmed 0
stock cup dc1 on_hand 30
wait 1 second
backorders cup                                     -> d3 confirmed 20 day 2, d4 confirmed 12 day 9, d5 confirmed 0
# A slip: what d4 has comes later, and nobody behind it takes it.
receipt cup dc1 po1 10 in 20 days                  -> applied
confirm cup preview                                -> 1, d4 before 12 now 12 day 20
confirm cup                                        -> 1
backorders cup                                     -> d4 confirmed 12 day 20, d5 confirmed 0
withdraw d1 cup dc1                                -> applied
withdraw d1 cup dc1                                -> unknown_backorder
wait 1 second
backorders cup                                     -> 4, d4 confirmed 17 day 20
# It has one day: for those it can have sooner it would give up the rest.
backorder d4 cup dc1 20 in 3 days latest in 10 days   -> applied
confirm cup                                        -> 2, d4 before 17 now 7 day 3, d5 before 0 now 10 day 20
audit                                              -> ok
restart                                            -> same

# The order goes on: what is confirmed becomes a hold, and is never free in between.
claim d3 cup dc1 as o3 for 30 days                 -> claimed
claim d3 cup dc1 as o3 for 30 days                 -> repeated
claim d3 cup dc1 as o4                             -> unknown_backorder
claim d4 cup dc1 as o3                             -> id_used_differently
claim d4 cup dc1 as o4 for 30 days                 -> claimed
backorders cup                                     -> 3, d4 wants 13 confirmed 0 day none
claim d4 cup dc1 as o5                             -> nothing_confirmed
commit o3                                          -> committed
audit                                              -> ok
restart                                            -> same
