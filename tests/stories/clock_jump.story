# Someone sets the clock an hour ahead: no hold ends for that, until a person says the clock is right.

stock cup dc1 on_hand 5
reserve r1 cup dc1 2 for 15 minutes        -> reserved
jump 1 hours                               -> paused
wait 1 minutes
reservation r1                             -> held
jump back 1 hours                          -> running
wait 5 minutes
reservation r1                             -> held

jump 1 hours                               -> paused
accept_clock                               -> running
reservation r1                             -> expired
ats cup dc1                                -> 5
