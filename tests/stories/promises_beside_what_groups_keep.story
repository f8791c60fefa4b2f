# What a group keeps it keeps on each day from what there is on that day: what comes later is promised beside it.

stock cup x on_hand 10
stock cup y on_hand 2
receipt cup x po1 10 in 7 days                      -> applied
group west x y
rule cup @west web floor 8                          -> applied
atp cup group west                                  -> in 0 days 4, in 7 days 14
atp cup x                                           -> in 0 days 4, in 7 days 14
atp cup segment web                                 -> in 0 days 12, in 7 days 22
explain cup x in 7 days                             -> group_kept -6, ats 14
reserve r1 cup x 15 in 7 days for 9 days            -> insufficient_stock
reserve r1 cup x 14 in 7 days for 9 days            -> reserved
# Ten of these come with the receipt; the floor is there today, and on every day.
ats cup group west                                  -> 0
ats cup group west segment web                      -> 8
reserve r2 cup y 1 in 8 days for 9 days             -> insufficient_stock
amend r1 line 1 13 as fewer                         -> amended
reserve r2 cup y 1 in 8 days for 9 days             -> reserved
amend r1 line 1 14 as more                          -> lines_refused, line 1 insufficient_stock
amend r1 line 1 13 in 3 days as sooner              -> lines_refused, line 1 insufficient_stock
reserve r3 cup @west 8 segment web for 9 days       -> reserved
restart                                             -> same
audit                                               -> ok

# A hold over a group is for now: it does not reach for what comes later.
stock hat x on_hand 3
stock hat y on_hand 0
receipt hat y po2 5 in 3 days                       -> applied
reserve h1 hat @west 3 for 1 day                    -> reserved
atp hat group west                                  -> in 0 days 0, in 3 days 5
atp hat x                                           -> in 0 days 0
atp hat y                                           -> in 0 days 0, in 3 days 5
reserve h2 hat y 5 in 3 days for 9 days             -> reserved
ats hat x own h1                                    -> 3
# Nor does what it holds make anybody's promise late.
late hat                                            -> 0 at_risk 0
audit                                               -> ok

# Network safety likewise: two of the mugs that come make up for two of those that are there.
stock mug x on_hand 6
stock mug y on_hand 0
receipt mug y po3 4 in 2 days                       -> applied
safety_rule once 5 item mug group west network      -> applied
atp mug group west                                  -> in 0 days 1, in 2 days 5
atp mug y                                           -> in 0 days 0, in 2 days 4
atp mug x                                           -> in 0 days 1
reserve m1 mug y 4 in 2 days for 9 days             -> reserved
ats mug group west                                  -> 1
restart                                             -> same

# A floor that has not begun keeps nothing: until then what comes today counts for today.
stock bowl x on_hand 13
receipt bowl x po4 5 in 0 days                      -> applied
atp bowl group west                                 -> in 0 days 18
rule bowl @west web floor 2 begins 4 hours          -> applied
atp bowl group west                                 -> in 0 days 18
atp bowl x                                          -> in 0 days 18
wait 4 hours
atp bowl group west                                 -> in 0 days 11, in 1 days 16
restart                                             -> same
audit                                               -> ok
