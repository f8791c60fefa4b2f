# A group has no stock of its own: what is replenished without end is promised at nodes, and floors are kept there.

item cup
stock cup dc1 on_hand 10
group west dc1
terms cup lead_days 14                                -> applied
rule cup dc1 web floor 6                              -> applied
reserve r1 cup @west 2 for 1 hour                     -> reserved
release r1                                            -> released
atp cup                                               -> in 0 days 4, in 14 days 1099511627769
atp cup dc1                                           -> in 0 days 4, in 14 days 1099511627769

# Where a floor over a group has no ceiling, all that is replenished may be had at once.
item hat
stock hat dc1 on_hand 10
stock hat dc2 on_hand 10
group east dc1 dc2
terms hat lead_days 14                                -> applied
rule hat @east web floor 6                            -> applied
reserve r2 hat dc1 2 in 20 days, hat dc2 1099511627775 in 20 days for 1 day segment web -> reserved
