# A cancelled order gives its units back; shipped ones stay gone.

stock cup dc1 on_hand 10
reserve r1 cup dc1 5                   -> reserved
commit r1                              -> committed
ship r1 line 1 2 as van-1              -> shipped
cancel r1                              -> cancelled, line 1 granted 5 shipped 2 allocated 0
figures cup dc1                        -> on_hand 8 allocated 0 ats 8
cancel r1                              -> repeated

# What shipped last was not cancelled, and what was cancelled last did not ship.
reserve r2 cup dc1 2                   -> reserved
commit r2                              -> committed
cancel r2 line 1 1 as shopper-1        -> cancelled
ship r2                                -> shipped, line 1 shipped 1 allocated 0
ship r2                                -> repeated
cancel r2                              -> wrong_state, "nothing of the order is left to cancel"
restart                                -> same
cancel r2                              -> wrong_state
reserve r3 cup dc1 2                   -> reserved
ship r3                                -> wrong_state "the reservation is held"
commit r3                              -> committed
ship r3 line 1 1 as van-2              -> shipped
cancel r3                              -> cancelled
ship r3                                -> wrong_state
cancel r3                              -> repeated
