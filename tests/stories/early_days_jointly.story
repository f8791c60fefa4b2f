# Orders that wait together leave as early as there is room where a later day costs as much, whatever a day was worth while they were planned.
tariff flat up_to_g 20000 9.00
zone 100 900 1
node reno postal 10001 time_zone UTC
item cup weight_g 100
item pan weight_g 100
stock cup reno on_hand 3
stock pan reno on_hand 1
calendar all mon tue wed thu fri sat sun                   -> applied
service s carrier c tariff flat transit 1                  -> applied
hours reno all 00:00 23:59                                 -> applied
pickup reno s 23:00                                        -> applied
capacity reno shipments 1                                  -> applied
jointly short 50.00 m0 cup 2 to 90001 beside m1 cup 2, pan 1 to 90001 beside m2 cup 1 to 90001 -> done held 2 alone 0 replans 0 cost 118.00 first_come 168.00
used reno 2030-01-07                                       -> all shipments used 1
used reno 2030-01-08                                       -> all shipments used 1
used reno 2030-01-09                                       -> all shipments used 0
audit                                                      -> ok
restart                                                    -> same
