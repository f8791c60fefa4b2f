# A part becomes an order, the rest stays held; each part has a name, so that asking again is harmless.

stock cup dc1 on_hand 10
reserve r1 cup dc1 4                   -> reserved
commit r1 line 1 3                     -> operation_missing
commit r1 line 1 3 as pick-1           -> committed held, line 1 held 1 allocated 3
commit r1 line 1 3 as pick-1           -> repeated
commit r1 line 1 2 as pick-1           -> id_used_differently
commit r1 line 1 2 as pick-2           -> more_than_there_is
figures cup dc1                        -> reserved 1 allocated 3 ats 6

# The part can leave while the rest is still held.
ship r1 line 1 3 as van-1              -> shipped, line 1 shipped 3
figures cup dc1                        -> on_hand 7 reserved 1 allocated 0 ats 6

# What is left of the hold ends at its time; the reservation was an order, so it is committed.
wait 15 minutes
reservation r1                         -> committed, line 1 held 0 shipped 3
commit r1                              -> wrong_state
release r1                             -> wrong_state
ats cup dc1                            -> 7
audit                                  -> ok
