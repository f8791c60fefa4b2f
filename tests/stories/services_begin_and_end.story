# A service takes what leaves within its days, whenever that was ordered. A story begins on Monday 2030-01-07 at 08:00
# UTC, 03:00 in New York.

tariff road up_to_g 5000 4.00
tariff rail up_to_g 5000 6.00
zone 100 900 1
calendar all mon tue wed thu fri sat sun                -> applied
node yard postal 10001 time_zone America/New_York
item pot weight_g 500
stock pot yard on_hand 50
hours yard all 06:00 20:00 cutoff 12:00                 -> applied
service road carrier dhl tariff road transit 1 from 2030-01-09 until 2030-01-10 -> applied
service rail carrier csx tariff rail transit 2          -> applied
pickup yard road 18:00                                  -> applied
pickup yard rail 18:00                                  -> applied

# It has not begun. After Tuesday's cut-off what is ordered leaves on the day on which it has.
quote pot 1 to 90001 country US                         -> cost 6.00, yard ships pot 1 service rail leaves 2030-01-07
wait 1 day
quote pot 1 to 90001 country US                         -> cost 6.00, yard ships pot 1 service rail leaves 2030-01-08
wait 10 hours
quote pot 1 to 90001 country US                         -> cost 4.00 optimal, yard ships pot 1 service road leaves 2030-01-09

# Its last day is one of leaving, too: what is ordered then after the cut-off goes by another.
wait 38 hours
quote pot 1 to 90001 country US                         -> cost 4.00, yard ships pot 1 service road leaves 2030-01-10
wait 10 hours
quote pot 1 to 90001 country US                         -> cost 6.00, yard ships pot 1 service rail leaves 2030-01-11

# A full day moves a shipment no further than the service goes.
service road carrier dhl tariff road transit 1 until 2030-01-11 -> applied
capacity yard 2030-01-11 shipments 1                    -> applied
source o1 pot 1 to 90001 country US                     -> cost 4.00
quote pot 1 to 90001 country US                         -> cost 6.00, yard ships pot 1 service rail leaves 2030-01-12

# By Sunday only the road would do, and that does not go any more: rail would be there on Monday.
drop pickup yard rail 18:00                             -> applied
quote pot 1 to 90001 country US                         -> cannot_source, unfilled line 1 no_capacity
restart                                                 -> same
