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

# What says no dates leaves today and on no later day: where today is full, more goes elsewhere.
tariff eco up_to_g 900 2.00
zone 400 900 1
item pan weight_g 100
node d postal 40001 tariff eco
stock cup c on_hand 0
node e postal 40002 tariff eco
node f postal 40003 tariff eco
stock pan d on_hand 20
stock cup e on_hand 1
capacity d shipments 1
source p1 pan 1, cup 1 to 90001 for 30 days           -> done, d ships pan 1, e ships cup 1
stock cup d on_hand 9
stock cup f on_hand 9
wait 1 day
source p2 pan 1 to 90001 for 30 days                  -> done, d ships pan 1
resource p1 at e declined not c quote                      -> done cost 2.00, f ships cup 1
resource p1 at e declined not c as r1                      -> resourced cost 2.00, f ships cup 1
change p1 add line 3 pan 1 quote                           -> cannot_source, unfilled line 3 no_capacity
change p1 add line 3 cup 1 quote                           -> done cost 0.00, f ships joined cup 1
audit                                                      -> ok
