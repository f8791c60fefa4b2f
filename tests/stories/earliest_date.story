# On hand 5, ten come in thirty days and fifteen in sixty: when may so many be promised?

stock cup dc1 on_hand 5
receipt cup dc1 po1 10 in 30 days         -> applied
receipt cup dc1 po2 15 in 60 days         -> applied
receipt cup dc1 guess planned 99 in 3 days -> applied
atp cup                                   -> in 0 days 5, in 30 days 15, in 60 days 30
atp cup quantity 5                        -> earliest 0
atp cup quantity 12                       -> earliest 30
atp cup quantity 20                       -> earliest 60
atp cup quantity 31                       -> earliest never
reserve r1 cup dc1 12 in 29 days          -> insufficient_stock, line 1 ats 5
reserve r1 cup dc1 12 in 30 days for 9 days -> reserved
reserve r1 cup dc1 12 in 30 days for 9 days -> repeated
reserve r1 cup dc1 12 in 31 days for 9 days -> id_used_differently
atp cup                                   -> in 0 days 3, in 60 days 18
ats cup dc1                               -> 3
split r1 into r2 line 1 5 as half         -> split
amend r1 line 1 11 as more                -> lines_refused, line 1 insufficient_stock
amend r1 for 3 days                       -> amended
atp cup                                   -> in 0 days 3, in 60 days 18
release r2                                -> released
atp cup                                   -> in 0 days 5, in 30 days 8, in 60 days 23
reserve r3 cup dc1 1 in -1 days           -> in_the_past
reserve r3 cup dc1 1 in 2000 days         -> too_far_ahead

# Two lines of one item for two days: the second sees what the first took.
reserve r4 cup dc1 5 in 10 days, cup dc1 4 in 40 days   -> line 1 reserved, line 2 insufficient_stock
reserve r4 cup dc1 5 in 10 days, cup dc1 3 in 40 days for 2 hours  -> reserved
atp cup                                   -> in 0 days 0, in 60 days 15
wait 3 hours
atp cup                                   -> in 0 days 5, in 30 days 8, in 60 days 23

# Replenished without end, two weeks from now.
terms cup lead_days 14                    -> applied
terms cup lead_days 14                    -> unchanged
atp cup quantity 1000000                  -> earliest 14
atp cup                                   -> in 0 days 5, in 14 days unlimited
reserve r5 cup dc1 400 in 14 days for 9 days -> reserved
ats cup dc1                               -> 5
audit                                     -> ok
restart                                   -> same

# No further ahead than the item's horizon.
release r5                                -> released
terms cup horizon_days 40                 -> applied
atp cup quantity 9                        -> in 0 days 5, in 30 days 8, in 41 days 0, earliest never
reserve r6 cup dc1 1 in 41 days           -> too_far_ahead
terms cup lead_days 14 horizon_days 40    -> applied
reserve r6 cup dc1 1000 in 40 days for 2 hours    -> reserved
amend r6 line 1 1 in 41 days as later     -> lines_refused, line 1 too_far_ahead
