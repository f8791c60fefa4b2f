# Counts that cannot be, and rows that cannot be: each is told, good rows go on.

item cup
item rope scale 2
node reno
node shut disabled
stock cup reno on_hand 5
stock rope reno on_hand 1.5
count c1 of nowhere taken 0 minutes ago : cup 5       -> unknown_node
count c1 of shut taken 0 minutes ago : cup 5          -> node_closed
count c1 of reno taken 3 days ago : cup 5             -> too_old
count c1 of reno taken 0 minutes ago : cup 4, fork 2, rope 1.25, cup 6, rope 2   -> unknown_item, repeated_row, refused 3 positions 2 differing 2
ats cup reno                              -> 4
ats rope reno                             -> 1.25
count c1 of reno taken 1 minute ago : cup 4           -> id_used_differently
drift c9                                  -> unknown_count
# Thirty days after it was closed a report is forgotten.
wait 31 days
drift c1                                  -> unknown_count
restart                                   -> same
