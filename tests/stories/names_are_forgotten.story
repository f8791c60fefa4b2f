# A finished reservation is remembered for a day; then its name is free.

stock cup dc1 on_hand 5
reserve r1 cup dc1 2                       -> reserved
release r1                                 -> released
wait 23 hours
reserve r1 cup dc1 2                       -> repeated released
wait 2 hours
reservation r1                             -> unknown_reservation
reserve r1 cup dc1 1                       -> reserved

# A request that was on its way for longer than that is not believed: it may have been done before.
reserve r2 cup dc1 1 stamped 25 hours ago  -> too_old
reserve r2 cup dc1 1 stamped 23 hours ago  -> reserved

# An open order is never forgotten.
commit r2                                  -> committed
wait 90 days
reservation r2                             -> committed
figures cup dc1                            -> allocated 1
