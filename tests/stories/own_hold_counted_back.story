# A shopper who changes the basket is not blocked by the own hold.

stock cup dc1 on_hand 10
stock cup dc2 on_hand 5
group east dc1 dc2
reserve mine cup dc1 4                 -> reserved
reserve theirs cup dc1 3               -> reserved
ats cup dc1                            -> 3
ats cup dc1 own mine                   -> 7
figures cup dc1 own mine               -> reserved 3
ats cup group east                     -> 8
ats cup group east own mine            -> 12
ats cup dc2 own mine                   -> 5
