# Holds of every length end at their time.

stock cup dc1 on_hand 100
reserve a cup dc1 1 for 1 seconds          -> reserved
reserve b cup dc1 1 for 90 seconds         -> reserved
reserve c cup dc1 1 for 5 hours            -> reserved
reserve d cup dc1 1 for 30 days            -> reserved
reserve e cup dc1 1 for 91 days            -> hold_too_long
reserve e cup dc1 1 for 0 seconds          -> bad_value
wait 1 seconds
reservation a                              -> expired
wait 88 seconds
reservation b                              -> held
wait 1 seconds
reservation b                              -> expired
wait 5 hours
reservation c                              -> expired
wait 29 days
reservation d                              -> held
wait 1 days
reservation d                              -> expired
ats cup dc1                                -> 100
