# A hold is extended or cut short; the time counts from the moment of asking.

stock cup dc1 on_hand 5
reserve r1 cup dc1 2 for 15 minutes    -> reserved
wait 10 minutes
amend r1 for 15 minutes                -> amended
wait 14 minutes
reservation r1                         -> held
amend r1 for 30 seconds                -> amended
restart                                -> same
wait 29 seconds
reservation r1                         -> held
wait 1 second
reservation r1                         -> expired
amend r1 for 15 minutes                -> wrong_state
ats cup dc1                            -> 5
reserve r1 cup dc1 2 for 15 minutes    -> repeated expired
