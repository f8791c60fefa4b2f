# What may be sold is on hand, less holds and orders, less safety stock, and never below zero.

stock cup dc1 on_hand 10 safety 2
figures cup dc1                     -> ats 8 withheld 2 shortage 0

# Four on hand, three of them held: the one that is free is withheld as safety stock.
stock hat dc1 on_hand 4
reserve r1 hat dc1 3                -> reserved
stock hat dc1 safety 2
figures hat dc1                     -> on_hand 4 reserved 3 ats 0 withheld 1 shortage 0

# Six held, then a count finds only four: two are short, nothing can be sold.
stock pen dc1 on_hand 6
reserve r2 pen dc1 6                -> reserved
stock pen dc1 on_hand 4 safety 2
figures pen dc1                     -> ats 0 withheld 0 shortage 2
audit                               -> ok
