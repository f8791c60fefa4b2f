# Rates that rise within the days that waiting orders need: the bound knows of it, and who would pay most leaves first. Nothing waits for rates that fall.
tariff ground up_to_g 1000 6.00
tariff ground up_to_g 9000 9.00
tariff ground from 2030-01-08 up_to_g 1000 6.50
tariff ground from 2030-01-08 up_to_g 9000 19.00
zone 100 900 1
calendar week mon tue wed thu fri                          -> applied
node east postal 10001 time_zone America/New_York
item cup weight_g 100
item chair weight_g 5000
stock cup east on_hand 100
stock chair east on_hand 100
service ground carrier ups tariff ground transit 2 delivers week -> applied
hours east week 08:00 18:00 cutoff 14:00                   -> applied
pickup east ground 17:00                                   -> applied
capacity east shipments 1                                  -> applied
jointly quoted short 90.00 cups cup 1 to 90001 beside chairs chair 1 to 90001 -> done held 2 replans 0 cost 15.50 bound 15.50 first_come 25.00
jointly short 90.00 cups cup 1 to 90001 beside chairs chair 1 to 90001 -> done held 2 replans 0 cost 15.50, cups planned done cost 6.50, chairs planned done cost 9.00
used east 2030-01-07                                       -> all shipments used 1
used east 2030-01-08                                       -> all shipments used 1
audit                                                      -> ok

# From Thursday on it costs less: the next two leave on Wednesday, and as soon as there is room.
tariff ground from 2030-01-10 up_to_g 9000 1.00
jointly short 90.00 early cup 1 to 90001                   -> done held 1 cost 6.50, early planned done cost 6.50
used east 2030-01-09                                       -> all shipments used 1
jointly short 90.00 late cup 1 to 90001                    -> done held 1 cost 1.00
used east 2030-01-10                                       -> all shipments used 1
audit                                                      -> ok
