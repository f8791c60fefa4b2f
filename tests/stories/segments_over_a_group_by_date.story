# A floor over a group, in percent and for a while: it counts what is taken while it lasts.

stock cup x on_hand 10
stock cup y on_hand 10
group west x y
rule cup @west app floor 50% begins 4 hours ends 6 hours -> applied
reserve r1 cup x 4 segment app for 1 day              -> reserved
ats cup group west                                    -> 16
wait 4 hours
ats cup group west                                    -> 6
ats cup x                                             -> 6
reserve r2 cup @west 3 segment app for 1 day          -> reserved
reserve r3 cup y 2 segment app for 1 day              -> reserved
ats cup group west                                    -> 6
snapshot
release r1                                            -> released
ats cup group west                                    -> 10
restart                                               -> same
commit r2                                             -> committed
ship r2                                               -> shipped
commit r3                                             -> committed
ats cup group west                                    -> 10
restart                                               -> same
# Half of what is on hand and was shipped since: seventeen and three.
figures cup group west                                -> on_hand 17 kept 5
wait 2 hours
ats cup group west                                    -> 15
audit                                                 -> ok

# A standing rule counts all that is live, whenever it was taken, and nothing shipped.
reserve r4 cup x 2 segment app for 1 day              -> reserved
rule cup @west app floor 6 standing                   -> applied
ats cup group west                                    -> 11
release r4                                            -> released
ats cup group west                                    -> 11
ship r3                                               -> shipped
ats cup group west                                    -> 9
audit                                                 -> ok
