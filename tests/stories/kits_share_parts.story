# Parts of all kits and loose lines are summed before anything is granted.

stock cup dc1 on_hand 10
stock box dc1 on_hand 10
stock hat dc1 on_hand 2
kit gift of cup 2, box 1                -> applied
kit party of gift 2, hat 1              -> applied
ats gift dc1                            -> 5
ats party dc1                           -> 2
reserve r1 gift dc1 3, cup dc1 5        -> insufficient_stock, line 1 ats 5, line 2 insufficient_stock ats 10
ats cup dc1                             -> 10
reserve r1 party dc1 1, gift dc1 2, cup dc1 2   -> reserved
ats cup dc1                             -> 0
ats party dc1                           -> 0
release r1                              -> released

# In part: only whole kits.
reserve r2 cup dc1 3, gift dc1 5 partial        -> partly_reserved, line 2 partly_reserved units 3
reservation r2                          -> held, line 2 part cup held 6, line 2 part box held 3
amend r2 line 2 2 as less               -> amended, line 2 part cup held 4, line 2 part box held 2
split r2 into r3 line 2 1 as away       -> split, line 2 part cup held 2
reservation r3                          -> held, line 2 part cup held 2, line 2 part box held 1
snapshot
restart                                 -> same
audit                                   -> ok
