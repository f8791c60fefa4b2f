# Flour is counted in grams and sold in kilograms: exact, with three decimals.

item flour unit kg scale 3
node dc1
stock flour dc1 on_hand 2.5 safety 0.25
ats flour dc1                              -> 2.25
reserve r1 flour dc1 0.125                 -> reserved, line 1 units 0.125
ats flour dc1                              -> 2.125
reserve r2 flour dc1 2.126                 -> insufficient_stock
commit r1                                  -> committed
ship r1 line 1 0.1 as scoop                -> shipped, line 1 shipped 0.1 allocated 0.025
figures flour dc1                          -> on_hand 2.4

# Once there is stock, the scale stays.
item flour scale 2                         -> scale_fixed
