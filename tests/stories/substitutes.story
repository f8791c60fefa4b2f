# Where a line is short, the reply offers what has enough, the best first, and holds nothing of it.

stock cup dc1 on_hand 2
stock mug dc1 on_hand 9
stock glass dc1 on_hand 3
stock bowl dc1 on_hand 7
replaced cup by glass, mug, bowl        -> applied
reserve r1 cup dc1 5                    -> insufficient_stock, line 1 or mug ats 9
ats mug dc1                             -> 9
restart                                 -> same
reserve r1 cup dc1 5 partial            -> partly_reserved, line 1 or glass ats 3
replaced cup by cup                     -> bad_value
replaced cup by nothing                 -> applied
