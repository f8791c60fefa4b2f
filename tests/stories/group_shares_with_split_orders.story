# A group's floor, its own safety and its live holds may lie at any of its nodes: what one node gives depends on what is
# taken at the others. Plans over several nodes take what they can together, and are the best of those.

# 1 floor over a group
node a per_unit 2
node b per_shipment 2
stock cup a on_hand 1
stock cup b on_hand 5
group g a b
rule cup @g web floor 1                           -> applied
ats cup b                                         -> 5
quote cup 5 to 90001                              -> optimal cost 2.00, b ships cup 5
quote cup 5 to 90001 may_split only b             -> done, b ships cup 5
quote cup 5 to 90001 may_split                    -> optimal cost 2.00, b ships cup 5
reserve r1 cup b 5                                -> reserved
release r1

# 2 a network hold
node c per_unit 1
node d
stock hat c on_hand 3
stock hat d on_hand 4
group k c d
reserve h1 hat @k 3                               -> reserved
ats hat d                                         -> 4
quote hat 4 to 90001                              -> optimal cost 0.00, d ships hat 4
quote hat 4 to 90001 may_split only d             -> done, d ships hat 4
quote hat 4 to 90001 may_split                    -> optimal cost 0.00, d ships hat 4

# 3 network safety
node e per_shipment 2 per_unit 2
node f
stock pan e on_hand 3
stock pan f on_hand 4
group m e f
safety_rule ns 3 item pan group m network         -> applied
ats pan f                                         -> 4
quote pan 4 to 90001                              -> optimal cost 0.00, f ships pan 4
quote pan 4 to 90001 may_split only f             -> done, f ships pan 4
quote pan 4 to 90001 may_split                    -> optimal cost 0.00, f ships pan 4
why pan 3 to 90001 may_split
source o1 pan 4 to 90001 may_split only f         -> done

# 4 a node of the group that may not ship the order leaves what the group qives to one that may
node soho store methods pickup
node dc
stock mug soho on_hand 5
stock mug dc on_hand 5
group q soho dc
rule mug @q web floor 5                           -> applied
ats mug dc                                        -> 5
quote mug 5 to 90001                              -> done optimal, dc ships mug 5
quote mug 5 to 90001 may_split                    -> done optimal, dc ships mug 5
quote mug 1 to 90001 may_split                    -> done optimal, dc ships mug 1
quote mug 2, mug 3 to 90001                       -> done optimal, dc ships mug 5
quote mug 2, mug 3 to 90001 partial               -> done filled, dc ships mug 5

# 5 what is held of a plan leaves the group bindable; what is left is told together
node x per_unit 1
node y per_unit 2
stock pot x on_hand 4
stock pot y on_hand 4
group w x y
reserve h2 pot @w 3                                         -> reserved
quote pot 6 to 90001 may_split                              -> cannot_source, unfilled line 1 not_enough_stock units 6 ats 5
source o3 pot 5 to 90001 may_split                          -> done optimal cost 6.00, x ships pot 4, y ships pot 1
audit                                                       -> ok
zone 100 200 2
zone 200 100 2
snapshot
restart                                                     -> same
