# What past orders would have cost by a tariff that is not loaded.

tariff ground up_to_g 1000 5.00 7.00
tariff ground up_to_g 5000 9.00 11.00
tariff proposal up_to_g 1500 6.00 -
tariff proposal up_to_g 5000 8.00 -
tariff proposal dim_cm3_per_kg 5000
tariff mail up_to_g 2000 6.50 6.60
zone 100 900 1
zone 200 900 2
node east postal 10001 tariff ground
node west postal 20001 tariff ground
item cup weight_g 400
item rug weight_g 600 size_mm 100 100 1000
stock cup east on_hand 90
stock rug west on_hand 90
stock rug east on_hand 1

source o1 cup 3 to 90001 country US               -> cost 9.00
source o2 cup 30 to 90001 country US              -> cost 27.00
source o3 rug 1 to 90001 country US               -> cost 5.00
source o4 rug 1 to 90001 country US               -> cost 7.00
source o5 rug 1, cup 1 to 90001 country US        -> cost 12.00
reserve o6 cup east 1

# 1,200 g are a lighter parcel; 12,000 g are two full ones of 5,000 g and one of 2,000 g; the rug is billed
# for 2,000 g by its volume; zone 2 is not served any more.
rerate ground as proposal  -> done shipments 6 loaded 46.00 proposed 44.00, o1 east zone 1 loaded 9.00 proposed 6.00 billed_g 1200 parcels 1, o2 east loaded 27.00 proposed 24.00 parcels 3, o3 east loaded 5.00 proposed 8.00 billed_g 2000, o4 west zone 2 loaded 7.00 proposed none, o5 east loaded 5.00 proposed 6.00, o5 west loaded 7.00 proposed none

# Ended orders count as long as they are remembered; what was released cost nothing.
commit o1
ship o1
release o3
rerate ground as proposal  -> done shipments 5 loaded 41.00 proposed 36.00, o1 east loaded 9.00 proposed 6.00

# Nothing was loaded by that, and a tariff that is not there is compared with nothing.
quote cup 3 to 90001 country US                   -> cost 9.00
rerate barge as proposal                          -> bad_value "one that is loaded"
rerate ground as nothing                          -> bad_value "1 to 1000"

# What was rated by the version of its day is compared with that one.
commit o5
tariff ground from 2030-01-08 up_to_g 9000 1.00 1.00  -> applied
wait 1 day
source o7 cup 1 to 90001 country US               -> cost 1.00
rerate ground as proposal  -> done shipments 3, o7 east loaded 1.00 proposed 6.00, o5 east loaded 5.00 proposed 6.00

# By services: the cheapest of each world.
service van carrier dhl tariff ground             -> applied
service post carrier post tariff mail             -> applied
pickup east van 17:00                             -> applied
pickup east post 17:00                            -> applied
tariff cheap up_to_g 1000 0.80 0.90
tariff cheap up_to_g 9000 7.00 8.00
rerate mail as cheap  -> done, o7 east loaded 1.00 by van proposed 0.80 then_by post, o5 east loaded 5.00 by van proposed 0.80 then_by post
