# Goods that are yet to come are worked on from the day on which they are there, and leave after that.
tariff ground up_to_g 5000 6.00
zone 200 900 1
calendar all mon tue wed thu fri sat sun                    -> applied
node maker vendor postal 20001 time_zone UTC
item pan weight_g 100
service truck carrier own tariff ground transit 1 delivers all -> applied
hours maker all 09:00 17:00 processing 960                  -> applied
pickup maker truck 17:00                                    -> applied
stock pan maker on_hand 0
receipt pan maker po-2 4 in 5 days
why pan 4 to 90001                                          -> cannot_source, lack of line 1 had_in_days 7
wait 4 days
wait 15 hours
why pan 4 to 90001                                          -> cannot_source, lack of line 1 had_in_days 3
wait 1 hours
receive pan maker po-2
quote pan 4 to 90001                                        -> done, maker ships pan 4 leaves 2030-01-13 arrives 2030-01-14
