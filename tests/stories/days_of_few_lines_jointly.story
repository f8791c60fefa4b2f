# A day that has room for some lines of an order ships these, of orders that wait together as of one that comes alone.

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
node west postal 10001 tariff ground
stock mug west on_hand 100
capacity east lines 2                                      -> applied
quote cup 1, hat 1, mug 1 to 90001 partial only east       -> done shipments 1 cost 6.00
jointly quoted o1 cup 1, hat 1, mug 1 to 90001 partial only east -> done held 1 replans 0 cost 106.00 first_come 106.00 shipping 6.00, o1 planned done cost 6.00 shipments 1 short 1
jointly quoted o1 cup 1, hat 1, mug 1 to 90001             -> done held 1 replans 0 cost 12.00 first_come 12.00, o1 planned done cost 12.00 shipments 2 short 0
jointly o1 cup 1, hat 1, mug 1 to 90001 beside o2 cup 1 to 90001 -> done held 2 replans 0 cost 18.00 first_come 18.00
used east 2030-01-07                                       -> all lines most 2 used 2 left 0
used east 2030-01-08                                       -> all lines most 2 used 1 left 1
audit                                                      -> ok

# What no day has room for is known before it is planned: two lines of an order that leaves whole.
item cap weight_g 100
item bow weight_g 100
node lane postal 10001 tariff ground
stock cap lane on_hand 9
stock bow lane on_hand 9
capacity lane lines 1                                      -> applied
jointly quoted short 50.00 o9 cap 1, bow 1 to 90001 -> done held 0 cost 100.00 bound 100.00
