# Floors hold on every date: the rules share what may be promised for it.

stock cup dc1 on_hand 6
receipt cup dc1 po1 14 in 7 days          -> applied
rule cup dc1 web floor 8 rank 1           -> floor_above_stock
rule cup dc1 store floor 5 rank 2         -> applied
atp cup segment web                       -> in 0 days 6, in 7 days 15
atp cup segment store                     -> in 0 days 0, in 7 days 12
atp cup                                   -> in 0 days 0, in 7 days 7
reserve r1 cup dc1 6 in 7 days segment web for 9 days -> reserved
# What web has taken for the seventh day counts as used of its floor.
atp cup segment web                       -> in 0 days 2, in 7 days 9
atp cup segment store                     -> in 7 days 12
ats cup dc1 segment web                   -> 2
ats cup dc1 segment web own r1            -> 6
audit                                     -> ok
restart                                   -> same
