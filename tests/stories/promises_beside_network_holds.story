# What a group holds is promised to nobody else, for no day.

stock cup dc1 on_hand 6
stock cup dc2 on_hand 3
group all dc1 dc2

reserve r1 cup @all 6       -> reserved
ats cup                     -> 3
atp cup                     -> in 0 days 3
atp cup dc1                 -> in 0 days 3
atp cup group all           -> in 0 days 3
release r1                  -> released
atp cup                     -> in 0 days 9
