# Whoever still waits is told why: what is missing, or what keeps it.

item cup
stock cup dc1 on_hand 5
backorder first cup dc1 4 priority 1                     -> applied
backorder next cup dc1 4 priority 2                      -> applied
confirm cup                                              -> 2, next lacks no_supply units 3 short_by 3 rule none
backorders cup                                           -> first confirmed 4, next confirmed 1
# Supply that comes in time, and is too little; what comes after the latest day is none.
receipt cup dc1 po1 2 in 4 days                          -> applied
backorder next cup dc1 4 latest in 3 days priority 2     -> applied
confirm cup                                              -> next lacks no_supply units 3 short_by 3
backorder third cup dc1 9 priority 3                     -> applied
confirm cup                                              -> third lacks short_supply units 7 short_by 7
backorders cup                                           -> third confirmed 2 day 4
# More for a later day only than it has: it keeps its day.
receipt cup dc1 po2 9 in 6 days                          -> applied
confirm cup                                              -> third lacks keeps_its_day units 7 short_by 0
cancel_receipt cup dc1 po2                               -> applied
# The horizon ends before the day wanted.
terms cup horizon_days 10                                -> applied
backorder far cup dc1 1 in 20 days                       -> applied
confirm cup                                              -> far lacks no_day_left units 1
withdraw far cup dc1                                     -> applied
withdraw next cup dc1                                    -> applied
withdraw third cup dc1                                   -> applied
# What is there, and kept: by a stop, by safety stock, by a floor, by a strategy.
stock cup dc1 on_hand 8
stop recall item cup                                     -> applied
backorder late cup dc1 3 priority 4                      -> applied
confirm cup preview                                      -> late lacks sale_stopped units 3 short_by 0 rule recall
drop_rule recall                                         -> applied
node dc1 disabled
confirm cup preview                                      -> late lacks node_disabled units 3 short_by 0 rule none
node dc1 enabled
safety_rule buffer 20 item cup                           -> applied
confirm cup preview                                      -> late lacks safety_stock units 3 rule buffer
drop_rule buffer                                         -> applied
rule cup dc1 web floor 8                                 -> applied
confirm cup preview                                      -> late lacks kept_for_segments units 3
end_rule cup dc1 web                                 -> applied
backorder late cup dc1 3 priority 4 skip                 -> applied
confirm cup preview                                      -> 0, late lacks left_as_it_is units 3 short_by 0
audit                                                    -> ok
restart                                                  -> same
