# Each node keeps its own safety stock: of 5 and 6 with 1 and 2 withheld, 8 may be sold.

stock cup north on_hand 5 safety 1
stock cup south on_hand 6 safety 2
group both north south
ats cup north                       -> 4
ats cup south                       -> 4
ats cup group both                  -> 8
ats cup                             -> 8
figures cup group both              -> on_hand 11 safety 3 withheld 3
