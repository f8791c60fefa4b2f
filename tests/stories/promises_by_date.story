# Stock 20; three are promised for today, fifteen for the third day; ten come on the second, one on
# the fourth and three on the fifth. No promise may take what a later one leans on.

stock cup dc1 on_hand 20
receipt cup dc1 po1 10 in 2 days            -> applied
receipt cup dc1 po2 in_transit 1 in 4 days  -> applied
receipt cup dc1 po3 return_expected 3 in 5 days -> applied
reserve r0 cup dc1 3 in 0 days for 8 days   -> reserved
reserve r3 cup dc1 15 in 3 days for 8 days  -> reserved
atp cup dc1                                 -> in 0 days 12, in 4 days 13, in 5 days 16
atp cup quantity 13                         -> earliest 4
atp cup quantity 16                         -> earliest 5
atp cup quantity 17                         -> earliest never
ats cup dc1                                 -> 12
figures cup dc1                             -> on_hand 20 reserved 3 kept 5 ats 12
reserve r1 cup dc1 13                       -> lines_refused, line 1 insufficient_stock ats 12
reserve r1 cup dc1 13 in 3 days             -> line 1 insufficient_stock ats 12
reserve r1 cup dc1 13 in 4 days for 8 days  -> reserved
atp cup dc1                                 -> in 0 days 0, in 5 days 3
ats cup dc1                                 -> 0
audit                                       -> ok
restart                                     -> same
safety cup dc1 2                            -> applied
atp cup dc1                                 -> in 5 days 1
release r1                                  -> released
atp cup dc1                                 -> in 0 days 10, in 4 days 11, in 5 days 14
commit r3                                   -> committed
atp cup dc1                                 -> in 0 days 10
ship r3                                     -> shipped
figures cup dc1                             -> on_hand 5 reserved 3 allocated 0 shortage 0 ats 0
atp cup dc1                                 -> in 0 days 0, in 2 days 10, in 4 days 11, in 5 days 14
receive cup dc1 po1 4                       -> applied
receive cup dc1 po1 4 before 0              -> stale
receive cup dc1 po1 7                       -> more_than_open
atp cup dc1                                 -> in 0 days 4, in 2 days 10
receive cup dc1 po1                         -> applied
receive cup dc1 po1                         -> unknown_receipt
atp cup dc1                                 -> in 0 days 10, in 4 days 11, in 5 days 14
snapshot
wait 5 days
atp cup dc1                                 -> in 0 days 13
restart                                     -> same
audit                                       -> ok
