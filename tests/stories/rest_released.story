# Some is bought, the rest is given back.

stock cup dc1 on_hand 10
stock hat dc1 on_hand 10
reserve r1 cup dc1 4, hat dc1 2        -> reserved
commit r1 line 1 1 as buy              -> committed
release r1                             -> released committed, line 1 allocated 1 held 0, line 2 held 0
release r1                             -> repeated committed
commit r1                              -> wrong_state
ats cup dc1                            -> 9
ats hat dc1                            -> 10

# Given back part by part, with nothing bought, it is released.
reserve r2 cup dc1 4, hat dc1 2        -> reserved
release r2 line 1 4 as a               -> released held
release r2 line 2 2 as b               -> released
reservation r2                         -> released
