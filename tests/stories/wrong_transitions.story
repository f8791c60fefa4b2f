# What cannot follow is refused by name, and changes nothing.

stock cup dc1 on_hand 10
reserve r1 cup dc1 2                   -> reserved
ship r1                                -> wrong_state, "held"
cancel r1                              -> wrong_state, "held"
release r1                             -> released
commit r1                              -> wrong_state, "released"
ship r1                                -> wrong_state, "released"
release r1                             -> repeated

reserve r2 cup dc1 2                   -> reserved
commit r2                              -> committed
commit r2                              -> repeated
release r2                             -> wrong_state, "committed"
ship r2                                -> shipped
ship r2                                -> repeated
cancel r2                              -> wrong_state
commit nobody                          -> unknown_reservation
figures cup dc1                        -> on_hand 8 reserved 0 allocated 0 ats 8
