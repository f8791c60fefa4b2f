# A figure that speaks of an earlier time keeps what moved after it.

stock cup dc1 on_hand 10
wait 10 minutes
adjust cup dc1 -2
wait 10 minutes
# Ten minutes before the adjustment nine were there.
sync cup dc1 9 as_of 15 minutes ago       -> applied
figures cup dc1                           -> on_hand 7
# Saying so again changes nothing: what a count corrects is no movement.
sync cup dc1 9 as_of 15 minutes ago       -> unchanged
# A sync without a time is a movement, as one who counted before it sees it.
sync cup dc1 12
wait 1 minute
sync cup dc1 9 as_of 16 minutes ago       -> unchanged
# More has left than was counted.
adjust cup dc1 -10
wait 1 minute
sync cup dc1 1 as_of 17 minutes ago       -> below_zero
# What moved is known for 48 hours.
wait 2 days
sync cup dc1 5 as_of 48 hours ago         -> applied
sync cup dc1 5 as_of 49 hours ago         -> as_of_too_old
restart                                   -> same
wait 3 days
sync cup dc1 5 as_of 49 hours ago         -> as_of_too_old
restart                                   -> same
