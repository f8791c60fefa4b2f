# Of services that differ in what they carry and how they bill, those count that are in time. A story begins on a Monday
# at 08:00 UTC, 2030-01-07.

tariff ground dim_cm3_per_kg 5000
tariff ground up_to_g 5000 6.00
tariff ground up_to_g 20000 30.00
tariff air up_to_g 5000 20.00
zone 100 900 1
calendar all mon tue wed thu fri sat sun              -> applied
node east postal 10001 time_zone America/New_York
item cup weight_g 400
item paint weight_g 400 attributes hazmat
item pillow weight_g 900 size_mm 500 400 200
stock cup east on_hand 20
stock paint east on_hand 20
stock pillow east on_hand 20
service ground carrier ups tariff ground transit 3    -> applied
service air carrier ups tariff air refuses hazmat transit 1  -> applied
hours east all 06:00 20:00                            -> applied
pickup east ground 17:00                              -> applied
pickup east air 17:00                                 -> applied
profile on-time compares late_days shipments cost     -> applied

quote cup 1, paint 1 to 90001 country US                    -> cost 6.00 optimal, east ships cup 1 paint 1 service ground
quote cup 1 to 90001 country US need_by 2030-01-08          -> cost 20.00 optimal, east ships cup 1 service air
# Nothing takes paint by then: what does is too late.
quote cup 1, paint 1 to 90001 country US need_by 2030-01-08 -> cannot_source, unfilled line 2 too_late units 1
why paint 1 to 90001 country US need_by 2030-01-08          -> fate of east too_late earliest 2030-01-10
quote paint 1 to 90001 country US need_by 2030-01-07        -> cannot_source, unfilled line 1 too_late
quote cup 1, paint 1 to 90001 country US need_by 2030-01-08 partial -> cost 20.00 optimal, east ships cup 1 service air

# A pillow of 40 litres is 8 kg by ground, and 0.9 kg by air: cheaper, and on time.
quote pillow 1 to 90001 country US                          -> cost 20.00 optimal, east ships pillow 1 service air billed_g 900
quote pillow 1, paint 1 to 90001 country US                 -> cost 30.00 optimal, east ships pillow 1 paint 1 service ground

# Being late is part of what a service costs: two days at 8.00.
quote cup 1 to 90001 country US wish_by 2030-01-08 late_per_day 8.00          -> cost 20.00 optimal, east ships cup 1 service air
quote cup 1, paint 1 to 90001 country US wish_by 2030-01-08 late_per_day 8.00 -> cost 22.00 lateness 16.00 optimal, east ships cup 1 paint 1 service ground
# On time first: what can be there, by the service that is least late.
quote cup 1 to 90001 country US wish_by 2030-01-08 late_per_day 0.10 profile on-time          -> cost 20.00 optimal, east ships cup 1 service air
quote cup 1, paint 1 to 90001 country US wish_by 2030-01-08 late_per_day 0.10 profile on-time -> cost 6.20 optimal, east ships cup 1 paint 1 service ground

# Another node is on time at 10.00: cheaper than by air, and dearer than by ground.
tariff van up_to_g 5000 10.00
node west postal 10002 time_zone America/New_York
stock cup west on_hand 20
service van carrier dhl tariff van transit 1          -> applied
hours west all 06:00 20:00                            -> applied
pickup west van 17:00                                 -> applied
quote cup 1 to 90001 country US                       -> cost 6.00 optimal, east ships cup 1 service ground
quote cup 1 to 90001 country US wish_by 2030-01-08 late_per_day 0.10 profile on-time -> cost 10.00 optimal, west ships cup 1 service van
quote cup 1, paint 1 to 90001 country US wish_by 2030-01-08 late_per_day 0.10 profile on-time -> cost 6.20 optimal, east ships cup 1 paint 1 service ground

# What no service takes at all is not late.
item acid weight_g 400 attributes acid
stock acid east on_hand 20
service ground carrier ups tariff ground refuses acid transit 3 -> applied
service air carrier ups tariff air refuses hazmat refuses acid transit 1 -> applied
quote acid 1 to 90001 country US need_by 2030-01-08   -> cannot_source, unfilled line 1 no_lane
quote acid 1 to 90001 country US need_by 2030-01-07   -> cannot_source, unfilled line 1 no_lane
why acid 1 to 90001 country US need_by 2030-01-08     -> fate of east not_carried
why acid 1 to 90001 country US need_by 2030-01-07     -> fate of east not_carried
