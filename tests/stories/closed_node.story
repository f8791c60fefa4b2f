# A node that is closed sells nothing; what it has is shown, what was promised there stands.

stock cup store1 on_hand 5 safety 1
reserve r1 cup store1 2                    -> reserved
node store1 disabled
figures cup store1                         -> on_hand 5 reserved 2 ats 0 withheld 3
reserve r2 cup store1 1                    -> not_sellable_here
commit r1                                  -> committed
node store1 enabled
ats cup store1                             -> 2
