# A shipment that should have left and did not leaves on the next day with room for all of it, when more joins it: the
# day that is told is the one on which it counts. A story begins on a Monday at 08:00 UTC.

item cup weight_g 100
tariff t up_to_g 900 4.00
zone 300 900 1
calendar all mon tue wed thu fri sat sun                   -> applied
service s carrier k tariff t transit 1                     -> applied
node c postal 30001 time_zone UTC
stock cup c on_hand 20
hours c all 06:00 18:00                                    -> applied
pickup c s 17:00                                           -> applied
capacity c units 3                                         -> applied
source o1 cup 1 to 90001 for 20 days                       -> done, c ships cup 1 leaves 2030-01-07
wait 24 hours
used c 2030-01-07                                          -> all units used 1

# Tuesday: two more join the one, and all three leave today.
change o1 line 1 3 quote                                   -> done planned_anew nothing, c ships joined cup 2 leaves 2030-01-08
change o1 line 1 3 as n1                                   -> changed, c ships joined cup 2 leaves 2030-01-08
used c 2030-01-07                                          -> all units used 0
used c 2030-01-08                                          -> all units used 3
source o2 cup 3 to 90001 for 20 days                       -> done, c ships cup 3 leaves 2030-01-09
restart                                                    -> same

# Wednesday is full: with one more they leave on Thursday, while two of the day before fill it with one.
wait 24 hours
source o3 cup 2 to 90001 for 20 days                       -> done, c ships cup 2 leaves 2030-01-10
change o1 line 1 4 quote                                   -> cannot_source, unfilled line 1 no_capacity
capacity c units 5                                         -> applied
change o1 line 1 4 as n2                                   -> changed, c ships joined cup 1 leaves 2030-01-11
used c 2030-01-08                                          -> all units used 0
used c 2030-01-10                                          -> all units used 2
used c 2030-01-11                                          -> all units used 4
restart                                                    -> same
release o1                                                 -> released
used c 2030-01-11                                          -> all units used 0
audit                                                      -> ok
