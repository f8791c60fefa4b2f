# What becomes of confirmations when supply falls short, by the strategy of each class of demand.

item cup
stock cup dc1 on_hand 10
backorder keep cup dc1 4 priority 9 keep_at_least        -> applied
backorder improve cup dc1 4 priority 8 improve           -> applied
backorder share cup dc1 2 priority 7 redistribute        -> applied
confirm cup                                              -> 3
backorders cup                                           -> keep confirmed 4, improve confirmed 4, share confirmed 2
# Three are gone: the weakest keeps what it has, the next loses what is not covered.
stock cup dc1 on_hand 7
confirm cup preview                                      -> 2, improve before 4 now 3 day 0, share before 2 now 0 day none
confirm cup                                              -> 2
backorders cup                                           -> keep confirmed 4, improve confirmed 3, share confirmed 0
# A stronger one that waits takes from nobody who keeps, but before those who share.
backorder first cup dc1 5 priority 1 improve             -> applied
confirm cup                                              -> 0
stock cup dc1 on_hand 13
confirm cup                                              -> 2, first before 0 now 5 day 0, share before 0 now 1 day 0
backorder share cup dc1 2 priority 0 redistribute        -> applied
stock cup dc1 on_hand 14
confirm cup                                              -> 1, share before 1 now 2 day 0
# One that gives up leaves all to the others; one that is skipped stays.
backorder first cup dc1 5 priority 1 give_up             -> applied
backorder keep cup dc1 4 priority 9 skip                 -> applied
confirm cup                                              -> 2, first before 5 now 4 day 0, improve before 3 now 4 day 0
stock cup dc1 on_hand 2
confirm cup                                              -> 3, share before 2 now 0 day none, first before 4 now 0 day none, improve before 4 now 0 day none
backorders cup                                           -> keep confirmed 4
backorder late cup dc1 1 in -1 days                      -> in_the_past
backorder late cup dc1 1 in 5 days latest in 4 days      -> bad_value
backorder late cup dc1 0                                 -> bad_value
audit                                                    -> ok
restart                                                  -> same
