# What it would do to disable a node is told before: what can no longer be sold there, and which holds it touches.

item cup
stock cup dc1 on_hand 10 safety 1
stock cup dc2 on_hand 5
reserve r1 cup dc1 2 for 2 days                          -> reserved
reserve r2 cup dc2 1 for 2 days                          -> reserved
preview node dc1 disabled                                -> applied positions 1 unavailable 7 available 0 touched 1, cup at dc1 stopped ats 7 then 0 withheld 8
preview node dc1 disabled                                -> r1 line 1 held of cup at dc1 holds 2
preview node dc1 priority 3                              -> applied positions 0 touched 0
ats cup                                                  -> 11
node dc1 disabled
ats cup                                                  -> 4
# Asked after the change, the same words tell what it has touched.
preview node dc1 disabled                                -> positions 0 touched 1
preview node dc1 enabled                                 -> positions 1 available 7 unavailable 0 touched 0, cup at dc1 ats 0 then 7
# Rules of a type of node follow the type.
safety_rule stores 3 type store                     -> applied
preview node dc2 store                                   -> positions 1 unavailable 3 touched 0, cup at dc2 ats 4 then 1
