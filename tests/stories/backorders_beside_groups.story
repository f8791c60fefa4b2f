# What groups hold and keep is theirs: backorders are served one by one from the rest.

item cup
stock cup dc1 on_hand 20
group west dc1
reserve r1 cup @west 1 for 30 days                 -> reserved
backorder b1 cup dc1 5 in 0 days                   -> applied
backorder b2 cup dc1 3 in 1 days                   -> applied
backorder b3 cup dc1 20 in 2 days                  -> applied
confirm cup preview                                -> 3, b1 before 0 now 5 day 0, b2 before 0 now 3 day 1, b3 before 0 now 11 day 2
confirm cup                                        -> 3, b1 before 0 now 5 day 0, b2 before 0 now 3 day 1, b3 before 0 now 11 day 2
ats cup group west                                 -> 0
audit                                              -> ok
restart                                            -> same

# More for the group's hold: it comes to an end, and b3 gets what it had.
release r1                                         -> released
wait 1 second
backorders cup                                     -> b3 wants 20 confirmed 12 day 2

# A floor over a group keeps later supply from who waits, but for what it leaves.
receipt cup dc1 po1 10 in 9 days                   -> applied
rule cup @west app floor 6 standing                -> applied
withdraw b1 cup dc1                                -> applied
wait 1 second
backorders cup                                     -> b3 wants 20
audit                                              -> ok
restart                                            -> same

# Two nodes of one group: a preview says what each would get after the other, as it then comes.
item hat
stock hat dc1 on_hand 4
stock hat dc2 on_hand 4
group both dc1 dc2
reserve r2 hat @both 3 for 30 days                 -> reserved
backorder c1 hat dc1 4 in 0 days                   -> applied
backorder c2 hat dc2 4 in 0 days                   -> applied
confirm hat preview                                -> 2, c1 before 0 now 4 day 0, c2 before 0 now 1 day 0
confirm hat                                        -> 2, c1 before 0 now 4 day 0, c2 before 0 now 1 day 0
confirm hat                                        -> 0, c2 lacks network_holds units 3
audit                                              -> ok
restart                                            -> same
