# What a floor at a node keeps for its segment is kept from holds over groups, too, asked for once or often.
stock cup x on_hand 10
stock cup y on_hand 4
group all x y
rule cup x store floor 6 rank 1             -> applied
rule cup x web rank 2                       -> applied
ats cup group all segment web               -> 8
reserve w1 cup @all 5 segment web           -> reserved
ats cup group all segment web               -> 3
reserve w2 cup @all 4 segment web           -> insufficient_stock
reserve w2 cup @all 3 segment web           -> reserved
ats cup group all segment web               -> 0
ats cup x segment web                       -> 0
ats cup x segment store                     -> 6
# A hold of the floor's own segment may lean on it.
reserve s1 cup @all 6 segment store         -> reserved
ats cup group all segment store             -> 0
release w1                                  -> released
ats cup group all segment web               -> 5
commit s1                                   -> committed
commit w2                                   -> committed
ats cup group all segment web               -> 5
audit                                       -> ok
