# What is delivered on the day of the order: by couriers of stores near the address, before their cut-off. A story begins
# on a Monday at 08:00 UTC, 09:00 in Berlin.

item cup weight_g 400
item acid weight_g 400 attributes hazmat
calendar week mon tue wed thu fri                          -> applied
node mitte store at 52.52 13.405 time_zone Europe/Berlin methods ship same_day per_shipment 1.00
node west  store at 52.505 13.33 time_zone Europe/Berlin methods ship same_day
node plain store at 52.52 13.40 time_zone Europe/Berlin
node bare  store methods ship same_day
stock cup mitte on_hand 5
stock cup west on_hand 5
stock cup plain on_hand 5
stock acid mitte on_hand 5
courier bare radius_km 5 cutoff 18:00 5.00                 -> bad_value, "no coordinates"
courier mitte radius_km 5 cutoff 18:00 5.00                -> bad_value, "no hours"
hours mitte week 10:00 20:00                               -> applied
hours west week 10:00 20:00                                -> applied
hours plain week 10:00 20:00                               -> applied
courier mitte radius_km 5 cutoff 18:00 5.00                -> applied
courier mitte radius_km 5 cutoff 18:00 5.00                -> unchanged
courier west radius_km 5 cutoff 12:00 4.50                 -> applied
courier plain radius_km 50 cutoff 18:00 0.00               -> bad_value, "'plain', which has no method same_day"
# What plain once sold by this method it does no longer; its courier stays.
node plain methods ship same_day
courier plain radius_km 50 cutoff 18:00 0.00               -> applied
node plain methods ship
drop hours mitte                                           -> bad_value

# 3.6 km from west, 1.7 km from mitte; plain does not sell by this method.
quote cup 1 to 10557 at 52.52 13.38 method same_day        -> done optimal, cost 4.50, west ships cup 1 parcels 1 transport 4.50 leaves 2030-01-07 arrives 2030-01-07 order_by_day 2030-01-07 order_by 10:59:59
quote cup 1 to 10557 method same_day                       -> bad_value, "no coordinates"
quote cup 1 to 10557 at 52.52 13.45 method same_day        -> done, mitte ships cup 1 transport 5.00 handling 1.00
quote cup 1 to 14467 at 52.4 13.06 method same_day         -> cannot_source, unfilled line 1 no_lane
quote cup 7 to 10557 at 52.52 13.38 method same_day may_split split_penalty 2.00 -> done optimal, cost 12.50
quote cup 1 to 10557 at 52.52 13.38 method same_day need_by 2030-01-06 -> cannot_source, unfilled line 1 too_late
why cup 1 to 10557 at 52.52 13.45 method same_day          -> fate of mitte chosen, fate of west no_lane, fate of plain no_shipping

# Rules of the method: safety, a node's day, which nodes may.
safety_rule show 5 node west method same_day               -> applied
quote cup 1 to 10557 at 52.52 13.38 method same_day        -> mitte ships cup 1
quote cup 1 to 10557 at 52.52 13.38                        -> done
drop_rule show                                             -> applied
sourcing_rule no_acid exclude node mitte method same_day attribute hazmat -> applied
quote acid 1 to 10557 at 52.52 13.38 method same_day       -> cannot_source, unfilled line 1 excluded_by_rule
drop_sourcing_rule no_acid                                 -> applied
capacity west method same_day shipments 1                  -> applied
source o1 cup 1 to 10557 at 52.52 13.38 method same_day    -> done, west ships cup 1
used west 2030-01-07                                       -> same_day shipments most 1 used 1
quote cup 1 to 10557 at 52.52 13.38 method same_day        -> done, mitte ships cup 1
quote cup 1 to 10557 at 52.52 13.38 method same_day only west -> cannot_source, unfilled line 1 no_capacity

# From 12:00 in Berlin west is too late, from 18:00 all are.
capacity west method same_day shipments 9                  -> applied
wait 179 minutes
quote cup 1 to 10557 at 52.52 13.38 method same_day        -> west ships cup 1
wait 1 minutes
quote cup 1 to 10557 at 52.52 13.38 method same_day        -> mitte ships cup 1
quote cup 1 to 10557 at 52.52 13.38 method same_day only west -> cannot_source, unfilled line 1 too_late
wait 6 hours
quote cup 1 to 10557 at 52.52 13.38 method same_day        -> cannot_source, unfilled line 1 too_late
restart                                                    -> same
snapshot
restart                                                    -> same
# After midnight before it opens, on Tuesday.
wait 12 hours
quote cup 1 to 10557 at 52.52 13.38 method same_day        -> west ships cup 1 leaves 2030-01-08 arrives 2030-01-08
drop courier west                                          -> applied
quote cup 1 to 10557 at 52.52 13.38 method same_day        -> mitte ships cup 1
# No courier comes to a store that is closed.
courier mitte radius_km 5 cutoff 23:00 5.00                -> applied
wait 839 minutes
quote cup 1 to 10557 at 52.52 13.38 method same_day        -> mitte ships cup 1 order_by 18:59:59
wait 1 minute
quote cup 1 to 10557 at 52.52 13.38 method same_day        -> cannot_source, unfilled line 1 too_late
# The stores are closed on Saturday.
wait 82 hours
quote cup 1 to 10557 at 52.52 13.38 method same_day        -> cannot_source, unfilled line 1 too_late
audit                                                      -> ok
