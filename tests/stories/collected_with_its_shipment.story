# What joins goods that are to be collected is ready on their day, also where an earlier one has room by then.

tariff ground up_to_g 5000 6.00
zone 100 900 1
calendar all mon tue wed thu fri sat sun
node s store postal 10001 time_zone UTC methods ship pickup tariff ground
item cup weight_g 200
stock cup s on_hand 20
hours s all 06:00 18:00
capacity s shipments 1
source s0 cup 1 to 99999 method pickup store s          -> done, s ships cup 1 leaves 2030-01-07
source o1 cup 1 to 99999 method pickup store s          -> done, s ships cup 1 leaves 2030-01-08
release s0                                              -> released
change o1 line 1 2 as m1                                -> changed, s ships cup 1 joined leaves 2030-01-08 arrives 2030-01-08
used s 2030-01-07                                       -> done, all shipments used 0
used s 2030-01-08                                       -> done, all shipments used 1
change o1 need_by 2030-01-08 as m2                      -> changed planned_anew nothing
change o1 need_by 2030-01-07 as m3                      -> changed planned_anew late_shipments, s ships cup 2 leaves 2030-01-07
used s 2030-01-07                                       -> done, all shipments used 1
used s 2030-01-08                                       -> done, all shipments used 0
audit                                                   -> ok
