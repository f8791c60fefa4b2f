# Reno is counted at noon and the count is loaded two hours later. What was sold and shipped meanwhile stays sold; live holds stay.

item cup value 4.00
item plate
stock cup reno on_hand 20
stock plate reno on_hand 6
wait 1 hour
# The count was taken here: 18 cups, 6 plates.
wait 1 minute
reserve o1 cup reno 5                     -> reserved
commit o1
ship o1
reserve r1 cup reno 2 for 1 day           -> reserved
adjust cup reno +3
wait 2 hours
count c1 of reno taken 121 minutes ago : cup 18, plate 6   -> settled positions 2 differing 1 applied 1, cup applied book 20 counted 18 moved -2 correction -2 value -8.00
figures cup reno                          -> on_hand 16 reserved 2 ats 14
figures plate reno                        -> on_hand 6
# Loading the same count once more under another name corrects nothing twice.
count c2 of reno taken 121 minutes ago : cup 18, plate 6   -> settled differing 0
snapshot
wait 1 minute
adjust cup reno -1
restart                                   -> same
# What moved is still known after a restart.
count c3 of reno taken 122 minutes ago : cup 18  -> settled differing 0
figures cup reno                          -> on_hand 15
audit                                     -> ok
