# A changed order takes of its nodes' days what it then ships: what joins a shipment leaves with it, and what is
# planned anew gives its day back. A story begins on a Monday at 08:00 UTC, 03:00 in New York.

tariff ground up_to_g 5000 6.00
zone 100 900 1
zone 100 800 1
zone 200 900 1
zone 200 800 1
calendar week mon tue wed thu fri                          -> applied
node east postal 10001 time_zone America/New_York
node west postal 20001 time_zone America/New_York priority 2
item cup weight_g 100
item hat weight_g 100
stock cup east on_hand 100
stock hat east on_hand 100
stock cup west on_hand 100
service ground carrier ups tariff ground transit 2 delivers week  -> applied
hours east week 08:00 18:00 cutoff 14:00                   -> applied
hours west week 08:00 18:00 cutoff 14:00                   -> applied
pickup east ground 17:00                                   -> applied
pickup west ground 17:00                                   -> applied
capacity east shipments 2                                  -> applied
capacity east units 5                                      -> applied

source o1 cup 2 to 90001 only east                         -> done, east ships cup 2 leaves 2030-01-07
used east 2030-01-07                                       -> all shipments used 1, all units used 2

# More of it joins its shipment, within the day's units; less gives back.
change o1 line 1 4 as c1                                   -> changed
used east 2030-01-07                                       -> all shipments used 1, all units used 4
restart                                                    -> same
change o1 line 1 3 as c2                                   -> changed
used east 2030-01-07                                       -> all shipments used 1, all units used 3
change o1 line 1 9 as c3                                   -> cannot_source

# All of it planned anew: its own place on a full day is room for it.
source o2 hat 1 to 90001                                   -> done, east ships hat 1 leaves 2030-01-07
change o1 to 80001 as c4                                   -> changed planned_anew all
used east 2030-01-07                                       -> all shipments used 2, all units used 4

# What has no room beside the others leaves on the day that has: all of the line, which does not split.
change o1 line 1 5 as c5                                   -> changed planned_anew whole_lines, east ships cup 5 leaves 2030-01-08
used east 2030-01-07                                       -> all shipments used 1, all units used 1
used east 2030-01-08                                       -> all shipments used 1, all units used 5
change o1 line 1 6 as c6                                   -> cannot_source, unfilled line 1 no_capacity units 6
change o1 line 1 5, need_by 2030-01-09 as c7               -> cannot_source
release o1                                                 -> released

# Of an order that may split a line, too, leaves with its shipment, and not after the day it is needed.
source o3 cup 2, hat 1 to 90001 only east may_split need_by 2030-01-11 -> done, east ships cup 2 hat 1 leaves 2030-01-07
change o3 line 1 3 as s1                                   -> changed planned_anew nothing, east ships cup 1 joined
change o3 line 1 4, need_by 2030-01-09 as s2               -> cannot_source
change o3 line 1 4 as s2                                   -> changed planned_anew full_days, east ships cup 4 hat 1 leaves 2030-01-08 arrives 2030-01-10, line 1 held 4, line 2 held 1
used east 2030-01-07                                       -> all shipments used 1, all units used 1
used east 2030-01-08                                       -> all shipments used 1, all units used 5
change o3 line 1 6 partial as s3                           -> changed, line 1 held 4
change o3 line 1 6 as s4                                   -> cannot_source
release o3                                                 -> released
source o5 cup 2, hat 1 to 90001 only east                  -> done, east ships cup 2 hat 1 leaves 2030-01-07
change o5 line 1 4 as w1                                   -> changed planned_anew full_days, east ships cup 4 hat 1 leaves 2030-01-08
release o2                                                 -> released
release o5                                                 -> released
used east 2030-01-08                                       -> all shipments used 0, all units used 0
restart                                                    -> same
audit                                                      -> ok

# In an order in part nothing moves for more of another line, and no line gives up what it has.
source o6 hat 2, cup 1 to 90001 only east partial          -> done, east ships cup 1 hat 2 leaves 2030-01-07
change o6 line 2 6 as p1                                   -> changed planned_anew nothing, line 1 held 2, line 2 held 1
change o6 line 1 1, line 2 9 as p2                         -> changed planned_anew nothing, given_back line 1 at east units 1, line 1 held 1
release o6                                                 -> released

# A line of one node at most stays with its own, on the next day, whatever others have.
source o7 cup 4 to 90001 only east nodes_per_line_max 1 may_split -> done, east ships cup 4 leaves 2030-01-07
source o8 hat 1 to 90001 only east                         -> done, east ships hat 1 leaves 2030-01-07
change o7 line 1 5 as n1                                   -> changed planned_anew full_days, east ships cup 5 leaves 2030-01-08
audit                                                      -> ok
