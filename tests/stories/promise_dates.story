# When an order leaves and arrives: by the hours of a node, its pickups and the days of a carrier, and only
# as late as the order can wait. A story begins on a Monday at 08:00 UTC, 03:00 in New York.

tariff ground up_to_g 5000 6.00 8.00
tariff air up_to_g 5000 20.00 22.00
zone 100 900 1
zone 200 900 2
calendar week mon tue wed thu fri closed 2030-01-21        -> applied
node east postal 10001 time_zone America/New_York
node west postal 20001 time_zone America/Los_Angeles
item cup weight_g 400
stock cup east on_hand 20
stock cup west on_hand 20
service ground carrier ups tariff ground transit 2;4 delivers week window 09:00 17:00  -> applied
service air carrier ups tariff air transit 1;1 delivers week                           -> applied
hours east week 08:00 18:00 cutoff 14:00 processing 120    -> applied
hours west week 08:00 18:00 cutoff 14:00 processing 120    -> applied
pickup east ground 17:00                                   -> applied
pickup east air 17:00                                      -> applied
pickup west ground 17:00                                   -> applied
pickup west air 16:00                                      -> applied

# The cheapest way says when it leaves and arrives, and that 13:59:59 in New York is still in time for it.
quote cup 1 to 90001 country US                       -> cost 6.00, east ships cup 1 service ground leaves 2030-01-07 arrives 2030-01-09 order_by_day 2030-01-07 order_by 18:59:59

# What must be there the day before goes by air, and nothing arrives today.
quote cup 1 to 90001 country US need_by 2030-01-09    -> cost 6.00, east ships cup 1 service ground arrives 2030-01-09
quote cup 1 to 90001 country US need_by 2030-01-08    -> cost 20.00, east ships cup 1 service air arrives 2030-01-08
quote cup 1 to 90001 country US need_by 2030-01-07    -> cannot_source, unfilled line 1 too_late units 1

# A day late is worth 5.00, or 15.00: then the plane is cheaper.
quote cup 1 to 90001 country US wish_by 2030-01-08 late_per_day 5.00    -> optimal cost 11.00 transport 6.00 lateness 5.00, east ships cup 1 service ground lateness 5.00
quote cup 1 to 90001 country US wish_by 2030-01-08 late_per_day 15.00   -> optimal cost 20.00, east ships cup 1 service air lateness 0.00
quote cup 1 to 90001 country US late_per_day 5.00                       -> bad_value "wish_by"

# At 14:00 in New York the cut-off there is past; in Los Angeles it is 11:00.
wait 11 hours
quote cup 1 to 90001 country US                       -> cost 6.00, east ships cup 1 service ground leaves 2030-01-08 arrives 2030-01-10 order_by_day 2030-01-08
quote cup 1 to 90001 country US need_by 2030-01-09    -> cost 20.00, east ships cup 1 service air leaves 2030-01-08 arrives 2030-01-09
quote cup 1 to 90001 country US need_by 2030-01-08    -> cost 22.00, west ships cup 1 service air leaves 2030-01-07 arrives 2030-01-08 order_by_day 2030-01-07 order_by 21:59:59
wait 3 hours
quote cup 1 to 90001 country US need_by 2030-01-08    -> cannot_source, unfilled line 1 too_late

# What one place cannot bring in time with another's stock is too late, too.
quote cup 30 to 90001 country US may_split need_by 2030-01-10    -> done filled shipments 2
quote cup 30 to 90001 country US may_split partial need_by 2030-01-08  -> cannot_source, unfilled line 1 too_late units 30
quote cup 50 to 90001 country US may_split need_by 2030-01-10    -> cannot_source, unfilled line 1 not_enough_stock

# On Friday evening before a holiday on Monday: nobody works until Tuesday.
wait 11 days
wait 1 hour
quote cup 1 to 90001 country US only east             -> east ships cup 1 service ground leaves 2030-01-22 arrives 2030-01-24 order_by_day 2030-01-22 order_by 18:59:59
quote cup 1 to 90001 country US need_by 2030-01-23    -> cost 20.00, east ships cup 1 service air leaves 2030-01-22 arrives 2030-01-23

# What was promised is answered again as it was, whatever the clock says, and for the same wish only.
source order-1 cup 1 to 90001 country US only east need_by 2030-01-24 wish_by 2030-01-23 late_per_day 1.00 for 8 days  -> done cost 7.00, east ships cup 1 service ground arrives 2030-01-24 lateness 1.00
wait 5 days
source order-1 cup 1 to 90001 country US only east need_by 2030-01-24 wish_by 2030-01-23 late_per_day 1.00 for 8 days  -> repeated cost 7.00 lateness 1.00, east ships cup 1 service ground leaves 2030-01-22 arrives 2030-01-24 order_by_day 2030-01-22 order_by 18:59:59 lateness 1.00
source order-1 cup 1 to 90001 country US only east need_by 2030-01-25 wish_by 2030-01-23 late_per_day 1.00 for 8 days  -> id_used_differently
snapshot
restart                                               -> same
source order-1 cup 1 to 90001 country US only east need_by 2030-01-24 wish_by 2030-01-23 late_per_day 1.00 for 8 days  -> repeated, east ships cup 1 service ground leaves 2030-01-22 arrives 2030-01-24

# Who ships by a tariff of his own says no dates, and is out where a day is named.
node corner postal 10001 tariff ground
item hat weight_g 200
stock hat corner on_hand 5
quote hat 1 to 90001 country US                       -> cost 6.00, corner ships hat 1
quote hat 1 to 90001 country US need_by 2030-12-31    -> cannot_source, unfilled line 1 too_late

# Hours are told by the node's own clock, which must be known.
node lost postal 10001 time_zone America/Springfield  -> bad_value "America/Springfield"
hours corner week 08:00 18:00                         -> bad_value
audit                                                 -> ok
