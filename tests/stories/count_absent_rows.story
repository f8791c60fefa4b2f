# What a full count does not name is gone, or was not looked for: the one who counts says which.

stock cup reno on_hand 5
stock plate reno on_hand 3
stock bowl reno on_hand 2
stock plate joliet on_hand 9
reserve r1 bowl reno 2 for 1 day                -> reserved
wait 1 hour
count kept of reno taken 0 minutes ago : cup 5        -> settled positions 1 differing 0
figures plate reno                        -> on_hand 3
count gone of reno taken 0 minutes ago zero_absent : cup 5  -> settled positions 3 differing 2 applied 2, plate absent applied book 3 correction -3
figures plate reno                        -> on_hand 0
# A hold is no stock: it stays, and its node is short of it.
figures bowl reno                         -> on_hand 0 reserved 2 shortage 2 ats 0
figures plate joliet                      -> on_hand 9
# What was found where the book knew nothing becomes stock.
item fork
count found of reno taken 0 minutes ago : fork 12     -> settled differing 1, fork book 0 counted 12
ats fork reno                             -> 12
audit                                     -> ok
restart                                   -> same
