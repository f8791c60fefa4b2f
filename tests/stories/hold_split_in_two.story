# A gift is taken out of a basket: its units get a reservation of their own, and are held all along.

stock cup dc1 on_hand 4
stock hat dc1 on_hand 2
reserve basket cup dc1 4, hat dc1 2 for 15 minutes reference cart-1    -> reserved
ats cup dc1                                                            -> 0
wait 5 minutes
split basket into gift line 1 3, line 2 2 as wrap                      -> split held, line 1 held 1
ats cup dc1                                                            -> 0
reservation gift                                                       -> held reference cart-1, line 1 held 3, line 2 held 2
split basket into gift line 1 3, line 2 2 as wrap                      -> repeated
split basket into gift line 1 1 as again                               -> id_used_differently
split basket into other line 1 2 as more                               -> more_than_there_is
split basket into other line 1 1 as all                                -> no_lines "nothing would stay held"
restart                                                                -> same

# Both end when the first would have: ten minutes from now. Each can be bought alone.
commit gift                                                            -> committed, line 1 allocated 3
wait 10 minutes
reservation basket                                                     -> expired
reservation gift                                                       -> committed
figures cup dc1                                                        -> reserved 0 allocated 3 ats 1
audit                                                                  -> ok
