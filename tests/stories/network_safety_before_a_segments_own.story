# Where a group keeps its safety once over its nodes, what a node keeps from a segment for itself counts no more: the
# segment has its whole floor there, which holds of others cannot lean on.

stock pan x on_hand 34
group west x
safety_rule west-pans 2 item pan group west network   -> applied
rule pan x web floor 15                               -> applied
safety_rule web-pans 28 item pan segment web          -> applied
reserve r1 pan @west 9 for 1 day                      -> reserved
ats pan group west segment web                        -> 23
ats pan group west                                    -> 10
reserve r2 pan @west 23 for 1 day segment web         -> reserved
ats pan group west segment web                        -> 0
audit                                                 -> ok
restart                                               -> same
