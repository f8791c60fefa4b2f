# Two lines of one item at one node are summed before the check: 3 + 3 of 5 is refused.

stock cup dc1 on_hand 5
reserve r1 cup dc1 3, cup dc1 3     -> insufficient_stock, line 1 units 0 ats 5, line 2 units 0 ats 5
ats cup dc1                         -> 5
reserve r1 cup dc1 3, cup dc1 2     -> reserved, line 1 units 3, line 2 units 2
ats cup dc1                         -> 0
