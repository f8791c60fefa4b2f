# When a line could be had that an order cannot get: from nodes that may ship it to that order, and not before what
# leaves them would be there. A story begins on a Monday at 08:00 UTC, 03:00 in New York.

tariff ground up_to_g 5000 6.00
zone 100 900 1
calendar week mon tue wed thu fri                          -> applied
node dc postal 10001 time_zone America/New_York
node barn postal 70001 time_zone America/New_York
node shop store postal 10001 time_zone America/New_York methods pickup
node shed postal 10001 tariff ground
item hot weight_g 100
item mug weight_g 100
item pan weight_g 100
item far weight_g 100
item pot weight_g 100
stock hot dc on_hand 5
stock mug shop on_hand 5
stock far barn on_hand 5
stock pot shed on_hand 5
stock pot dc on_hand 2
service truck carrier own tariff ground transit 3 delivers week  -> applied
hours dc week 08:00 18:00 cutoff 14:00                     -> applied
pickup dc truck 17:00                                      -> applied
hours barn week 08:00 18:00 cutoff 14:00                   -> applied
pickup barn truck 17:00                                    -> applied

# What is there is had when it arrives, whenever it is needed.
why hot 2 to 90001 need_by 2030-01-08 -> unfilled line 1 too_late, fate of dc too_late earliest 2030-01-10, lack of line 1 anywhere 0 had_in_days 3
why hot 6 to 90001 need_by 2030-01-08 -> lack of line 1 had_in_days never

# Not from a node that cannot ship it there, that a rule keeps from it, or that does not ship at all.
why far 1 to 90001  -> unfilled line 1 no_lane, lack of line 1 anywhere 0 had_in_days never
why mug 1 to 90001  -> unfilled line 1 no_stock, fate of shop no_shipping, lack of line 1 had_in_days never
why hot 1 to 90001 not dc  -> unfilled line 1 no_allowed_node, lack of line 1 anywhere 0 had_in_days never
delivery mug 1, far 1 to 90001  -> mug no_stock ats 0, far no_lane
quote mug 1 to 90001 method pickup store shop  -> done
sourcing_rule keep exclude node dc item hot class trade    -> applied
why hot 1 to 90001 class trade  -> unfilled line 1 excluded_by_rule, lack of line 1 had_in_days never

# A receipt is shipped once it is there: on the Monday after the Saturday 19th.
receipt pan dc po-1 5 in 12 days                           -> applied
receipt pan shop po-2 5 in 2 days                          -> applied
why pan 2 to 90001 -> unfilled line 1 no_stock, lack of line 1 anywhere 2 had_in_days 17
why pan 2 to 90001 need_by 2030-01-18 -> lack of line 1 had_in_days 17
delivery pan 2 to 90001 -> pan no_stock ats 0 in_stock 2030-01-19

# A node that says no date has it today; by a day nothing is known of it, and dc has too few of these.
why pot 6 to 90001 -> unfilled line 1 no_whole_node, lack of line 1 had_in_days never
receipt pot shed po-3 3 in 4 days                          -> applied
why pot 6 to 90001 -> lack of line 1 had_in_days 4
why pot 8 to 90001 may_split -> lack of line 1 had_in_days 4
why pot 8 to 90001 may_split need_by 2030-01-31 -> lack of line 1 had_in_days never
why pot 2 to 90001 need_by 2030-01-08 -> unfilled line 1 too_late, lack of line 1 had_in_days 3

# Days without room are passed over; on none there is any.
capacity dc 2030-01-07 shipments 0                         -> applied
why hot 2 to 90001 need_by 2030-01-10 -> unfilled line 1 no_capacity, lack of line 1 had_in_days 4
capacity dc units 1                                        -> applied
why hot 2 to 90001 -> unfilled line 1 no_capacity, lack of line 1 had_in_days never
audit -> ok

# Of a line that stays whole a list page tells from when a node has all of it.
stock jug dc on_hand 1
stock jug shed on_hand 1
receipt jug shed po-4 1 in 5 days                          -> applied
why jug 2 to 90001 -> unfilled line 1 no_whole_node, lack of line 1 had_in_days 5
delivery jug 2 to 90001 -> jug no_whole_node ats 2 in_stock 2030-01-12
