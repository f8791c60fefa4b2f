# Units on their way between two nodes are at neither, and may be promised for when they come.

stock cup dc1 on_hand 10
stock cup store1 on_hand 1
reserve r0 cup dc1 3                            -> reserved
transfer t1 cup 8 from dc1 to store1 in 2 days  -> insufficient_stock
transfer t1 cup 6 from dc1 to store1 in 2 days  -> applied
transfer t1 cup 6 from dc1 to store1 in 2 days  -> unchanged
transfer t1 cup 5 from dc1 to store1 in 2 days  -> bad_value
ats cup                                         -> 2
atp cup                                         -> in 0 days 2, in 2 days 8
receipts cup                                    -> 1, t1 transfer open 6
receipt cup store1 t1 transfer 6 in 4 days      -> applied
receipt cup store1 t1 transfer 5 in 4 days      -> bad_value
reserve r1 cup store1 7 in 4 days for 9 days    -> reserved
receive cup store1 t1 4                         -> applied
figures cup store1                              -> on_hand 5
receive cup store1 t1 1 and_no_more             -> applied
figures cup store1                              -> on_hand 6
receipts cup                                    -> 0
late                                            -> at_risk 1, r1 line 1 units 7 at_risk 1
transfer t2 cup 1 from dc1 to store1 in 1 day   -> applied
figures cup dc1                                 -> on_hand 3
cancel_receipt cup store1 t2                    -> applied
figures cup dc1                                 -> on_hand 4
restart                                         -> same
audit                                           -> ok

# Damaged units are there, and not for sale.
dispose cup dc1 5 from sellable to damaged      -> below_zero
dispose cup dc1 1 from sellable to damaged      -> applied
dispose cup dc1 1 from sellable to quarantine   -> applied
figures cup dc1                                 -> on_hand 2 reserved 3 shortage 1 ats 0
receipts cup                                    -> damaged units 1, quarantine units 1
dispose cup dc1 1 from quarantine to sellable   -> applied
dispose cup dc1 1 from damaged to expired       -> applied
dispose cup dc1 1 from damaged to expired       -> below_zero
receipts cup                                    -> expired at dc1 units 1
figures cup dc1                                 -> on_hand 3
restart                                         -> same
