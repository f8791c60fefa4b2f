# A purchase order slips: it is reported, and so is the promise that leaned on it.

stock cup dc1 on_hand 4
receipt cup dc1 po1 10 in 2 days          -> applied
reserve r1 cup dc1 6 in 3 days for 20 days -> reserved
reserve r2 cup dc1 5 in 2 days for 20 days -> reserved
late                                      -> 0 at_risk 0
receipt cup dc1 po1 10 in 5 days          -> applied
late                                      -> 0 at_risk 2, r2 line 1 units 5 at_risk 1, r1 line 1 units 6 at_risk 6
receipts cup                              -> 1, po1 open 10 due 5 first_due 2
receipt cup dc1 po1 10 in 3 days          -> applied
late                                      -> at_risk 1, r2 line 1 at_risk 1
receipt cup dc1 po1 7 in 2 days           -> applied
late                                      -> at_risk 0
atp cup                                   -> in 0 days 0
snapshot

# Its day passes: it does not count, and does not vanish.
wait 3 days
receipts cup                              -> 1, po1 late does_not_count due -1
late cup                                  -> 1 at_risk 2, po1 late, r2 line 1 at_risk 1, r1 line 1 at_risk 6
atp cup                                   -> in 0 days 0
terms past_due_days 2                     -> applied
receipts cup                              -> po1 late counts
late                                      -> 1 at_risk 2
adjust cup dc1 +3                         -> applied
atp cup                                   -> in 0 days 3
wait 2 days
receipts cup                              -> po1 late does_not_count
atp cup                                   -> in 0 days 0
receive cup dc1 po1 6 and_no_more         -> applied
late                                      -> 0 at_risk 0
atp cup                                   -> in 0 days 2
figures cup dc1                           -> on_hand 13 reserved 11 ats 2
receipt cup dc1 po9 5 in -1 days          -> in_the_past
receipt cup dc1 po9 onhand 5 in 1 days    -> bad_value
receipt cup dc1 po9 5 in 3000 days        -> too_far_ahead
receipt cup dc1 po9 0 in 3 days           -> bad_value
receipt cup dc1 0123456789012345678901234567890123 5 in 3 days -> name_too_long
cancel_receipt cup dc1 po9                -> unknown_receipt
receipt cup dc1 po9 5 in 3 days           -> applied
cancel_receipt cup dc1 po9                -> applied
audit                                     -> ok
restart                                   -> same
