# What backorders of a segment have confirmed counts for each of its rules, whenever the rule began.

item cup
stock cup x on_hand 10
stock cup y on_hand 10
group west x y
rule cup x web rank 1                                 -> applied
backorder b1 cup x 6 segment web                      -> applied
backorder b2 cup y 3 segment web                      -> applied
confirm cup                                           -> 2
# One that begins at once, and one that begins later.
rule cup x web floor 8 ceiling 9 rank 1               -> applied
end_rule cup x web                                    -> applied
rule cup x web floor 8 ceiling 9 rank 1               -> applied
ats cup x segment web                                 -> 3
ats cup x                                             -> 2
audit                                                 -> ok
restart                                               -> same
end_rule cup x web                                    -> applied
rule cup x web floor 8 ceiling 9 rank 1 begins 1 hour -> applied
ats cup x segment web                                 -> 4
wait 2 hours
ats cup x segment web                                 -> 3
audit                                                 -> ok
restart                                               -> same
# Over a group, what is confirmed at its nodes.
rule cup @west web ceiling 11 rank 1                  -> applied
ats cup group west segment web                        -> 2
audit                                                 -> ok
restart                                               -> same
claim b2 cup y as order2 for 1 day                    -> claimed
ats cup group west segment web                        -> 2
audit                                                 -> ok
snapshot
restart                                               -> same
release order2                                        -> released
ats cup group west segment web                        -> 5
withdraw b1 cup x                                     -> applied
ats cup group west segment web                        -> 11
audit                                                 -> ok
restart                                               -> same
# Its floor over the group is there for its backorders; others get what that leaves.
item mug
stock mug x on_hand 10
stock mug y on_hand 10
rule mug @west web floor 15 rank 1                    -> applied
backorder b3 mug y 8                                  -> applied
confirm mug                                           -> 1, b3 before 0 now 5, b3 lacks network_holds units 3
backorder b3 mug y 8 segment web                      -> applied
confirm mug                                           -> b3 before 0 now 8
ats mug group west                                    -> 5
audit                                                 -> ok
restart                                               -> same
