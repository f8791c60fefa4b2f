# A hold ends by itself, and what it held can be sold again.

stock cup dc1 on_hand 10 safety 2
ats cup dc1                            -> 8
reserve r1 cup dc1 8 for 15 minutes    -> reserved
reserve r1 cup dc1 8 for 15 minutes    -> repeated
ats cup dc1                            -> 0
reserve r2 cup dc1 1                   -> insufficient_stock
wait 14 minutes
ats cup dc1                            -> 0
wait 1 minutes
ats cup dc1                            -> 8
reservation r1                         -> expired, line 1 granted 8 held 0
commit r1                              -> wrong_state, "expired"
audit                                  -> ok open_lines 0
