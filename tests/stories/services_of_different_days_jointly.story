# Services of a node that leave on different days: orders that wait together share each day, whichever service takes it.
tariff cheap up_to_g 5000 6.00
tariff dear up_to_g 5000 9.00
zone 100 900 1
calendar week mon tue wed thu fri                          -> applied
node east postal 10001 time_zone UTC
item cup weight_g 100
stock cup east on_hand 100
service ground carrier ups tariff cheap transit 2 delivers week -> applied
service air carrier ups tariff dear transit 1 delivers week -> applied
hours east week 05:00 18:00                                -> applied

# Monday 08:00: ground has gone for today, air has not.
pickup east ground 07:00                                   -> applied
pickup east air 17:00                                      -> applied
capacity east shipments 1                                  -> applied
quote cup 1 to 90001                                       -> done, east ships cup 1 service ground leaves 2030-01-08 arrives 2030-01-10

# First come, first served the patient one takes Tuesday, and the other has to fly.
jointly quoted short 50.00 patient cup 1 to 90001 beside urgent cup 1 to 90001 need_by 2030-01-10 -> done held 2 cost 12.00 bound 12.00 first_come 15.00
jointly short 50.00 patient cup 1 to 90001 beside urgent cup 1 to 90001 need_by 2030-01-10 -> done held 2 replans 0 cost 12.00
used east 2030-01-07                                       -> all shipments used 0
used east 2030-01-08                                       -> all shipments used 1
used east 2030-01-09                                       -> all shipments used 1

# Three more that need Friday: ground has no day left for them, and air has three.
jointly short 50.00 a cup 1 to 90001 need_by 2030-01-11 beside b cup 1 to 90001 need_by 2030-01-11 beside c cup 1 to 90001 need_by 2030-01-11 -> done held 2 replans 0
used east 2030-01-07                                       -> all shipments used 1
used east 2030-01-10                                       -> all shipments used 1
audit                                                      -> ok
restart                                                    -> same

# A node that ships by its own tariff stays what it is beside them.
tariff own up_to_g 5000 3.00
node kent postal 10001 tariff own
stock cup kent on_hand 3
jointly quoted short 50.00 d cup 2 to 90001 beside e cup 1 to 90001 -> done held 2 cost 6.00 bound 6.00

# What an order rather wants is a part of its cost, by nodes at a price and by profile.
quote cup 1 to 90001 prefer east price 2.00                -> kent ships cup 1, cost 5.00
jointly quoted short 50.00 f cup 1 to 90001 prefer east price 2.00 beside g cup 1 to 90001 -> done held 2 cost 8.00 bound 8.00
jointly quoted short 50.00 f cup 1 to 90001 prefer east price 4.00 beside g cup 1 to 90001 -> done held 2 cost 9.00 bound 9.00
profile spare per_priority 2.00                            -> applied
node kent postal 10001 tariff own priority 4
jointly quoted short 50.00 f cup 1 to 90001 profile spare beside g cup 1 to 90001 -> done held 2 cost 9.00

jointly short 50.00 d cup 2 to 90001 beside e cup 1 to 90001 -> done held 2 replans 0 cost 6.00
audit                                                      -> ok
