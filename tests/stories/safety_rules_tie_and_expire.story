# Rules of one form: the rank decides, equal ranks may not meet in time, dates begin and end by themselves.

item cup category kitchen
stock cup dc1 on_hand 20
group east dc1
group west dc1
safety_rule a 3 group east rank 2                     -> applied
safety_rule b 5 group west rank 2                     -> equal_rank
safety_rule b 5 group west rank 1                     -> applied
applied cup dc1                                       -> safety b stop none
safety_rule sale 10 item cup begins 1 hour ends 2 hours     -> applied
safety_rule sale2 12 item cup begins 90 minutes             -> equal_rank
safety_rule sale2 12 item cup begins 2 hours                -> applied
ats cup dc1                                           -> 15
wait 1 hour
ats cup dc1                                           -> 10
snapshot
wait 1 hour
ats cup dc1                                           -> 8
applied cup dc1                                       -> safety sale2 stop none
restart                                               -> same
ats cup dc1                                           -> 8
safety_rule sale3 12 item cup rank 1 begins 0 hours   -> in_the_past
safety_rule c 101% item cup                           -> over_hundred_percent
safety_rule c 1                                       -> bad_value
safety_rule c 1 item mug                              -> unknown_item
safety_rule c 1 category garden                       -> unknown_category
safety_rule c 1 node dc9                              -> unknown_node
safety_rule c 1 group south                           -> unknown_group
safety_rule c 1 segment nobody                        -> unknown_segment
safety_rule c 1 node dc1 group east                   -> bad_value
