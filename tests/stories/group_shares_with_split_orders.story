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
why pan 3 to 90001 may_split                      -> done optimal cost 0.00, f ships pan 3
source o1 pan 4 to 90001 may_split only f         -> done

# 4 a node of the group that may not ship the order leaves what the group gives to one that may
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

# 6 what is supposed to be gone, or taken by quotes before, was the group's as well
node g1 per_unit 1
node g2 per_unit 2
stock jar g1 on_hand 10
stock jar g2 on_hand 10
group v g1 g2
reserve h3 jar @v 15                                        -> reserved
quote jar 5 to 90001 may_split                              -> done optimal cost 5.00
why jar 4 to 90001 may_split if more jar at g1 -3 if more jar at g2 -3  -> unfilled line 1 no_stock units 4 ats 0
why jar 4 to 90001 may_split if more jar at g1 -3           -> unfilled line 1 not_enough_stock units 4 ats 2
why jar 2, jar 2 to 90001 if more jar at g1 -3 if more jar at g2 -3  -> cannot_source
jointly quoted x jar 5 to 90001 may_split beside y jar 3 to 90001 may_split  -> held 1 alone 2
jointly x jar 5 to 90001 may_split beside y jar 3 to 90001 may_split  -> held 1 alone 2

# 7 groups that overlap: what most there is to take is told by no order of nodes
node o1 per_unit 1
node o2 per_unit 1
node o3 per_unit 1
stock lid o1 on_hand 4
stock lid o2 on_hand 4
stock lid o3 on_hand 4
group o13 o1 o3
group o12 o1 o2
rule lid @o13 web floor 5                                   -> applied
rule lid @o12 trade floor 5                                 -> applied
quote lid 6 to 90001 may_split                              -> done filled optimal, o2 ships lid 3, o3 ships lid 3
quote lid 7 to 90001 may_split                              -> cannot_source
jointly quoted x lid 6 to 90001 may_split beside y lid 1 to 90001  -> held 1 alone 2
jointly x lid 6 to 90001 may_split beside y lid 1 to 90001  -> held 1 alone 2

# 8 many nodes and groups that overlap: not proven, and no dearer than what is left when it is shared out
node n1 per_unit 1
stock tin n1 on_hand 10
node n2 per_unit 2
stock tin n2 on_hand 10
node n3 per_unit 3
stock tin n3 on_hand 10
node n4 per_unit 4
stock tin n4 on_hand 10
node n5 per_unit 5
stock tin n5 on_hand 10
node n6 per_unit 6
stock tin n6 on_hand 10
node n7 per_unit 7
stock tin n7 on_hand 10
node n8 per_unit 8
stock tin n8 on_hand 10
node n9 per_unit 9
stock tin n9 on_hand 10
node n10 per_unit 10
stock tin n10 on_hand 10
node n11 per_unit 11
stock tin n11 on_hand 10
node n12 per_unit 12
stock tin n12 on_hand 10
group zg1 n1 n2 n3 n4
group zg2 n3 n4 n5 n6
group zg3 n5 n6 n7 n8
group zg4 n7 n8 n9 n10
group zg5 n9 n10 n11 n12
group zg6 n1 n12 n6
reserve th1 tin @zg1 15  -> reserved
reserve th2 tin @zg2 15  -> reserved
reserve th3 tin @zg3 15  -> reserved
reserve th4 tin @zg4 15  -> reserved
reserve th5 tin @zg5 15  -> reserved
reserve th6 tin @zg6 15  -> reserved
quote tin 25 to 90001 may_split                             -> done filled optimal cost 45.00
quote tin 30 to 90001 may_split                             -> done filled cost 80.00
quote tin 31 to 90001 may_split                             -> cannot_source, unfilled line 1 not_enough_stock

# Two prefixes, each of which is an origin and a destination: what is loaded again is the same.
zone 100 200 2
zone 200 100 2
snapshot
restart                                                     -> same
