# What an amend adds at a node is of no day until more joins it: then all of it leaves together, on a day with room for
# all, and a preview plans as the step does. A story begins on a Monday at 08:00 UTC.

tariff t1 up_to_g 3000 5.00
zone 100 900 1
zone 200 900 1
calendar all mon tue wed thu fri sat sun                    -> applied
service s1 carrier k1 tariff t1 transit 1                   -> applied
item cup weight_g 100
item pan weight_g 100
node a postal 10001 time_zone UTC
node b postal 20001 time_zone UTC priority 1
hours a all 06:00 18:00                                     -> applied
hours b all 06:00 18:00                                     -> applied
pickup a s1 12:00                                           -> applied
pickup b s1 12:00                                           -> applied
stock cup a on_hand 9
stock pan a on_hand 9
stock cup b on_hand 9
stock pan b on_hand 9
capacity b units 5                                          -> applied
source o1 cup 4, pan 3 to 90001 may_split shipments_max 1   -> done, a ships cup 4 pan 3
amend o1 line 2 at b 4 as n1                                -> amended
used b 2030-01-07                                           -> all units used 0

# Of seven units at a one has room at b, where four are: five leave together.
resource o1 at a cannot_find partial quote                  -> done, b ships joined cup 1
resource o1 at a cannot_find partial as n2                  -> resourced, b ships joined cup 1
used b 2030-01-07                                           -> all units used 5
audit                                                       -> ok

# What the correction of a count would come to is told before.
stock hat a on_hand 10
stock hat b on_hand 10
source o2 hat 2 to 90001                                    -> done, a ships hat 2
resource o2 at a cannot_find correct_count quote            -> done, corrected 10
resource o2 at a cannot_find correct_count as n3            -> resourced, corrected 10
