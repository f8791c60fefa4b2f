# Rates that rise and fall again: who is planned for the later day by another service does not go by this one then, for the plan and its bound knew nothing of that.
tariff g up_to_g 9000 10.00
tariff g from 2030-01-08 up_to_g 9000 20.00
tariff g from 2030-01-10 up_to_g 9000 15.00
tariff air up_to_g 9000 18.00
zone 100 900 1
calendar week mon tue wed thu fri                          -> applied
calendar late thu fri                                      -> applied
node east postal 10001 time_zone UTC
item cup weight_g 100
stock cup east on_hand 100
service ground carrier ups tariff g transit 2 delivers week -> applied
service fly carrier ups tariff air transit 1 delivers week -> applied
hours east week 05:00 18:00                                -> applied
pickup east ground 17:00                                   -> applied
pickup east fly 17:00 calendar late                        -> applied
capacity east shipments 1                                  -> applied
jointly quoted short 90.00 a cup 1 to 90001 beside b cup 1 to 90001 -> done held 2 replans 0 cost 28.00 bound 28.00 shipping 28.00
jointly short 90.00 a cup 1 to 90001 beside b cup 1 to 90001 -> done held 2 replans 0 cost 28.00 shipping 28.00
used east 2030-01-10                                       -> all shipments used 1
