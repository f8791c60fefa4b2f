# Floors grow, shrink and move between segments; a standing one protects the next units, too.

stock cup dc1 on_hand 20
rule cup dc1 web floor 25% rank 1 standing      -> applied
ats cup dc1                                     -> 15
rule cup dc1 web floor 30 rank 1 standing       -> floor_above_stock
rule cup dc1 web floor 6 rank 1 standing        -> applied
rule cup dc1 store floor 4 rank 1               -> equal_rank
rule cup dc1 store floor 4 rank 2               -> applied
move cup dc1 web 2 to store                     -> applied
ats cup dc1 segment web                         -> 14
ats cup dc1 segment store                       -> 16
allocate cup dc1 web 1                          -> applied
unallocate cup dc1 store 7                      -> below_zero
reserve r1 cup dc1 5 segment web                -> reserved
commit r1                                       -> committed
ats cup dc1                                     -> 9
ship r1                                         -> shipped
ats cup dc1                                     -> 4
end_rule cup dc1 web                            -> applied
end_rule cup dc1 web                            -> unknown_rule
ats cup dc1                                     -> 9
reserve r2 cup dc1 1 segment nobody             -> unknown_segment
rule cup dc1 store floor 101% rank 4            -> over_hundred_percent
restart                                         -> same
audit                                           -> ok
