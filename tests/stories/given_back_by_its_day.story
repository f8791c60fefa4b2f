# Fewer units are given back where that saves most, of what it costs to be there by the day that is needed.
tariff fast up_to_g 4000 10.00
tariff slow up_to_g 4000 1.00
tariff mid up_to_g 4000 5.00
zone 100 900 1
zone 200 900 1
calendar all mon tue wed thu fri sat sun                    -> applied
node a postal 10001 time_zone UTC
node b postal 20001 time_zone UTC
item cup weight_g 400
stock cup a on_hand 1
stock cup b on_hand 1
service fast carrier k tariff fast transit 1                -> applied
service slow carrier k tariff slow transit 5                -> applied
service mid carrier k tariff mid transit 1                  -> applied
hours a all 08:00 18:00                                     -> applied
hours b all 08:00 18:00                                     -> applied
pickup a fast 17:00                                         -> applied
pickup a slow 17:00                                         -> applied
pickup b mid 17:00                                          -> applied

source o1 cup 2 to 90001 may_split need_by 2030-01-08 for 9 days -> done cost 15.00, a ships cup 1 service fast, b ships cup 1 service mid
change o1 line 1 1 quote                                    -> done saved 10.00, given_back line 1 at a units 1

# Once that day cannot be kept any more, what leaves today is what counts.
wait 2 days
change o1 line 1 1 as less                                  -> changed saved 5.00, given_back line 1 at b units 1
audit                                                       -> ok
