# The plain life of an order.

stock cup dc1 on_hand 10
stock hat dc1 on_hand 4
reserve basket cup dc1 2, hat dc1 1    -> reserved
figures cup dc1                        -> on_hand 10 reserved 2 allocated 0 ats 8
commit basket                          -> committed
figures cup dc1                        -> on_hand 10 reserved 0 allocated 2 ats 8
ship basket                            -> shipped corrected 0, line 1 shipped 2, line 2 shipped 1
figures cup dc1                        -> on_hand 8 reserved 0 allocated 0 ats 8
figures hat dc1                        -> on_hand 3 ats 3
audit                                  -> ok
