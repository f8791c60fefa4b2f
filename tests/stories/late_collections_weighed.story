# What a day costs by which goods are ready too late is weighed as lateness, whether they are shipped or collected.

calendar week mon tue wed thu fri                          -> applied
node east store postal 10001 time_zone America/New_York methods ship pickup
item cup weight_g 100
stock cup east on_hand 100
hours east week 08:00 18:00 cutoff 14:00                   -> applied
capacity east shipments 1 -> applied
profile keen lateness 3 -> applied
profile slack lateness 0.5 -> applied
jointly quoted o1 cup 1 to 10001 method pickup store east wish_by 2030-01-07 late_per_day 1.00 profile keen beside o2 cup 1 to 10001 method pickup store east wish_by 2030-01-07 late_per_day 1.00 profile keen -> done held 2 replans 0 cost 3.00 bound 3.00 first_come 3.00 shipping 1.00
jointly quoted o1 cup 1 to 10001 method pickup store east wish_by 2030-01-07 late_per_day 1.00 profile slack beside o2 cup 1 to 10001 method pickup store east wish_by 2030-01-07 late_per_day 1.00 profile slack -> done held 2 replans 0 cost 0.50 bound 0.50 first_come 0.50 shipping 1.00
