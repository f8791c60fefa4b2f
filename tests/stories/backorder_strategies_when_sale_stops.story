# While sale is stopped, or the node disabled, what is confirmed stands by every strategy: nobody gains, nobody loses but what supply no longer covers.

item cup
stock cup dc1 on_hand 9
backorder keep cup dc1 2 priority 5 keep_at_least        -> applied
backorder share cup dc1 4 priority 4 redistribute        -> applied
backorder last cup dc1 3 priority 6 give_up              -> applied
confirm cup                                              -> 3
stop recall item cup                                     -> applied
confirm cup                                              -> 0
# A stronger one that would take from those who share gets nothing now.
backorder strong cup dc1 4 priority 1 redistribute       -> applied
confirm cup                                              -> 0, strong lacks sale_stopped units 4 short_by 4 rule recall
backorders cup                                           -> keep confirmed 2, share confirmed 4, last confirmed 3, strong confirmed 0
drop_rule recall                                         -> applied
node dc1 disabled
confirm cup                                              -> 0
# Supply falls short: who gives up loses first, then who shares.
stock cup dc1 on_hand 5
confirm cup                                              -> 2, last before 3 now 0 day none, share before 4 now 3 day 0
node dc1 enabled
confirm cup                                              -> 2, strong before 0 now 3 day 0, share before 3 now 0 day none
audit                                                    -> ok
restart                                                  -> same
