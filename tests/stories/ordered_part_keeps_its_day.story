# A line has one day: where a part of it is ordered, what is still held does not move to another day, nor does
# anything join it for another day.

stock cup dc1 on_hand 10
stock cup dc2 on_hand 10
reserve r1 cup dc1 5                                   -> reserved
commit r1 line 1 4 as c1                               -> line 1 held 1 allocated 4
amend r1 line 1 2 in 3 days as a1                      -> bad_value "ordered there in part"
amend r1 line 1 2 as a2                                -> amended
figures cup dc1                                        -> reserved 2 allocated 4

# Elsewhere it may be for another day, and nothing for that day comes to what is ordered.
amend r1 line 1 move 2 from dc1 to dc2 in 3 days as a3 -> amended, line 1 at dc2 held 2
amend r1 line 1 move 1 from dc2 to dc1 as a4           -> bad_value "ordered there in part"
amend r1 line 1 move 1 from dc2 to dc1 now as a5       -> amended
figures cup dc1                                        -> reserved 1 allocated 4
restart                                                -> same
