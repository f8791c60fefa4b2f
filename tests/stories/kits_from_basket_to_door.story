# A kit has no stock of its own: it is held, ordered, shipped and given back by its parts.

stock cup dc1 on_hand 10
stock box dc1 on_hand 7
kit gift of cup 2, box 1                -> applied
ats gift dc1                            -> 5
figures gift dc1                        -> known on_hand 0
stock gift dc1 on_hand 3                -> is_kit
reserve r1 gift dc1 3                   -> reserved, line 1 units 3 ats 5
ats cup dc1                             -> 4
ats box dc1                             -> 4
ats gift dc1                            -> 2
ats gift dc1 own r1                     -> 5
reservation r1                          -> held, line 1 part cup held 6, line 1 part box held 3
reserve r1 gift dc1 3                   -> repeated held, line 1 units 3

# By kit, in parts: whatever is done is done to all its parts.
commit r1 line 1 2 as pick-1            -> committed, line 1 part cup held 2 allocated 4, line 1 part box held 1 allocated 2
commit r1 line 1 2 as pick-2            -> more_than_there_is
ship r1 line 1 1 as door-1              -> shipped, line 1 part cup allocated 2 shipped 2
cancel r1 line 1 1 as no-1              -> cancelled, line 1 part box allocated 0 shipped 1
snapshot
restart                                 -> same
release r1                              -> released
ats gift dc1                            -> 4
audit                                   -> ok
