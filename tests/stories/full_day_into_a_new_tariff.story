# A shipment that a full day moves is rated by the tariff of the day on which it leaves, and a promise for a cart
# counts the rooms of both days. A story begins on a Monday at 08:00 UTC, 03:00 in New York.

tariff ground up_to_g 5000 6.00
tariff ground from 2030-01-08 up_to_g 5000 6.50
tariff ground from 2030-01-09 up_to_g 5000 1.00
zone 100 900 1
calendar week mon tue wed thu fri                          -> applied
node east postal 10001 time_zone America/New_York
item cup weight_g 100
item hat weight_g 100
stock cup east on_hand 100
stock hat east on_hand 100
service ground carrier ups tariff ground transit 2 delivers week  -> applied
hours east week 08:00 18:00 cutoff 14:00                   -> applied
pickup east ground 17:00                                   -> applied
capacity east shipments 1                                  -> applied

delivery cup 1 to 90001                                    -> cup earliest 2030-01-09 for 6.00
source o1 cup 1 to 90001                                   -> done cost 6.00, east ships cup 1 leaves 2030-01-07 arrives 2030-01-09
delivery cup 1, hat 1 to 90001 cart                        -> cup earliest 2030-01-10 for 6.50 order_by_day 2030-01-08, cart earliest 2030-01-10 for 6.50 shipments 1
source o2 cup 1 to 90001                                   -> done cost 6.50, east ships cup 1 leaves 2030-01-08 arrives 2030-01-10
quote cup 1 to 90001                                       -> done cost 1.00, east ships cup 1 leaves 2030-01-09 arrives 2030-01-11
