# Two nodes with four each of a part, and a kit of five of it: refused, though the sum is eight.

stock part north on_hand 4
stock part south on_hand 4
kit box of part 5                       -> applied
ats box                                 -> 0
ats box north                           -> 0
reserve r1 box north 1                  -> insufficient_stock, line 1 units 0 ats 0

# May its parts ship apart, the network has one; at one node there is still none.
kit box of part 5 apart                 -> applied
ats box                                 -> 1
reserve r1 box north 1                  -> insufficient_stock
restart                                 -> same
ats box                                 -> 1
