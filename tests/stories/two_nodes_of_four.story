# Two nodes with four each are eight in the network, but no node has five.

stock part north on_hand 4
stock part south on_hand 4
ats part                            -> 8
reserve r1 part north 5             -> insufficient_stock, line 1 ats 4
reserve r1 part south 5             -> insufficient_stock, line 1 ats 4
reserve r1 part north 4, part south 1   -> reserved
ats part                            -> 3
