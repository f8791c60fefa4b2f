# Being late has a weight of its own, and may come first. A story begins on a Monday at 08:00 UTC, 2030-01-07.

tariff ground up_to_g 5000 6.00 8.00
tariff air up_to_g 5000 20.00 22.00
zone 100 900 1
zone 200 900 2
calendar all mon tue wed thu fri sat sun           -> applied
node east postal 10001 time_zone America/New_York
node west postal 20001 time_zone America/Los_Angeles
item cup weight_g 400
item hat weight_g 300
stock cup east on_hand 20
stock hat west on_hand 20
service ground carrier ups tariff ground transit 3;4  -> applied
service air carrier ups tariff air transit 1;1        -> applied
hours east all 06:00 20:00                         -> applied
hours west all 06:00 20:00                         -> applied
pickup east ground 17:00                           -> applied
pickup east air 17:00                              -> applied
pickup west ground 17:00                           -> applied
pickup west air 17:00                              -> applied
profile hurry lateness 5                           -> applied
profile thrift transport 2 lateness 1              -> applied
profile alike transport 3                          -> applied
profile on-time compares late_days shipments cost  -> applied
profile wrong compares cost late_days              -> bad_value "late_days before cost"

# By ground two days late at 4.00 a day is 14.00, and by air 20.00. What the lateness costs is told as it is.
quote cup 1 to 90001 country US wish_by 2030-01-08 late_per_day 4.00                  -> cost 14.00 lateness 8.00, east ships cup 1 service ground
quote cup 1 to 90001 country US wish_by 2030-01-08 late_per_day 4.00 profile hurry    -> cost 20.00 optimal, east ships cup 1 service air
quote cup 1 to 90001 country US wish_by 2030-01-08 late_per_day 8.00                  -> cost 20.00, east ships cup 1 service air
quote cup 1 to 90001 country US wish_by 2030-01-08 late_per_day 8.00 profile thrift   -> cost 22.00 optimal, east ships cup 1 service ground
quote cup 1 to 90001 country US wish_by 2030-01-08 late_per_day 4.00 profile alike    -> cost 14.00 optimal, east ships cup 1 service ground

# On time first: at whatever cost, and no dearer than it must be.
quote cup 1, hat 1 to 90001 country US wish_by 2030-01-08 late_per_day 0.10 profile on-time  -> cost 42.00 optimal, east ships cup 1 service air, west ships hat 1 service air
quote cup 1, hat 1 to 90001 country US wish_by 2030-01-10 late_per_day 0.10 profile on-time  -> cost 28.00 optimal, east ships cup 1 service ground, west ships hat 1 service air
quote cup 1, hat 1 to 90001 country US profile on-time                               -> cost 14.00 optimal

restart                                            -> same
snapshot
restart                                            -> same
quote cup 1 to 90001 country US wish_by 2030-01-08 late_per_day 4.00 profile hurry    -> cost 20.00
