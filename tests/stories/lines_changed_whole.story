# What is added to lines that do not split, and to shipments of full days.
tariff ground up_to_g 9000 6.00
zone 100 900 1
zone 200 900 1
calendar week mon tue wed thu fri                          -> applied
node east postal 10001 time_zone America/New_York
node west postal 20001 time_zone America/New_York priority 2
item cup weight_g 100
item hat weight_g 100
item pen weight_g 100
stock cup east on_hand 4
stock cup west on_hand 9
stock hat east on_hand 2
stock hat west on_hand 5
stock pen east on_hand 20
service ground carrier ups tariff ground transit 2 delivers week  -> applied
hours east week 08:00 18:00 cutoff 14:00                   -> applied
hours west week 08:00 18:00 cutoff 14:00                   -> applied
pickup east ground 17:00                                   -> applied
pickup west ground 17:00                                   -> applied

source o1 cup 2, hat 1 to 90001                            -> done, east ships cup 2 hat 1
change o1 line 1 3 as a1                                   -> changed planned_anew nothing, east ships cup 1 joined
# East has not that many: the line moves as one, the hat stays. With more it is refused, and keeps all.
change o1 line 1 6 quote                                   -> done planned_anew whole_lines, west ships cup 6, given_back line 1 at east units 3
change o1 line 1 6, line 2 2 as a2                         -> changed planned_anew whole_lines cost 6.00, west ships cup 6, line 1 held 6, line 2 held 2
change o1 line 1 12 as a3                                  -> cannot_source, unfilled line 1 no_whole_node units 12, line 1 held 6
change o1 line 1 7, line 2 3 as a4                         -> changed planned_anew whole_lines, west ships cup 1 hat 3 joined, line 1 held 7, line 2 held 3
figures hat east                                           -> reserved 0
# What has left of a line is no part of what leaves whole.
commit o1                                                  -> committed
ship o1 line 1 7 as van-1                                  -> shipped
change o1 line 1 10 as a5                                  -> changed, east ships cup 3, line 1 at west shipped 7, line 1 at east allocated 3
# An order in part keeps what it has.
source o2 hat 2 to 90001 partial                           -> done, east ships hat 2
change o2 line 1 4 as b1                                   -> changed planned_anew nothing, line 1 held 2
restart                                                    -> same

# Of an order that may split a rule says that it does not.
source o3 pen 2 to 90001 may_split                         -> done, east ships pen 2
stock pen west on_hand 30
change o3 line 1 24 quote                                  -> done, west ships pen 4
sourcing_rule whole keep_whole                             -> applied
change o3 line 1 24 as c1                                  -> changed planned_anew whole_lines, west ships pen 24, line 1 held 24
change o3 line 1 2 as c2                                   -> changed
drop_sourcing_rule whole                                   -> applied
audit                                                      -> ok

# No line gives up what it has for more of another.
item mug weight_g 100
item pot weight_g 100
stock mug east on_hand 3
stock pot east on_hand 1
stock pot west on_hand 9
source o4 mug 3, pot 1 to 90001 partial shipments_max 1    -> done, east ships mug 3 pot 1
change o4 line 1 4, line 2 9 as d1                         -> changed planned_anew nothing, line 1 held 3, line 2 held 1
audit                                                      -> ok
