# Beside what groups hold, each backorder gets in its turn what fits: as if the units that groups need were not there.

stock cup dc1 on_hand 20
group all dc1
reserve hold cup @all 1 for 9 days                   -> reserved
backorder a cup dc1 5 priority 1                     -> applied
backorder b cup dc1 3 priority 2                     -> applied
backorder c cup dc1 20 priority 3                    -> applied
confirm cup preview                                  -> 3, a now 5, b now 3, c now 11
confirm cup                                          -> 3, a before 0 now 5 day 0, b before 0 now 3 day 0, c before 0 now 11 day 0, c lacks network_holds units 9 short_by 8
ats cup group all                                    -> 0
# The hold ends: its unit is for whoever waits.
release hold                                         -> released
confirm cup                                          -> 1, c before 11 now 12 day 0
# Who is more urgent is looked at first; what nobody redistributes stays.
backorder d cup dc1 2 priority 0                     -> applied
confirm cup                                          -> 0, d lacks no_supply units 2
backorder c cup dc1 20 priority 3 redistribute       -> applied
confirm cup                                          -> 2, d now 2 day 0, c before 12 now 10 day 0
restart                                              -> same
audit                                                -> ok

# A group's floor is kept for its segment; who waits for that segment gets it.
stock hat x on_hand 6
stock hat y on_hand 4
group west x y
rule hat @west web floor 7                           -> applied
backorder first hat x 5 priority 1                   -> applied
backorder shop hat y 4 priority 2 segment web        -> applied
confirm hat preview                                  -> 2, first now 3 day 0, shop now 4 day 0
confirm hat                                          -> 2, first now 3 day 0, shop now 4 day 0, first lacks network_holds units 2
# What web has got is no longer kept for it: of the floor of 7, 3 are left, and those are at x.
ats hat x segment web                                -> 3
ats hat x                                            -> 0
restart                                              -> same
audit                                                -> ok

# A preview over several nodes sees that what the first gets is gone for the next.
stock mug x on_hand 5
stock mug y on_hand 5
reserve held mug @west 4 for 9 days                  -> reserved
backorder one mug x 5                                -> applied
backorder two mug y 5                                -> applied
confirm mug preview                                  -> 2, one now 5, two now 1
confirm mug                                          -> 2, one now 5 day 0, two now 1 day 0, two lacks network_holds units 4
ats mug group west                                   -> 0
restart                                              -> same
audit                                                -> ok

# What is confirmed for a later day moves to an earlier one only as far as groups are left theirs.
stock pan x on_hand 0
receipt pan x po1 8 in 5 days                        -> applied
rule pan @west web floor 3                           -> floor_above_stock
backorder later pan x 4                              -> applied
confirm pan                                          -> 1, later now 4 day 5
stock pan x on_hand 6
confirm pan                                          -> 0
stock pan x on_hand 7
confirm pan                                          -> 1, later before 4 now 4 day 0
restart                                              -> same
audit                                                -> ok
