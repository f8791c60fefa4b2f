# The last unit is promised once.

stock cup dc1 on_hand 1
reserve alice cup dc1 1                    -> reserved
reserve bob cup dc1 1                      -> insufficient_stock, line 1 ats 0
release alice                              -> released
reserve bob cup dc1 1                      -> reserved
reserve alice cup dc1 1                    -> repeated released
