# A kit crosses levels when its parts do, wherever they are and whatever moved them.

node  dc1
node  reno
group west reno
stock cup dc1 on_hand 20
stock lid dc1 on_hand 9
kit set of cup 2, lid 1                       -> applied
kit crate of set 3                            -> applied
level_rule item set low 3 medium 6            -> applied
level_rule item set group west low 3 medium 6 -> applied
level_rule item set each_node low 3 medium 6  -> applied
level_rule item crate low 2 medium 3          -> applied
levels set                                    -> high ats 9
levels set group west                         -> zero ats 0
levels set dc1                                -> high ats 9
levels set reno                               -> unwatched
levels crate                                  -> high ats 3

# Cups are sold loose: it is the kits that are few.
reserve r1 cup dc1 10 for 15 minutes          -> reserved
levels set                                    -> medium ats 5
levels crate                                  -> low ats 1
reserve r2 crate dc1 1                        -> reserved
levels set                                    -> low ats 2
levels crate                                  -> zero ats 0
restart                                       -> same
levels set dc1                                -> low ats 2
wait 16 minutes
levels set                                    -> high ats 9
levels crate                                  -> high ats 3

# Both parts come to a node that had none.
stock cup reno on_hand 4
levels set reno                               -> unwatched
stock lid reno on_hand 1
levels set reno                               -> low ats 1
levels set group west                         -> low ats 1

# Other parts, and no parts: it is watched as what it is.
kit set of cup 9                              -> applied
levels set                                    -> low ats 2
snapshot
restart                                       -> same
kit set of nothing                            -> applied
levels set                                    -> zero ats 0
levels set reno                               -> unwatched
audit                                         -> ok

# Where its sale is stopped a kit is at zero, and still watched.
kit set of cup 2, lid 1                       -> applied
levels set dc1                                -> high ats 9
stop recall item set                          -> applied
levels set dc1                                -> zero ats 0
drop_rule recall                              -> applied
levels set dc1                                -> high ats 9
