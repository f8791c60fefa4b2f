# A floor for one segment takes from all others: who would then have less, and whose holds would not be granted any more.

stock cup dc1 on_hand 10
rule cup dc1 web floor 0                             -> applied
rule cup dc1 store floor 0 rank 1                    -> applied
reserve r1 cup dc1 4 for 2 days segment store        -> reserved
reserve r2 cup dc1 1 for 2 days                      -> reserved

preview rule cup dc1 web floor 3                     -> applied positions 1 unavailable 3 touched 0, cup at dc1 ats 5 then 2 kept 3
preview rule cup dc1 web floor 8                     -> applied unavailable 5, cup at dc1 ats 5 then 0 kept 5, r1 line 1 holds 4, r2 line 1 holds 1
preview rule cup dc1 web ceiling 2                   -> positions 1 unavailable 3 touched 0, cup at dc1 for web ats 5 then 2 kept 3
preview rule cup dc1 web rank 1                      -> equal_rank positions 0 touched 0
preview rule cup dc1 web floor 0                     -> unchanged positions 0 touched 0
preview rule cup dc1 market floor 3 rank 2 begins 1 day -> applied positions 1 unavailable 3, cup at dc1 ats 5 then 2
ats cup dc1                                          -> 5
rule cup dc1 web floor 8                             -> applied
preview rule cup dc1 web floor 8                     -> unchanged positions 0 touched 2
preview rule cup dc1 web floor 30                    -> floor_above_stock positions 0 touched 2
