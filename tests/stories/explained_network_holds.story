# A hold over a group leans on its nodes: what it needs of them is a term, and its holders are named.

stock cup x on_hand 10
stock cup y on_hand 5
group X x y
group Y y
reserve r12 cup @X 12                       -> reserved
explain cup y                               -> on_hand 5, network X -2 of 12, group X reserved r12 line 1 -12, ats 3
explain cup                                 -> on_hand 15, network X -12, ats 3
explain cup group Y                         -> network X -2, ats 3
explain cup own r12                         -> ats 15

# A group that keeps its safety once takes it once; who asks at its nodes finds theirs, and what overlaps.
release r12                                 -> released
stock cup x safety 1
safety_rule once 5 item cup group X network -> applied
explain cup group X                         -> on_hand 15, network_safety X -5 of 5, ats 10
explain cup x                               -> on_hand 10, safety -1 of 1, ats 9
explain cup                                 -> on_hand 15, safety -1, group_kept -4, ats 10
reserve r7 cup @X 7                         -> reserved
explain cup group X                         -> network X -7 of 7, network_safety X -5 of 5, ats 3

# A kit is told by its parts.
stock box y on_hand 2
kit gift of cup 2, box 1                    -> applied
explain gift y                              -> ats 1, part cup 3 each 2 kits 1, part box 2 each 1 kits 2
explain gift y in 2 days                    -> ats 1, part cup 3 each 2 kits 1, part box 2 each 1 kits 2
