# Somebody watches the cups: each crossing is told, whatever caused it, also after a restart.

node  dc1
node  reno
group west reno
stock cup dc1 on_hand 8
stock cup reno on_hand 4

levels cup                                        -> unwatched
level_rule item cup low 3 medium 6                -> applied
level_rule item cup group west low 3 medium 6     -> applied
level_rule each_node low 2                        -> bad_value    # low is at most medium
level_rule each_node low 2 medium 5               -> applied
levels cup                                        -> high ats 12
levels cup group west                             -> medium ats 4
levels cup dc1                                    -> high ats 8

# A hold, and its end.
reserve r1 cup dc1 8, cup reno 2 for 15 minutes   -> reserved
levels cup                                        -> low ats 2
levels cup dc1                                    -> zero ats 0
restart                                           -> same
levels cup dc1                                    -> zero
wait 16 minutes
levels cup                                        -> high ats 12
levels cup dc1                                    -> high ats 8

# A node that pauses sells nothing.
node reno disabled
levels cup group west                             -> zero ats 0
ats cup                                           -> 8
levels cup                                        -> high ats 12    # nothing was crossed since it was told

# The rule of the item comes before the one for all.
level_rule item cup each_node low 10 medium 20    -> applied
levels cup dc1                                    -> low ats 8
end_level_rule item cup each_node                 -> applied
levels cup dc1                                    -> high ats 8
snapshot
restart                                           -> same
end_level_rule item cup each_node                 -> unknown_rule
audit                                             -> ok
