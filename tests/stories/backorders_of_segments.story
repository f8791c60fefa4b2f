# A backorder may wait for a segment: it is confirmed within its floor and ceiling, as a hold would be.

item cup
stock cup dc1 on_hand 20
rule cup dc1 web floor 8 rank 1                              -> applied
rule cup dc1 store floor 5 ceiling 6 rank 2                  -> applied
rule cup dc1 market rank 3                                   -> applied
# The strongest is for no segment: it gets what floors leave, 7 of 20.
backorder any cup dc1 30 priority 1                          -> applied
backorder ours cup dc1 30 priority 2 segment web             -> applied
backorder shop cup dc1 30 priority 3 segment store           -> applied
backorder no cup dc1 1 segment nobody                        -> unknown_segment
confirm cup preview                                          -> 3, any before 0 now 7, ours before 0 now 8, shop before 0 now 5
confirm cup                                                  -> 3, any lacks no_supply units 23
backorders cup                                               -> any confirmed 7 segment none, ours confirmed 8 segment web, shop confirmed 5 segment store
# What is confirmed counts as used of the floors.
ats cup dc1 segment web                                      -> 0
stock cup dc1 on_hand 23
ats cup dc1 segment web                                      -> 3
ats cup dc1 segment store                                    -> 1
ats cup dc1                                                  -> 3
audit                                                        -> ok
restart                                                      -> same
withdraw any cup dc1                                         -> applied
stock cup dc1 on_hand 100
confirm cup                                                  -> 2, ours before 8 now 30, shop before 5 now 6, shop lacks over_ceiling units 24 short_by 0
# A floor of others keeps what is there.
withdraw ours cup dc1                                        -> applied
rule cup dc1 web floor 94 rank 1                             -> applied
backorder late cup dc1 3 priority 4 segment market           -> applied
confirm cup                                                  -> 0, late lacks kept_for_segments units 3 short_by 0
# A claim makes a hold of the segment: nobody's figures move.
ats cup dc1 segment store                                    -> 0
claim shop cup dc1 as order1 for 1 day                       -> claimed
ats cup dc1 segment store                                    -> 0
ats cup dc1 segment store own order1                         -> 6
audit                                                        -> ok
restart                                                      -> same
release order1                                               -> released
ats cup dc1 segment store                                    -> 6
confirm cup                                                  -> shop before 0 now 6
snapshot
restart                                                      -> same
# For another segment it gives back what it has, and is served anew.
backorder shop cup dc1 24 priority 3 segment web             -> applied
backorders cup                                               -> shop confirmed 0 segment web
ats cup dc1 segment store                                    -> 6
confirm cup                                                  -> shop before 0 now 24
audit                                                        -> ok
restart                                                      -> same
