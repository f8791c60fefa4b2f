# What full days cost rises while orders take them: the plan of all is held all the same, and who needs a day gets it. A day
# on which no service is open is passed over.

tariff ground up_to_g 5000 6.00
zone 100 900 1
calendar week mon tue wed thu fri                          -> applied
node east postal 10001 time_zone America/New_York
item cup weight_g 100
item hat weight_g 100
item mug weight_g 100
stock cup east on_hand 100
stock hat east on_hand 100
stock mug east on_hand 100
service ground carrier ups tariff ground transit 2 delivers week  -> applied
hours east week 08:00 18:00 cutoff 14:00                   -> applied
pickup east ground 17:00                                   -> applied
capacity east shipments 3                                  -> applied
profile even load_price 3.00                               -> applied
jointly quoted p1 cup 1 to 90001 profile even beside p2 cup 1 to 90001 profile even beside u1 cup 1 to 90001 need_by 2030-01-09 profile even beside u2 cup 1 to 90001 need_by 2030-01-09 profile even beside u3 cup 1 to 90001 need_by 2030-01-09 profile even -> done held 5 alone 0 replans 0 cost 30.00 bound 30.00
jointly p1 cup 1 to 90001 profile even beside p2 cup 1 to 90001 profile even beside u1 cup 1 to 90001 need_by 2030-01-09 profile even beside u2 cup 1 to 90001 need_by 2030-01-09 profile even beside u3 cup 1 to 90001 need_by 2030-01-09 profile even -> done held 5 alone 0 replans 0 cost 30.00 shipping 34.00
used east 2030-01-07                                       -> all shipments most 3 used 3 left 0
used east 2030-01-08                                       -> all shipments most 3 used 2 left 1
audit                                                      -> ok
restart                                                    -> same
