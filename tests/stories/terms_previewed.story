# What other terms of promising would do is told before: for now and today, from when anything may be promised, and behind the horizon.

item cup
stock cup dc1 on_hand 5
receipt cup dc1 po1 10 in 3 days                         -> applied
reserve r1 cup dc1 12 in 20 days for 30 days             -> reserved
preview terms cup horizon_days 10                        -> applied positions 1 touched 1, cup at dc1 in 11 days ats 3 then 0
preview terms cup horizon_days 10                        -> r1 line 1 held of cup at dc1 holds 12
preview terms cup lead_days 7                            -> applied positions 3 touched 0
preview terms cup lead_days 7                            -> cup at dc1 in 7 days ats 3 then unlimited
atp cup dc1                                              -> in 0 days 3
terms cup horizon_days 10                                -> applied
preview terms cup horizon_days 10                        -> unchanged positions 0 touched 0
# Late supply counts for two days more: what leans on it is safe, and what it gives may be promised.
terms cup                                                -> applied
receipt pan dc1 po2 4 in 3 days                          -> applied
wait 4 days
atp cup dc1                                              -> in 0 days 0
preview terms cup past_due_days 2                        -> applied positions 2 touched 0, cup at dc1 in 0 days ats 0 then 3
preview terms cup past_due_days 9999                     -> bad_value positions 0
# Those of all are for items without terms of their own.
preview terms past_due_days 2                            -> applied positions 1 touched 0, pan at dc1 in 0 days ats 0 then 4
terms cup past_due_days 2                                -> applied
atp cup dc1                                              -> in 0 days 3
preview terms cup past_due_days 0                        -> applied touched 1, cup at dc1 in 0 days ats 3 then 0
audit                                                    -> ok
