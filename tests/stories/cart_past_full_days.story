# The first day by which a cart can be there may lie between full days: then it comes in two parcels.
tariff t up_to_g 900 5.00 9.00
zone 200 900 1
zone 300 900 2
calendar all mon tue wed thu fri sat sun                    -> applied
node b postal 20001 time_zone UTC
node c postal 30001 time_zone UTC
item hat weight_g 100
item pan weight_g 100
service s carrier k tariff t transit 1;1                    -> applied
hours b all 06:00 18:00                                     -> applied
hours c all 06:00 18:00                                     -> applied
pickup b s 17:00                                            -> applied
pickup c s 17:00                                            -> applied
stock hat b on_hand 9
stock pan b on_hand 9
stock pan c on_hand 9
capacity b units 2                                          -> applied
source o1 hat 2 to 90001                                    -> done, b ships hat 2 leaves 2030-01-07
source o2 hat 1 to 90001                                    -> done, b ships hat 1 leaves 2030-01-08
delivery hat 1, pan 1 to 90001 cart                         -> done, cart earliest 2030-01-09 for 14.00
quote hat 1, pan 1 to 90001 need_by 2030-01-09              -> done cost 14.00
quote hat 1, pan 1 to 90001 need_by 2030-01-08              -> cannot_source
