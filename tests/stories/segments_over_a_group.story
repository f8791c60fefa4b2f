# Floors, ceilings and ranks over a group: what is taken at its nodes, or held by it, counts.

stock cup x on_hand 12
stock cup y on_hand 8
stock cup z on_hand 5
group west x y
rule cup @west web floor 8 rank 1           -> applied
rule cup @west store floor 5 rank 2         -> applied
rule cup @west market rank 3                -> applied
ats cup group west segment web              -> 15
ats cup group west segment store            -> 12
ats cup group west segment market           -> 7
ats cup group west                          -> 7
# At a node no more than the node has, and than the group can spare.
ats cup x segment web                       -> 12
ats cup y segment web                       -> 8
ats cup x segment market                    -> 7
ats cup y segment market                    -> 7
ats cup z segment market                    -> 5
ats cup segment market                      -> 12
figures cup group west segment market       -> on_hand 20 kept 13 ats 7

rule cup @west web floor 8 ceiling 10 rank 1 -> applied
ats cup group west segment web              -> 10
ats cup x segment web                       -> 10
ats cup segment web                         -> 15
ats cup group west segment store            -> 12
ats cup group west segment market           -> 7
rule cup @west web floor 8 rank 1           -> applied

stock cup x on_hand 2
stock cup y on_hand 4
ats cup group west segment web              -> 6
ats cup group west segment store            -> 0
ats cup group west segment market           -> 0
ats cup group west                          -> 0
ats cup x segment store                     -> 0
stock cup x on_hand 12
stock cup y on_hand 8

# Web has taken six of its eight, some at a node and some on the group: fourteen are left.
reserve r1 cup y 4 segment web              -> reserved
reserve r2 cup @west 2 segment web          -> reserved
ats cup group west segment web              -> 9
ats cup group west segment store            -> 12
ats cup group west segment market           -> 7
reserve no cup x 8 segment market           -> insufficient_stock
reserve no cup x 4, cup y 4 segment market  -> insufficient_stock
reserve r3 cup x 4, cup y 3 segment market  -> reserved
ats cup group west segment web              -> 2
restart                                     -> same
commit r2                                   -> committed
ats cup group west segment store            -> 5
ship r2                                     -> shipped
ats cup group west segment web              -> 2
snapshot
release r1                                  -> released
restart                                     -> same
ats cup group west segment web              -> 6
audit                                       -> ok

# A group that loses a node counts what was taken at the others only.
group west x
ats cup group west segment store            -> 0
group west x y
ats cup group west segment store            -> 5
end_rule cup @west web                      -> applied
end_rule cup @west web                      -> unknown_rule
end_rule cup @west store                    -> applied
end_rule cup @west market                   -> applied
ats cup group west                          -> 11
rule cup @east web floor 1                  -> unknown_node
restart                                     -> same
audit                                       -> ok
