# What is confirmed stands when its sale is stopped or safety stock is raised: it is lost only where supply no longer covers it.

item cup
stock cup dc1 on_hand 10
backorder first cup dc1 4 priority 1                     -> applied
backorder next cup dc1 5 priority 2                      -> applied
confirm cup                                              -> 2
stop recall item cup                                     -> applied
confirm cup preview                                      -> 0
wait 1 second
backorders cup                                           -> first confirmed 4, next confirmed 5
# One that comes while sale is stopped gets nothing, and nobody gains.
backorder later cup dc1 1 priority 0                     -> applied
backorder first cup dc1 6 priority 1                     -> applied
confirm cup                                              -> 0
drop_rule recall                                         -> applied
safety_rule buffer 8 item cup                            -> applied
confirm cup                                              -> 0
backorders cup                                           -> first confirmed 4, next confirmed 5, later confirmed 0
# Supply falls short: the weaker loses what is not covered.
stock cup dc1 on_hand 7
confirm cup                                              -> 1, next before 5 now 3 day 0
# A floor for a segment takes nothing back, either.
drop_rule buffer                                         -> applied
rule cup dc1 web floor 7                                 -> applied
confirm cup                                              -> 0
audit                                                    -> ok
restart                                                  -> same
