# A commit binds what a group holds to nodes where the ceilings of its segment allow it, though stock lie elsewhere.

stock cup x on_hand 10
stock cup y on_hand 10
group west x y
rule cup x web ceiling 3                    -> applied
reserve r1 cup @west 10 segment web         -> reserved
# Most of what y had is lost: x has enough, but web may not have it.
stock cup y on_hand 2
commit r1                                   -> committed
figures cup x                               -> on_hand 10 allocated 3 ats 7
figures cup y                               -> allocated 7 shortage 5
restart                                     -> same
audit                                       -> ok

# A ceiling that is lowered later counts what is held: what finds no node is not committed, the rest may be.
stock tea x on_hand 10
stock tea y on_hand 10
rule tea x web ceiling 3                    -> applied
rule tea y web ceiling 4                    -> applied
reserve r2 tea @west 7 segment web          -> reserved
rule tea x web ceiling 2                    -> applied
commit r2                                   -> lines_refused
figures tea x                               -> allocated 0
commit r2 line 1 6 as most                  -> committed
figures tea x                               -> allocated 2
figures tea y                               -> allocated 4
reservation r2                              -> held
rule tea x web ceiling 3                    -> applied
commit r2                                   -> committed
figures tea x                               -> allocated 3
restart                                     -> same
audit                                       -> ok

# A ceiling over another group counts what comes to its nodes.
stock hat x on_hand 5
stock hat y on_hand 5
group east x
rule hat @east web ceiling 2                -> applied
reserve r3 hat @west 6 segment web          -> reserved
stock hat y on_hand 1
commit r3                                   -> committed
figures hat x                               -> allocated 2
figures hat y                               -> allocated 4 shortage 3
audit                                       -> ok

# Nor does it take the unit that another group's hold leans on.
stock tin x on_hand 8
stock tin y on_hand 3
stock tin z on_hand 0
group all3 x y
group south y z
group only_x x
reserve r4 tin @all3 7 segment web          -> reserved
reserve r5 tin @south 1                     -> reserved
rule tin @only_x web ceiling 4 standing     -> applied
commit r4                                   -> lines_refused
commit r4 line 1 6 as most_of_it            -> committed
figures tin x                               -> allocated 4
figures tin y                               -> allocated 2
commit r5                                   -> committed
figures tin y                               -> allocated 3 ats 0
restart                                     -> same
audit                                       -> ok
