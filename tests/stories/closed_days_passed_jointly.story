# A day on which the tariff does not reach the zone is passed over, by orders that wait together as by one that comes alone.

zone 100 900 2
tariff ground up_to_g 5000 6.00 5.00
tariff ground from 2030-01-08 up_to_g 5000 6.00
tariff ground from 2030-01-09 up_to_g 5000 6.00 5.00
calendar week mon tue wed thu fri                          -> applied
node east postal 10001 time_zone America/New_York
item cup weight_g 100
stock cup east on_hand 100
service ground carrier ups tariff ground transit 2;2 delivers week  -> applied
hours east week 08:00 18:00 cutoff 14:00                   -> applied
pickup east ground 17:00                                   -> applied
capacity east shipments 1                                     -> applied
jointly quoted o1 cup 1 to 90001 beside o2 cup 1 to 90001  -> done held 2 cost 10.00 bound 10.00 first_come 10.00
jointly o1 cup 1 to 90001 beside o2 cup 1 to 90001         -> done held 2 replans 0 shipping 10.00
used east 2030-01-07                                       -> all shipments used 1
used east 2030-01-08                                       -> all shipments used 0
used east 2030-01-09                                       -> all shipments used 1
audit                                                      -> ok
