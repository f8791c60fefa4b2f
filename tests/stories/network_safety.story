# A group may keep its safety once over its nodes, in place of theirs.

stock cup x on_hand 5 safety 1
stock cup y on_hand 6 safety 2
group west x y
ats cup group west                         -> 8
figures cup group west                     -> on_hand 11 withheld 3 kept 0 ats 8

safety_rule west-cups 5 item cup group west network -> applied
ats cup group west                         -> 6
figures cup group west                     -> on_hand 11 withheld 5 kept 0 ats 6
# Whoever asks a node finds its own safety withheld there.
ats cup x                                  -> 4
ats cup y                                  -> 4
ats cup                                    -> 6

# What is taken at a node leaves the network its safety.
reserve r1 cup x 4                         -> reserved
ats cup group west                         -> 2
ats cup y                                  -> 2
reserve r2 cup y 3                         -> insufficient_stock
reserve r2 cup y 2                         -> reserved
ats cup group west                         -> 0
figures cup group west                     -> reserved 6 withheld 5 kept 0 ats 0
restart                                    -> same
release r2                                 -> released

# A hold on the network may be bound to what its nodes withhold: 1 and 6 are there, 5 are kept.
reserve r3 cup @west 2                     -> reserved
ats cup y                                  -> 0
ats cup y ignore_safety                    -> 5
release r1                                 -> released
ats cup group west                         -> 4
release r3                                 -> released

# As much of it as there is, and never more.
stock cup y on_hand 0
figures cup group west                     -> on_hand 5 withheld 5 kept 0 ats 0
ats cup x                                  -> 0
stock cup y on_hand 6

# A part of what is on hand in the group, rounded down.
safety_rule west-cups 25% item cup group west network -> applied
figures cup group west                     -> on_hand 11 withheld 2 kept 0 ats 9

# Groups that share nodes keep their own each: it does not add up.
group all x y
safety_rule all-cups 4 category default group all network -> unknown_category
safety_rule all-cups 4 group all network   -> applied
ats cup group west                         -> 7
ats cup group all                          -> 7
safety_rule odd 4 network                  -> bad_value
safety_rule odd 4 group all network method pickup -> bad_value
safety_rule twice 4 item cup group west network -> equal_rank
drop_rule west-cups                        -> applied
drop_rule all-cups                         -> applied
ats cup group west                         -> 8
audit                                      -> ok
