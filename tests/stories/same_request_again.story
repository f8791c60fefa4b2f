# A shop that asks twice holds once; a shop that uses a name for something else is told so.

stock cup dc1 on_hand 10
reserve r1 cup dc1 3                   -> reserved
reserve r1 cup dc1 3                   -> repeated held, line 1 units 3
ats cup dc1                            -> 7
reserve r1 cup dc1 4                   -> id_used_differently, "lines"
reserve r1 cup dc1 3, cup dc1 1        -> id_used_differently, "lines"
reserve r1 cup dc1 3 for 1 minutes     -> id_used_differently, "hold_for"
reserve r1 cup dc1 3 partial           -> id_used_differently, "filling"
ats cup dc1                            -> 7

# After the end the name still answers for what it was.
commit r1                              -> committed
reserve r1 cup dc1 3                   -> repeated committed
ats cup dc1                            -> 7
