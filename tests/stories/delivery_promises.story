# By when it could be here: what a page of a shop says of each item, and the cart of all. A story begins on a
# Monday at 08:00 UTC, 03:00 in New York.

tariff ground up_to_g 5000 6.00
tariff air up_to_g 5000 20.00
zone 100 900 1
zone 200 900 1
calendar week mon tue wed thu fri                          -> applied
node east postal 10001 time_zone America/New_York
node west postal 20001 time_zone America/Los_Angeles
node barn postal 10001 tariff ground
group coast east west
item cup weight_g 400
item mug weight_g 400
item pot weight_g 400
item bowl weight_g 400
stock cup east on_hand 3
stock mug west on_hand 3
stock pot barn on_hand 3
service ground carrier ups tariff ground transit 3 delivers week  -> applied
service air carrier ups tariff air transit 1 delivers week        -> applied
hours east week 08:00 18:00 cutoff 14:00 processing 120    -> applied
hours west week 08:00 18:00 cutoff 14:00 processing 120    -> applied
pickup east ground 17:00                                   -> applied
pickup east air 17:00                                      -> applied
pickup west ground 17:00                                   -> applied

# A page of items, in one question: two know a day, one is shipped and says none, one is not there.
delivery cup 1, mug 2, pot 1, bowl 1 to 90001 country US   -> done, cup earliest 2030-01-08 for 20.00 order_by_day 2030-01-07 cheapest 2030-01-10 at 6.00, mug earliest 2030-01-10 for 6.00 cheapest 2030-01-10 at 6.00, pot cheapest any_day at 6.00, bowl no_stock ats 0

# A cart is there when its last shipment is; what cannot be shipped whole is told.
delivery cup 1, mug 1 to 90001 country US cart             -> cup earliest 2030-01-08, mug earliest 2030-01-10, cart earliest 2030-01-10 for 12.00 shipments 2 cheapest 2030-01-10 at 12.00
delivery cup 1, pot 1 to 90001 country US cart             -> cart cheapest any_day at 12.00
delivery cup 1, bowl 1 to 90001 country US cart            -> cup earliest 2030-01-08, cart no_stock

# Supply that is to come says from when so many may be promised.
receipt bowl east po-1 10 in 13 days                        -> applied
delivery bowl 4 to 90001 country US                        -> bowl no_stock ats 0 in_stock 2030-01-20
delivery cup 4 to 90001 country US                         -> cup not_enough_stock ats 3

# What is held is no longer offered, and an order by the day that was told is taken.
source order-1 cup 3 to 90001 country US need_by 2030-01-08  -> done cost 20.00, east ships cup 3 service air arrives 2030-01-08
delivery cup 1 to 90001 country US                         -> cup no_stock

# Only within a group; and after the last pickup all is a day later.
delivery mug 1 to 90001 country US from coast              -> mug earliest 2030-01-10
wait 18 hours
delivery mug 1 to 90001 country US                         -> mug earliest 2030-01-11 order_by_day 2030-01-08

# Who buys, and from where it may leave, count as for an order.
sourcing_rule trade exclude node east class trade          -> applied
delivery cup 1, mug 1 to 90001 country US class trade      -> cup excluded_by_rule, mug earliest 2030-01-11
delivery cup 1 to 90001 country US class staff             -> cup earliest 2030-01-09
delivery cup 1, mug 1 to 90001 country US not east         -> cup no_allowed_node, mug earliest 2030-01-11
delivery mug 1 to 90001 country US prefer @coast price 2.00 -> mug cheapest 2030-01-11 at 6.00
delivery mug 1 to 90001 country US prefer east price 2.00  -> mug cheapest 2030-01-11 at 8.00
delivery mug 1 to 90001 country US only west not @coast    -> bad_value, "'west' without '@coast': no node"

# What no order could ask for is refused whole, and of a cart the sum.
delivery cup 1, mug 0 to 90001 country US                  -> bad_value, "quantity of item 2: found 0, expected 1 to"
delivery cup 1, mug 1099511627775 to 90001 country US      -> done
delivery cup 1, mug 1099511627775 to 90001 country US cart -> bad_value, "quantity of item 2: found 1099511627775"
