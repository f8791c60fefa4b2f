# A network hold names a group, written @group, and no node. It may be re-bound to make room.

stock cup x on_hand 10
stock cup y on_hand 5
group X x y
group Y y

reserve r10 cup @X 10                      -> reserved
ats cup group Y                            -> 5
ats cup group X                            -> 5
ats cup y                                  -> 5
ats cup                                    -> 5
figures cup group X                        -> on_hand 15 reserved 10 kept 0 ats 5
release r10                                -> released

reserve r12 cup @X 12                      -> reserved
ats cup group Y                            -> 3
# The two that could be bound to x must be there: no more than three are free at y, or at x.
ats cup y                                  -> 3
ats cup x                                  -> 3
reserve no cup @Y 4                        -> insufficient_stock
reserve yes cup @Y 3                       -> reserved
ats cup group X                            -> 0
release yes                                -> released
release r12                                -> released

reserve r15 cup @X 15                      -> reserved
ats cup group Y                            -> 0
ats cup x                                  -> 0

# To a node, in part: what stays with the group must still be bindable.
amend r15 line 1 move 11 from @X to x as a -> lines_refused insufficient_stock
amend r15 line 1 move 10 from @X to x as b -> amended
restart                                    -> same
# The rest is bound by the commit itself.
commit r15                                 -> committed, line 1 at x allocated 10, line 1 at y allocated 5
ats cup                                    -> 0
ship r15                                   -> shipped
audit                                      -> ok

# Two lines of one item are judged together, whichever of them names a group.
stock cup x on_hand 4
stock cup y on_hand 4
reserve two cup x 4, cup @X 5              -> insufficient_stock
reserve two cup x 4, cup @X 4              -> reserved
