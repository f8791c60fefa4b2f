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
