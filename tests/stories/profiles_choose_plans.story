# What a merchant wants of a plan. Two DCs and a store near the shopper; the store's unit is dearer
# to ship, and it is the last choice of the merchant.

tariff ground up_to_g 1000 5.00 8.00 12.00
zone_band 100 miles 1
zone_band 900 miles 2
zone_band 5000 miles 3
item cup weight_g 400
item hat weight_g 200
node east  dc at 40.7 -74.0 tariff ground per_shipment 1.00
node west  dc at 34.0 -118.2 tariff ground per_shipment 1.00
node store store at 41.8 -87.6 tariff ground per_shipment 3.00 priority 5
stock cup east on_hand 5
stock hat west on_hand 5
stock cup store on_hand 5
stock hat store on_hand 5

# Least cost: one shipment from the store beside the shopper.
quote cup 1, hat 1 to 60601 at 41.9 -87.7 -> done, filled, optimal, shipments 1, cost 8.00
quote cup 1 to 10001 at 40.7 -74.0 -> east ships cup 1, cost 6.00

# Money against the merchant's liking: 5 steps of priority at 3.00 are worth more than a parcel.
profile spare_stores per_priority 3.00 -> applied
quote cup 1 to 60601 at 41.9 -87.7 profile spare_stores -> optimal, east ships cup 1, cost 9.00, preference 0.00
quote cup 1, hat 1 to 60601 at 41.9 -87.7 profile spare_stores -> shipments 2, preference 0.00, cost 22.00
quote cup 1, hat 1 to 60601 at 41.9 -87.7 profile spare_stores split_penalty 5.00 -> shipments 1, cost 23.00, preference 15.00

# A weight takes a term away: transport does not count, handling does.
profile house_only transport 0 -> applied
quote cup 1 to 60601 at 41.9 -87.7 profile house_only -> east ships cup 1, cost 9.00

# By hand: fewest shipments, then the node that is liked best, then the nearest.
profile by_hand compares shipments priority distance -> applied
quote cup 1 to 60601 at 41.9 -87.7 profile by_hand -> optimal, east ships cup 1
quote cup 1, hat 1 to 60601 at 41.9 -87.7 profile by_hand -> optimal, shipments 1, store ships cup 1 hat 1
profile near compares distance cost -> applied
quote cup 1 to 60601 at 41.9 -87.7 profile near -> store ships cup 1
quote cup 1 to 10001 at 40.7 -74.0 profile near -> east ships cup 1

# A unit that later orders will miss at the store.
scarce cup at store 10.00 -> applied
quote cup 1 to 60601 at 41.9 -87.7 -> store ships cup 1
profile scarce_counts -> applied
quote cup 1 to 60601 at 41.9 -87.7 profile scarce_counts -> east ships cup 1, scarcity 0.00, cost 9.00
quote cup 6 to 60601 at 41.9 -87.7 may_split profile scarce_counts -> store ships cup 1, scarcity 10.00
# Who compares by hand prices nothing.
quote cup 6 to 60601 at 41.9 -87.7 may_split profile near -> store ships cup 4, scarcity 0.00

# Leaving out what is dearer to ship than it is worth.
profile worth shortage_per_unit 7.00 -> applied
quote cup 1 to 99501 at 61.2 -149.9 partial profile worth -> cannot_source, unfilled line 1 not_worth_it units 1
quote cup 1 to 10001 at 40.7 -74.0 partial profile worth -> done, filled, shortage 0.00

# Profiles are checked when they are loaded, and outlive the process.
profile wrong transport 0 handling 0 split 0 preference 0 scarcity 0 shortage 0 -> bad_value, "at least one term that counts"
profile wrong compares cost cost -> bad_value, "cost twice"
profile wrong preference 0 per_priority 1.00 -> bad_value, "a weight of preference"
quote cup 1 to 10001 profile nobody -> unknown_profile
source o1 cup 1, hat 1 to 60601 at 41.9 -87.7 profile by_hand -> done, shipments 1
source o1 cup 1, hat 1 to 60601 at 41.9 -87.7 profile near -> id_used_differently "another profile"
snapshot
restart -> same
quote cup 1 to 60601 at 41.9 -87.7 profile by_hand -> optimal, east ships cup 1
audit -> ok
