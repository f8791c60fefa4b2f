# A store declines an order that is needed by a day: the day is kept if any node can keep it, else it comes as few days late as it can.

tariff ground up_to_g 5000 5.00 7.00 9.00
zone 100 900 1
zone 200 900 2
zone 300 900 3
calendar week mon tue wed thu fri sat sun
node near postal 10001 time_zone UTC
node far postal 20001 time_zone UTC
node farther postal 30001 time_zone UTC
service g carrier ups tariff ground transit 1;3;5                    -> applied
hours near week 08:00 18:00 cutoff 14:00                             -> applied
hours far week 08:00 18:00 cutoff 14:00                              -> applied
hours farther week 08:00 18:00 cutoff 14:00                          -> applied
pickup near g 17:00                                                  -> applied
pickup far g 17:00                                                   -> applied
pickup farther g 17:00                                               -> applied
item cup weight_g 100
item hat weight_g 100
stock cup near on_hand 4
stock cup far on_hand 4
stock hat near on_hand 4
stock hat farther on_hand 4

# Another node can keep the day.
source o1 cup 2 to 90001 need_by 2030-01-10                          -> done, near ships cup 2 arrives 2030-01-08
resource o1 at near declined as no-1                                 -> resourced filled days_late 0, far ships cup 2 arrives 2030-01-10

# Nobody else can keep the day: one day late is the least.
source o2 cup 1 to 90001 need_by 2030-01-09                          -> done, near ships cup 1 arrives 2030-01-08
commit o2                                                            -> committed
resource o2 at near declined keep_date as no-1                       -> cannot_source, unfilled line 1 too_late units 1
resource o2 at near declined quote                                   -> done days_late 1, far ships cup 1 arrives 2030-01-10
resource o2 at near declined as no-1                                 -> resourced committed filled optimal days_late 1 cost 7.00, far ships cup 1, line 1 allocated 1
resource o2 at near declined as no-1                                 -> repeated, line 1 allocated 1
resource o2 at near declined keep_date as no-1                       -> id_used_differently

# What may be filled in part comes late, too, rather than not at all; with keep_date it is cancelled.
source o3 cup 1, hat 1 to 90001 need_by 2030-01-09 partial           -> done filled, near ships cup 1 hat 1
resource o3 at near declined keep_date quote                         -> done shipments 0, unfilled line 1 too_late units 1, unfilled line 2 too_late units 1
resource o3 at near declined as no-1                                 -> resourced held filled days_late 3, far ships cup 1 arrives 2030-01-10, farther ships hat 1 arrives 2030-01-12

# What nobody has at all is not a matter of days.
source o4 cup 3 to 90001 need_by 2030-01-09                          -> done, near ships cup 3
resource o4 at near declined as no-1                                 -> cannot_source, unfilled line 1 no_allowed_node units 3
audit                                                                -> ok
restart                                                              -> same
