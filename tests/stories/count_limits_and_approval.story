# Small corrections are made at once, large ones wait for someone to look.

item cup value 10.00
item plate value 1.00
item vase value 250.00
stock cup reno on_hand 10
stock plate reno on_hand 100
stock vase reno on_hand 4
count try of reno taken 0 minutes ago dry_run : cup 9, plate 60, vase 3   -> dry_run differing 3 applied 0 value 300.00, cup proposed correction -1 value -10.00
approve try                               -> wrong_state
ats cup reno                              -> 10
count c1 of reno taken 0 minutes ago units_each 20 value_each 100 : cup 9, plate 60, vase 3   -> waiting applied 1 to_approve 2, cup applied, plate waiting, vase waiting
ats cup reno                              -> 9
ats plate reno                            -> 100
# What waits survives a restart, and so do sales meanwhile.
snapshot
reserve o1 plate reno 10                  -> reserved
commit o1
ship o1
restart                                   -> same
drift c1                                  -> to_approve 2, vase waiting value -250.00
approve c1 plate                          -> waiting applied 2 to_approve 1
ats plate reno                            -> 50
approve c1 plate                          -> unchanged
reject c1                                 -> settled rejected 1
ats vase reno                             -> 4
restart                                   -> same
# Over the limit of all together, nothing is made without asking.
count c2 of reno taken 0 minutes ago value_total 5 : cup 8, plate 50, vase 4     -> waiting applied 0 to_approve 1
# A newer count of the node takes the place of what still waits.
count c3 of reno taken 0 minutes ago : cup 9   -> settled differing 0
approve c2                                -> unknown_count
restart                                   -> same
