# Every figure is a sum, and each part of it says who or what it is for.

item cup category kitchen
stock cup dc1 on_hand 20
rule cup dc1 web floor 4 rank 1
rule cup dc1 store floor 3 ceiling 5 rank 2
safety_rule kitchen 2 category kitchen
reserve r1 cup dc1 5                        -> reserved
reserve r2 cup dc1 1                        -> reserved
commit r2                                   -> committed
explain cup dc1                             -> on_hand 20, reserved r1 line 1 -5, allocated r2 line 1 -1, safety kitchen -2 of 2, floor web -4, floor store -3, ats 5
explain cup dc1 segment store               -> floor web -4, ceiling store -3 of 5 used 0, ats 5
explain cup dc1 own r1                      -> counted_back 5, ats 10
explain cup dc1 ignore_safety               -> ats 7

# Who holds most comes first, the rest together.
reserve r3 cup dc1 2                        -> reserved
reserve r4 cup dc1 1                        -> reserved
explain cup dc1 holders 1                   -> reserved r1 line 1 -5, reserved 2 more -3, ats 2

stop recall item cup
explain cup dc1                             -> stop recall -11, ats 0
drop_rule recall

# All nodes together.
stock cup dc2 on_hand 7 safety 3
explain cup                                 -> on_hand 27, safety kitchen -2, safety -3 of 3, ats 6 positions 2
node dc2 disabled
explain cup                                 -> node_disabled -7, ats 2
