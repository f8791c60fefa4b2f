# The store shipped four, the book said one: on hand stops at zero and the rest is a correction.

stock cup dc1 on_hand 4
reserve r1 cup dc1 4                   -> reserved
commit r1                              -> committed
sync cup dc1 1                         -> applied
figures cup dc1                        -> shortage 3 ats 0
ship r1                                -> shipped corrected 3
figures cup dc1                        -> on_hand 0 allocated 0 shortage 0 ats 0
audit                                  -> ok
