# Who numbers what arrives, leaves and is set aside may say it twice: what is not newer changes nothing.

stock cup dc1 on_hand 10
stock cup store1 on_hand 1
receipt cup dc1 po1 8 in 2 days from wms sequence 1      -> applied
receipt cup dc1 po1 8 in 2 days from wms sequence 1      -> stale
receive cup dc1 po1 3 from wms sequence 2                -> applied
receive cup dc1 po1 3 from wms sequence 2                -> stale
figures cup dc1                                          -> on_hand 13
receipts cup                                             -> 1, po1 open 5 received 3

# Received short: a repeat finds that the receipt is gone, and is stale all the same.
receive cup dc1 po1 4 and_no_more from wms sequence 3    -> applied
receive cup dc1 po1 4 and_no_more from wms sequence 3    -> stale
receive cup dc1 po1 4 and_no_more from wms sequence 4    -> unknown_receipt
figures cup dc1                                          -> on_hand 17

# A transfer counts where its units leave, and when it arrives where they come.
transfer t1 cup 6 from dc1 to store1 in 2 days from wms sequence 5   -> applied
transfer t1 cup 6 from dc1 to store1 in 2 days from wms sequence 5   -> stale
receive cup store1 t1 from wms sequence 2                -> applied
transfer t1 cup 6 from dc1 to store1 in 2 days from wms sequence 5   -> stale
receive cup store1 t1 from wms sequence 2                -> stale
figures cup dc1                                          -> on_hand 11
figures cup store1                                       -> on_hand 7

# Without a number the same transfer is another one.
transfer t1 cup 1 from dc1 to store1 in 2 days           -> applied
cancel_receipt cup store1 t1 from wms sequence 3         -> applied
cancel_receipt cup store1 t1 from wms sequence 3         -> stale
figures cup dc1                                          -> on_hand 11

dispose cup dc1 2 from sellable to damaged from wms sequence 6   -> applied
dispose cup dc1 2 from sellable to damaged from wms sequence 6   -> stale
dispose cup dc1 1 from damaged to sellable from wms sequence 4   -> stale
figures cup dc1                                          -> on_hand 9
receipts cup                                             -> 0, damaged at dc1 units 2

# A source has one series of numbers for a position, whatever its rows say; another one counts for itself.
adjust cup dc1 -1 from wms sequence 6                    -> stale
adjust cup dc1 -1 from wms sequence 7                    -> applied
dispose cup dc1 1 from damaged to expired from wms sequence 7    -> stale
dispose cup dc1 1 from damaged to expired from erp sequence 1    -> applied
snapshot
restart                                                  -> same
dispose cup dc1 1 from damaged to expired from erp sequence 1    -> stale

# What changes nothing is newer all the same, also behind an image.
receipt cup dc1 po2 5 in 3 days                          -> applied
receipt cup dc1 po2 5 in 3 days from erp sequence 9      -> unchanged
restart                                                  -> same
receive cup dc1 po2 from erp sequence 8                  -> stale
figures cup dc1                                          -> on_hand 8

# Rows that are refused have come, too: a number that was passed over is another thing.
receive cup dc1 po3 from shop sequence 1                 -> unknown_receipt
receive cup dc1 po2 2 from shop sequence 2               -> applied
feed shop                                                -> newest 2 gaps 0 skipped 0
receive cup dc1 po2 2 from shop sequence 5               -> applied
feed shop                                                -> newest 5 gaps 1 skipped 2
restart                                                  -> same
feed shop                                                -> newest 5 gaps 1 skipped 2
receive cup dc1 po2 sequence 6                           -> bad_value
audit                                                    -> ok
