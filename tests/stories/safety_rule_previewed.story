# A safety rule touches the holds where what is left is less than what is to be kept.

item cup category kitchen
stock cup dc1 on_hand 10
stock cup dc2 on_hand 10
group east dc1 dc2
reserve r1 cup dc1 8 for 2 days             -> reserved
reserve r2 cup dc2 1 for 2 days             -> reserved

preview safety_rule keep 2 item cup         -> applied positions 2 unavailable 4 touched 0
preview safety_rule keep 3 item cup         -> positions 2 unavailable 5 touched 1, cup at dc1 ats 2 then 0 withheld 2, r1 line 1 holds 8
preview safety_rule keep 50% item cup       -> unavailable 7, cup at dc2 ats 9 then 4 withheld 5, r1 line 1 holds 8
preview safety_rule keep 3 category kitchen -> touched 1, r1 line 1 holds 8
safety_rule own 1 item cup node dc1         -> applied
preview safety_rule keep 3 item cup         -> positions 1 unavailable 3 touched 0, cup at dc2 ats 9 then 6
preview safety_rule twin 3 item cup node dc1 -> equal_rank "rule 'own' is of the same form" positions 0
preview safety_rule own 0 item cup node dc1 -> applied available 1, cup at dc1 ats 1 then 2
safety_rule keep 3 item cup                 -> applied
preview drop_rule own                       -> applied unavailable 1 touched 1, r1 line 1 holds 8
drop_rule own                               -> applied
preview safety_rule keep 3 item cup         -> unchanged positions 0 touched 1

# A network hold leans on all nodes of its group.
stock pan dc1 on_hand 5
stock pan dc2 on_hand 5
reserve n1 pan @east 6 for 2 days      -> reserved
preview stop pause node dc1                 -> n1 line 1 held of pan at @east holds 6
preview safety_rule few 1 item pan          -> positions 2 touched 0
preview safety_rule more 3 item pan         -> touched 1, n1 line 1 holds 6
