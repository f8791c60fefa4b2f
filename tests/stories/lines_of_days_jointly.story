# A day that has room for some lines of an order ships those that no other node has, alone or together.
tariff t up_to_g 900 5.00
zone 100 900 1
zone 200 900 1
calendar all mon tue wed thu fri sat sun                    -> applied
node a postal 10001 time_zone UTC
node b postal 20001 time_zone UTC
item cup weight_g 100
item pan weight_g 100
service s carrier k tariff t transit 1                      -> applied
hours a all 06:00 18:00                                     -> applied
hours b all 06:00 18:00                                     -> applied
pickup a s 17:00                                            -> applied
pickup b s 17:00                                            -> applied
stock pan a on_hand 9
stock cup a on_hand 9
stock cup b on_hand 9
capacity a lines 1                                          -> applied

quote cup 1, pan 1 to 90001                                 -> done cost 10.00, a ships pan 1, b ships cup 1
jointly quoted short 100.00 o1 cup 1, pan 1 to 90001        -> done held 1 cost 10.00 first_come 10.00, o1 planned shipments 2
jointly short 100.00 o1 cup 1, pan 1 to 90001 beside o2 pan 1 to 90001 -> done held 2 replans 0 cost 15.00
audit                                                       -> ok
