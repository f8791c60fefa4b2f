# An order is needed by an earlier day: only what its node could not deliver by then is planned anew.

tariff ground up_to_g 5000 6.00 6.00
tariff air up_to_g 5000 20.00 20.00
zone 100 900 1
zone 200 900 2
calendar week mon tue wed thu fri                          -> applied
node east postal 10001 time_zone America/New_York
node west postal 20001 time_zone America/Los_Angeles
item cup weight_g 400
item hat weight_g 400
stock cup east on_hand 9
stock hat west on_hand 9
service ground carrier ups tariff ground transit 1;4 delivers week    -> applied
service air carrier ups tariff air transit 1;1 delivers week          -> applied
hours east week 08:00 18:00 cutoff 14:00 processing 120    -> applied
hours west week 08:00 18:00 cutoff 14:00 processing 120    -> applied
pickup east ground 17:00                                   -> applied
pickup west ground 17:00                                   -> applied
source o1 cup 1, hat 2 to 90001 country US                 -> done cost 12.00, east ships cup 1 arrives 2030-01-08, west ships hat 2 service ground arrives 2030-01-11

# Nobody could bring the hats by Tuesday; the order stays as it is, and so does its wish.
change o1 need_by 2030-01-08 as soon-1                     -> cannot_source, unfilled line 2 too_late units 2
figures hat west                                           -> reserved 2

# By plane west can; the cup's parcel stays.
pickup west air 16:00                                      -> applied
change o1 need_by 2030-01-08 quote                         -> done held planned_anew nothing shipments 0

# Hats are at both places now, but not in time at west any more.
drop pickup west air 16:00                                 -> applied
sync hat east 9
change o1 need_by 2030-01-08 as soon-2                     -> changed held planned_anew late_shipments cost 0.00, east ships hat 2 joined, given_back line 2 at west units 2, line 1 held 1, line 2 held 2
# It is remembered: one more hat must be there by then, too.
change o1 line 2 10 as more-1                              -> cannot_source, unfilled line 2 too_late units 10
change o1 need_by none as any-1                            -> changed planned_anew nothing shipments 0
change o1 line 2 10 as more-2                              -> cannot_source, unfilled line 2 no_whole_node units 10
change o1 line 2 9 as more-3                               -> changed planned_anew nothing cost 0.00, east ships hat 7 joined
change o1 line 2 2 as less-3                               -> changed
change o1 wish_by 2030-01-07 late_per_day 1.00 as wish-1   -> changed planned_anew nothing shipments 0
change o1 late_per_day 2.00, wish_by none as wish-2        -> bad_value "wish_by"
change o1 all as all-1                                      -> changed planned_anew all
restart                                                    -> same
audit                                                      -> ok
