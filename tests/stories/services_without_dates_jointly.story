# A service that says no dates takes of today, beside one that leaves when it can: who is planned for tomorrow leaves today to who was planned for it.
tariff cheap up_to_g 9000 6.00
tariff dear up_to_g 9000 9.00
zone 100 900 1
calendar week mon tue wed thu fri                          -> applied
node east postal 10001 time_zone UTC
item cup weight_g 100
item acid weight_g 100 attributes hazmat
stock cup east on_hand 100
stock acid east on_hand 100
service undated carrier ups tariff cheap                   -> applied
service ground carrier ups tariff dear transit 2 delivers week refuses hazmat -> applied
hours east week 05:00 18:00                                -> applied
pickup east undated 17:00                                  -> applied
pickup east ground 17:00                                   -> applied
capacity east shipments 1                                  -> applied
jointly quoted short 90.00 a cup 1 to 90001 beside b acid 1 to 90001 -> done held 2 replans 0 cost 15.00 bound 15.00 first_come 96.00
jointly short 90.00 a cup 1 to 90001 beside b acid 1 to 90001 -> done held 2 replans 0 cost 15.00
used east 2030-01-07                                       -> all shipments used 1
used east 2030-01-08                                       -> all shipments used 1
audit                                                      -> ok
restart                                                    -> same
