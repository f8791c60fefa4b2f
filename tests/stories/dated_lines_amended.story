# A line for a later day is raised, lowered, moved to another day or node, as one held for now is: within what may be promised, never breaking another promise.

item cup
stock cup dc1 on_hand 5
stock cup dc2 on_hand 1
receipt cup dc1 po1 10 in 30 days
reserve r1 cup dc1 8 in 30 days for 9 days            -> reserved
reserve r2 cup dc1 2 in 30 days for 1 day             -> reserved
atp cup dc1                                           -> in 0 days 5
amend r1 line 1 14 as more                            -> lines_refused, line 1 insufficient_stock
amend r1 line 1 12 as up                              -> amended
atp cup dc1                                           -> in 0 days 1
amend r1 line 1 4 as down                             -> amended
atp cup dc1                                           -> in 0 days 5, in 30 days 9
# Sooner: only what is there, and what later promises leave.
amend r1 line 1 4 in 3 days as sooner                 -> amended
atp cup dc1                                           -> in 0 days 1, in 30 days 9
amend r2 line 1 2 now as today                        -> lines_refused, line 1 insufficient_stock
amend r2 line 1 1 now as today                        -> amended
figures cup dc1                                       -> reserved 1 ats 0
amend r1 line 1 move 1 from dc1 to dc2 as elsewhere   -> amended
figures cup dc1                                       -> reserved 1 ats 1
figures cup dc2                                       -> reserved 0 ats 0
restart                                               -> same
wait 3 days
figures cup dc2                                       -> reserved 1 ats 0
