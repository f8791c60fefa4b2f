# Units that are held move to another node in one step: what one node gives back the other has taken already.

stock cup dc1 on_hand 5
stock cup dc2 on_hand 4 safety 1
reserve r1 cup dc1 5                                   -> reserved
amend r1 line 1 move 4 from dc1 to dc2 as closer       -> lines_refused, line 1 insufficient_stock ats 3
amend r1 line 1 move 3 from dc1 to dc2 as closer       -> amended, line 1 at dc1 held 2, line 1 at dc2 held 3
ats cup dc1                                            -> 3
ats cup dc2                                            -> 0
amend r1 line 1 move 3 from dc1 to dc2 as again        -> more_than_there_is
snapshot                                               -> written
amend r1 line 1 at dc1 0, line 1 at dc2 2 as fewer     -> amended, line 1 held 2
restart                                                -> same
figures cup dc1                                        -> reserved 0
figures cup dc2                                        -> reserved 2 ats 1

# A node that closes keeps what it holds, and what it holds can still leave it.
node dc2 disabled
amend r1 line 1 3 as up                                -> lines_refused, line 1 not_sellable_here
amend r1 line 1 move 1 from dc2 to dc1 as out          -> amended, line 1 at dc1 held 1
commit r1                                              -> committed
audit                                                  -> ok
