# How much may leave a node in a day: a full day moves the ship date to the next with room, as late as the order can
# wait, and what is released is room again. A story begins on a Monday at 08:00 UTC, 03:00 in New York.

tariff ground up_to_g 5000 6.00
tariff flat up_to_g 5000 3.00
zone 100 900 1
zone 200 900 1
calendar week mon tue wed thu fri                          -> applied
node east postal 10001 time_zone America/New_York
node store postal 20001 tariff flat
item cup weight_g 100
item hat weight_g 100
stock cup east on_hand 100
stock hat east on_hand 100
service ground carrier ups tariff ground transit 2 delivers week  -> applied
hours east week 08:00 18:00 cutoff 14:00                   -> applied
pickup east ground 17:00                                   -> applied
capacity nowhere mon shipments 2                           -> unknown_node
capacity east shipments 2                                  -> applied
capacity east shipments 2                                  -> unchanged

# Two a day; the third leaves on Tuesday.
source o1 cup 1 to 90001                                   -> done optimal, east ships cup 1 leaves 2030-01-07 arrives 2030-01-09
source o2 cup 1, hat 1 to 90001                            -> done optimal, east ships cup 1 hat 1 leaves 2030-01-07
used east 2030-01-07                                       -> all shipments most 2 used 2 left 0
quote cup 1 to 90001                                       -> done optimal, east ships cup 1 leaves 2030-01-08 arrives 2030-01-10
quote cup 1 to 90001 need_by 2030-01-09                    -> cannot_source, unfilled line 1 no_capacity
quote cup 1 to 90001 wish_by 2030-01-09 late_per_day 1.00  -> done cost 7.00, east ships cup 1 leaves 2030-01-08 lateness 1.00
source o3 cup 1 to 90001                                   -> done, east ships cup 1 leaves 2030-01-08
restart                                                    -> same
used east 2030-01-08                                       -> all shipments most 2 used 1

# A commit keeps its place, a release gives it back; what was shipped has used its day.
commit o1                                                  -> committed
release o2                                                 -> released
used east 2030-01-07                                       -> all shipments used 1
source o4 cup 1 to 90001                                   -> done, east ships cup 1 leaves 2030-01-07
ship o1                                                    -> committed
used east 2030-01-07                                       -> all shipments used 2
commit o4                                                  -> committed
cancel o4                                                  -> committed
used east 2030-01-07                                       -> all shipments used 1
source o5 cup 1 to 90001 for 1 minutes                     -> done, east ships cup 1 leaves 2030-01-07
wait 2 minutes
reservation o5                                             -> expired
used east 2030-01-07                                       -> all shipments used 1

# A date beats a weekday, which beats every day. A closed day is one of none.
capacity east tue shipments 0                              -> applied
capacity east 2030-01-08 shipments 5                       -> applied
used east 2030-01-08                                       -> all shipments most 5
used east 2030-01-15                                       -> all shipments most 0
capacity east mon shipments 1                              -> applied
quote cup 1 to 90001                                       -> east ships cup 1 leaves 2030-01-08
drop capacity east 2030-01-08 shipments                    -> applied
quote cup 1 to 90001                                       -> east ships cup 1 leaves 2030-01-09
drop capacity east mon shipments                           -> applied
drop capacity east tue shipments                           -> applied
drop capacity east tue shipments                           -> bad_value

# Units and lines, of one method: an order is not cut for them where another day has room for all of it.
capacity east method ship units 10                         -> applied
source u1 cup 8 to 90001                                   -> done, east ships cup 8 leaves 2030-01-07
used east 2030-01-07                                       -> all shipments used 2, ship units most 10 used 9 left 1
capacity east shipments 100                                -> applied
quote cup 3 to 90001                                       -> east ships cup 3 leaves 2030-01-08
quote cup 1 to 90001                                       -> east ships cup 1 leaves 2030-01-07
quote cup 12 to 90001                                      -> cannot_source, unfilled line 1 no_capacity ats 10
quote cup 12 to 90001 may_split partial                    -> done, east ships cup 10, unfilled line 1 no_capacity units 2
amend u1 line 1 10 as more                                 -> no_capacity
amend u1 line 1 7 as less                                  -> amended
used east 2030-01-07                                       -> ship units used 8

# A node that says no dates ships on the order's day.
stock cup store on_hand 20
capacity store lines 1                                     -> applied
source s1 cup 1 to 90001                                   -> done optimal, store ships cup 1
used store 2030-01-07                                      -> all lines most 1 used 1 left 0
quote cup 1 to 90001 only store                            -> cannot_source, unfilled line 1 no_capacity
quote cup 1 to 90001                                       -> done, east ships cup 1
resource s1 at store declined as no-1                      -> resourced, east ships cup 1
used store 2030-01-07                                      -> all lines used 0
used east 2030-01-07                                       -> ship units used 9

# A hold that is split leaves as two shipments.
source p1 cup 1, hat 1 to 90001 only east                  -> done, east ships cup 1 hat 1 leaves 2030-01-08
capacity east 2030-01-08 shipments 2                       -> applied
used east 2030-01-08                                       -> all shipments most 2 used 2
split p1 into p2 line 2 1 as half                          -> no_capacity
capacity east 2030-01-08 shipments 3                       -> applied
split p1 into p2 line 2 1 as half                          -> split
used east 2030-01-08                                       -> all shipments most 3 used 3
release p2                                                 -> released
audit                                                      -> ok
snapshot
restart                                                    -> same
used east 2030-01-08                                       -> all shipments used 2, ship units used 2
