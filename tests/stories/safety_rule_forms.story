# Every form of safety rule, from the widest to that of one position: the most specific one applies, none adds to another.

item cup category kitchen
node store1 store
stock cup store1 on_hand 100
group east store1
ats cup store1                                        -> 100
safety_rule everyone-pickup 1 method pickup           -> applied
ats cup store1                                        -> 100
ats cup store1 method pickup                          -> 99
rule cup store1 web floor 0                           -> applied
safety_rule web 2 segment web                         -> applied
ats cup store1                                        -> 100
ats cup store1 segment web                            -> 98
ats cup store1 segment web method pickup              -> 98
safety_rule east 3 group east                         -> applied
ats cup store1 segment web                            -> 97
safety_rule stores 4 type store                       -> applied
ats cup store1 segment web                            -> 96
safety_rule here 5 node store1                        -> applied
ats cup store1 segment web                            -> 95
safety_rule kitchen 6 category kitchen                -> applied
ats cup store1 segment web                            -> 94
safety_rule kitchen-stores 10% category kitchen type store -> applied
ats cup store1                                        -> 90
safety_rule cups 7 item cup                           -> applied
ats cup store1                                        -> 93
applied cup store1                                    -> safety cups stop none
safety cup store1 8                                   -> applied
ats cup store1                                        -> 92
applied cup store1                                    -> safety none stop none
safety_rule cups-here 9.99% item cup node store1      -> applied
figures cup store1                                    -> on_hand 100 safety 9 withheld 9 ats 91
applied cup store1                                    -> safety cups-here stop none
safety_rule cups-here-pickup 11 item cup node store1 method pickup -> applied
ats cup store1 method pickup                          -> 89
ats cup store1                                        -> 91
ats cup store1 ignore_safety                          -> 100
reserve r1 cup store1 95                              -> insufficient_stock
reserve r2 cup store1 95 ignore_safety                -> reserved
figures cup store1                                    -> on_hand 100 reserved 95 safety 9 withheld 5 ats 0
snapshot
restart                                               -> same
applied cup store1 method pickup                      -> safety cups-here-pickup stop none
drop_rule cups-here                                   -> applied
drop_rule cups-here                                   -> unknown_rule
applied cup store1                                    -> safety none stop none
restart                                               -> same
