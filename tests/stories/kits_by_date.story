# A kit is promised by date as its parts are: on each day as many as the scarcest allows.

stock cup dc1 on_hand 5
stock lid dc1 on_hand 2
kit set of cup 2, lid 1                   -> applied
atp set                                   -> in 0 days 2
receipt cup dc1 po1 10 in 30 days         -> applied
receipt lid dc1 po2 3 in 10 days          -> applied
receipt lid dc1 po3 20 in 60 days         -> applied
atp cup                                   -> in 0 days 5, in 30 days 15
atp lid                                   -> in 0 days 2, in 10 days 5, in 60 days 25
atp set                                   -> in 0 days 2, in 30 days 5, in 60 days 7
atp set dc1 quantity 3                    -> earliest 30
atp set quantity 7                        -> earliest 60
atp set quantity 8                        -> earliest never
explain set dc1 in 30 days                -> ats 5, part cup 15 each 2 kits 7, part lid 5 each 1 kits 5

# A hold of kits for a day takes from what its parts are promised, and a loose part likewise.
reserve r1 set dc1 6 in 30 days           -> insufficient_stock, line 1 ats 5
reserve r1 set dc1 4 in 30 days           -> reserved
atp set                                   -> in 0 days 1, in 60 days 3
explain set dc1 in 60 days                -> ats 3, part cup 7 each 2 kits 3, part lid 21 each 1 kits 21
reserve r2 cup dc1 4 in 70 days           -> reserved
atp set                                   -> in 0 days 1
release r1                                -> released
atp set                                   -> in 0 days 2, in 30 days 5
release r2                                -> released

# What leaves together leaves from one node; what may ship apart does not have to.
stock cup reno on_hand 3
receipt lid reno po4 4 in 5 days          -> applied
atp set reno                              -> in 0 days 0, in 5 days 1
atp set                                   -> in 0 days 2, in 5 days 3, in 30 days 6, in 60 days 8
kit set of cup 2, lid 1 apart             -> applied
atp set                                   -> in 0 days 2, in 5 days 4, in 30 days 9
atp set reno                              -> in 0 days 0, in 5 days 1

# Any number of kits when that is so of all parts, and none further ahead than one part's horizon.
terms cup lead_days 14                    -> applied
atp set dc1                               -> in 0 days 2, in 14 days 5, in 60 days 25
terms lid lead_days 20                    -> applied
atp set dc1                               -> in 0 days 2, in 14 days 5, in 20 days unlimited
terms lid lead_days 20 horizon_days 40    -> applied
atp set dc1                               -> in 20 days unlimited, in 41 days 0
terms set lead_days 5                     -> is_kit
audit                                     -> ok
restart                                   -> same
atp set dc1                               -> in 20 days unlimited, in 41 days 0
