# The same from an image and the log after it.

stock cup dc1 on_hand 10
reserve before cup dc1 2                   -> reserved
reserve across cup dc1 2                   -> reserved
snapshot                                   -> written
commit across                              -> committed
reserve after cup dc1 1                    -> reserved
stock hat dc2 on_hand 5
restart                                    -> same
figures cup dc1                            -> on_hand 10 reserved 3 allocated 2
ats hat dc2                                -> 5
wait 15 minutes
figures cup dc1                            -> reserved 0 allocated 2
snapshot                                   -> written
restart                                    -> same
ship across                                -> shipped
audit                                      -> ok
