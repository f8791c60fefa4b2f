# A planner looks for holds that stand in the way: who made them, for whom, since when.

stock cup dc1 on_hand 10
stock hat dc2 on_hand 10
reserve r1 cup dc1 2 for 2 days reference cart-1 by web            -> reserved
wait 3 hours
reserve r2 hat dc2 1 for 2 days reference cart-2 by store-17       -> reserved
reserve r3 cup dc1 1 for 10 minutes by web                         -> reserved
commit r2                                                          -> committed

reservations                                                       -> 3
reservations held older_than 2 hours                               -> 1, r1 held reference cart-1 by web minutes 180 lines 1
reservations reference cart-2                                      -> 1, r2 committed by store-17
reservations by web                                                -> 2
reservations item cup node dc1                                     -> 2, r1 held, r3 held
reservations item hat node dc1                                     -> 0
wait 10 minutes
reservations expired                                               -> 1, r3 expired
restart                                                            -> same
reservations held                                                  -> 1, r1 by web minutes 190
