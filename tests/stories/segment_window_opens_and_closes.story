# A flash sale keeps stock for the app from noon till two: the rule counts what is taken while it lasts.

stock cup dc1 on_hand 10
rule cup dc1 app floor 6 begins 4 hours ends 6 hours  -> applied
reserve r1 cup dc1 3 segment app for 1 day            -> reserved
ats cup dc1                                           -> 7
wait 4 hours
ats cup dc1                                           -> 1
ats cup dc1 segment app                               -> 7
reserve r2 cup dc1 2 segment app for 1 day            -> reserved
ats cup dc1                                           -> 1
snapshot
release r1                                            -> released
ats cup dc1                                           -> 4
commit r2                                             -> committed
ship r2                                               -> shipped
restart                                               -> same
ats cup dc1                                           -> 4
wait 2 hours
ats cup dc1                                           -> 8
ats cup dc1 segment app                               -> 8
audit                                                 -> ok
