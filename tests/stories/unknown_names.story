# A name that nobody told is answered as unknown, line by line.

stock cup dc1 on_hand 5
ats ghost                                  -> unknown_item
ats cup nowhere                            -> unknown_node
ats cup group nobody                       -> unknown_group
reserve r1 cup dc1 1, ghost dc1 1, cup nowhere 1    -> lines_refused, line 2 unknown_item, line 3 unknown_node
reserve r1 cup dc1 1, ghost dc1 1 partial  -> partly_reserved, line 1 reserved, line 2 unknown_item
reserve r2 cup dc1 0                       -> zero_quantity
reserve r2 cup dc1 -1                      -> negative_quantity
reserve r2 cup dc1 2000000000000           -> quantity_too_large
reserve r2 line 1 cup dc1 1, line 1 cup dc1 1    -> repeated_line
reservation r2                             -> unknown_reservation
