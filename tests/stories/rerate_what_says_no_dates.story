# A service that says no dates takes orders of the days on which it is open, whatever day they leave on.

tariff eco up_to_g 900 2.00
tariff van up_to_g 900 9.00
tariff fast up_to_g 900 4.00
zone 100 900 1
calendar all mon tue wed thu fri sat sun
item pan weight_g 100
node a postal 10001 time_zone UTC
service eco carrier k tariff eco from 2030-01-09
service van carrier k tariff van transit 1
hours a all 06:00 18:00
pickup a eco 17:00
pickup a van 17:00
stock pan a on_hand 20
capacity a shipments 1
capacity a 2030-01-07 shipments 0
capacity a 2030-01-08 shipments 0
source o1 pan 1 to 90001                                   -> done cost 9.00, a ships pan 1 service van leaves 2030-01-09
rerate van as van                                          -> done shipments 1 loaded 9.00 proposed 9.00
rerate van as fast                                         -> done shipments 1 loaded 9.00 proposed 4.00
rerate eco as eco                                          -> done, o1 a loaded 9.00 proposed 9.00 by van
