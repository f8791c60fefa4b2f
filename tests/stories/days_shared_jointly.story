# Orders that wait together share the days of a node: who can wait leaves a full day to who cannot, whoever came first.
# A story begins on a Monday at 08:00 UTC, 03:00 in New York.

tariff ground up_to_g 5000 6.00
zone 100 900 1
calendar week mon tue wed thu fri                          -> applied
node east postal 10001 time_zone America/New_York
item cup weight_g 100
stock cup east on_hand 100
service ground carrier ups tariff ground transit 2 delivers week  -> applied
hours east week 08:00 18:00 cutoff 14:00                   -> applied
pickup east ground 17:00                                   -> applied
capacity east shipments 1                                  -> applied

# One after the other the first takes Monday, and the second, which needs it, gets nothing.
quote cup 1 to 90001                                       -> done, east ships cup 1 leaves 2030-01-07 arrives 2030-01-09
jointly patient cup 1 to 90001 beside urgent cup 1 to 90001 need_by 2030-01-09 -> done held 2, patient planned done cost 6.00, urgent planned done cost 6.00
used east 2030-01-07                                       -> all shipments most 1 used 1 left 0
used east 2030-01-08                                       -> all shipments most 1 used 1 left 0
audit                                                      -> ok
restart                                                    -> same
used east 2030-01-08                                       -> all shipments used 1

# Lateness is weighed: the day goes to whom it is worth more.
jointly cheap cup 1 to 90001 wish_by 2030-01-11 late_per_day 0.10 beside dear cup 1 to 90001 wish_by 2030-01-11 late_per_day 5.00 -> done held 2, cheap planned done cost 6.30, dear planned done cost 6.00
used east 2030-01-09                                       -> all shipments used 1
used east 2030-01-10                                       -> all shipments used 1

# Whoever needs a day that all have taken goes without, and no day is overfull.
jointly late1 cup 1 to 90001 need_by 2030-01-15 beside late2 cup 1 to 90001 need_by 2030-01-15 beside late3 cup 1 to 90001 need_by 2030-01-15 -> done held 1
used east 2030-01-11                                       -> all shipments used 1
used east 2030-01-14                                       -> all shipments used 0
audit                                                      -> ok
restart                                                    -> same
