# A row that cannot be is answered with the reason.

stock cup dc1 on_hand 10
sync cup dc1 -1                           -> negative_quantity
safety cup dc1 -1                         -> negative_quantity
adjust cup dc1 -11                        -> below_zero
sync cup dc1 2000000000000                -> quantity_too_large
sync ghost dc1 1                          -> unknown_item
sync cup nowhere 1                        -> unknown_node
figures cup dc1                           -> on_hand 10 safety 0
