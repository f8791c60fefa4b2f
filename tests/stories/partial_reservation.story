# By request a line takes what is left; without it, one short line refuses all.

stock cup dc1 on_hand 5
stock hat dc1 on_hand 2
reserve r1 cup dc1 5, hat dc1 3            -> insufficient_stock, line 1 reserved units 0, line 2 ats 2
reserve r1 cup dc1 3, cup dc1 3, hat dc1 2 partial   -> partly_reserved, line 1 reserved units 3, line 2 partly_reserved units 2, line 3 reserved units 2
reserve r2 cup dc1 1, hat dc1 1 partial    -> insufficient_stock
reservation r1                             -> held, line 2 requested 3 granted 2
release r1                                 -> released
ats cup dc1                                -> 5
