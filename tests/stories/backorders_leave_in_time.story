# An order that takes the place of a backorder leaves no later than what was promised: on that day, or by the next pickup of the backorder's node.
# A story begins on Monday 2030-01-07 at 08:00 UTC, 03:00 in New York, 17:00 in Tokyo.

tariff flat up_to_g 5000 4.00
zone 100 900 1
zone 200 900 1
calendar all mon tue wed thu fri sat sun                -> applied
calendar thursdays thu                                  -> applied
node yard postal 10001 time_zone America/New_York
node pier postal 10002 time_zone Asia/Tokyo
node shed postal 20001 time_zone America/New_York
item pot weight_g 500
hours yard all 06:00 20:00 cutoff 12:00                 -> applied
hours pier all 06:00 20:00 cutoff 12:00                 -> applied
hours shed thursdays 06:00 20:00 cutoff 12:00           -> applied
service road carrier dhl tariff flat transit 1          -> applied
pickup yard road 18:00                                  -> applied
pickup pier road 18:00                                  -> applied
pickup shed road 18:00                                  -> applied
stock pot yard on_hand 3
stock pot pier on_hand 2
stock pot shed on_hand 0
backorder b1 pot yard 3 in 0 days                       -> applied
backorder b2 pot pier 2 in 0 days                       -> applied
confirm pot                                             -> 2, b1 now 3 day 0, b2 now 2 day 0

# Ordered in time it leaves today; after the cut-off by the next pickup, as what the backorder has would.
quote pot 1 to 90001 country US takes 1 b1 yard         -> done, yard ships pot 1 leaves 2030-01-07
wait 10 hours
source o1 pot 1 to 90001 country US takes 1 b1 yard     -> done, yard ships pot 1 leaves 2030-01-08
backorders pot                                          -> b1 wants 2 confirmed 2 day 0
# In Tokyo it is Tuesday.
source o2 pot 2 to 90001 country US takes 1 b2 pier     -> done, pier ships pot 2 leaves 2030-01-08

# What leaves the shed on Thursday is too late for who was promised what leaves the yard tomorrow.
stock pot shed on_hand 3
quote pot 2 to 90001 country US only shed takes 1 b1 yard -> cannot_source "found 0 units that leave by 2030-01-08"
source o3 pot 2 to 90001 country US only shed takes 1 b1 yard -> cannot_source
# So is what the yard's full days hold up.
capacity yard 2030-01-08 shipments 1                    -> applied
source o4 pot 1 to 90001 country US only yard           -> cannot_source
stock pot yard on_hand 4
source o4 pot 1 to 90001 country US only yard           -> done, yard ships pot 1 leaves 2030-01-08
source o5 pot 2 to 90001 country US only yard takes 1 b1 yard -> cannot_source
backorders pot                                          -> b1 wants 2 confirmed 2
audit                                                   -> ok
restart                                                 -> same
