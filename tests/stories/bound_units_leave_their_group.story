# Units of a hold that went to a node are no longer asked of their group, while the rest of the hold finds its nodes,
# whatever floors came meanwhile.

item cup
stock cup x on_hand 8
stock cup y on_hand 10
rule cup x web ceiling 8                              -> applied
group a x
group b x y
reserve r1 cup @a 4, cup @b 2 for 1 day segment web   -> reserved
reserve r2 cup @a 1 for 1 day                         -> reserved
rule cup x app floor 8 rank 2 standing                -> applied
rule cup y app floor 10 rank 2 standing               -> applied
commit r1                                             -> committed
figures cup x                                         -> allocated 6
figures cup y                                         -> allocated 0
audit                                                 -> ok
restart                                               -> same
