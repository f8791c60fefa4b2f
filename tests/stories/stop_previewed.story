# What a stop would do is told before it is made: what can no longer be sold, and which holds it touches.

item cup category kitchen
item pan category garden
stock cup dc1 on_hand 10
stock cup dc2 on_hand 5
stock pan dc1 on_hand 7
rule cup dc2 web floor 0                    -> applied
reserve r1 cup dc1 2 for 2 days             -> reserved
reserve r2 cup dc2 1 for 2 days segment web -> reserved
reserve r3 pan dc1 3 for 2 days             -> reserved
reserve r4 cup dc1 4 for 2 days             -> reserved
commit r4                                   -> committed

preview stop recall item cup                -> applied positions 2 unavailable 8 available 0 touched 3
preview stop recall item cup                -> cup at dc1 stopped ats 4 then 0 withheld 4, cup at dc2 stopped ats 4 then 0
preview stop recall item cup                -> r1 line 1 held of cup at dc1 holds 2, r2 line 1 holds 1, r4 line 1 committed ordered 4
ats cup                                     -> 8
preview stop pause node dc1                 -> positions 2 unavailable 8 touched 3, pan at dc1 stopped ats 4 then 0, r3 line 1 holds 3
preview stop not-web item cup segment web   -> positions 2 touched 1, cup at dc2 for web stopped ats 4 then 0, r2 line 1 holds 1
preview stop garden category garden         -> positions 1 unavailable 4 touched 1
preview stop later item cup begins 3 days   -> applied positions 2 unavailable 8 touched 3
preview stop gone item cup ends 0 seconds   -> in_the_past positions 0 touched 0
preview stop wrong                          -> bad_value "names at least one thing" positions 0
preview drop_rule recall                    -> unknown_rule positions 0

stop recall item cup                        -> applied
ats cup                                     -> 0
# Asked after the change, the same words tell what it has touched.
preview stop recall item cup                -> unchanged positions 0 touched 3
preview drop_rule recall                    -> applied positions 2 available 8 unavailable 0 touched 0, cup at dc1 ats 0 then 4
# Another stop is there already: nothing changes, and the holds are touched all the same.
preview stop pause node dc1                 -> applied positions 1 unavailable 4, r1 line 1 holds 2
