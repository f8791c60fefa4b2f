# Why an order ships as it does, and what it would be if things were otherwise. Nothing of it has any effect.

tariff ground up_to_g 1000 5.00 8.00 12.00
tariff express up_to_g 1000 3.00 3.50 4.00
zone_band 100 miles 1
zone_band 900 miles 2
zone_band 5000 miles 3
item cup weight_g 400
item hat weight_g 200
node east  dc at 40.7 -74.0 tariff ground per_shipment 1.00
node west  dc at 34.0 -118.2 tariff ground per_shipment 1.00
node store store at 41.8 -87.6 tariff ground per_shipment 3.00 priority 5
node shut  store at 41.8 -87.6 tariff ground disabled
stock cup east on_hand 5
stock hat west on_hand 5
stock cup store on_hand 5
stock hat store on_hand 5

# The store ships all; two parcels from elsewhere cost more, as does a part from there.
why cup 1, hat 1 to 60601 at 41.9 -87.7 -> done, filled, optimal, cost 8.00, fate of store chosen proven more 14.00, fate of east not_chosen proven more 9.00
why cup 1, hat 1 to 60601 at 41.9 -87.7 -> fate of west not_chosen proven more 13.00, fate of shut disabled not_asked
why cup 1, hat 1 to 60601 at 41.9 -87.7 -> share of transport amount 5.00 percent 62.5, share of handling amount 3.00 percent 37.5
why cup 1 to 60601 at 41.9 -87.7 not east -> fate of east excluded, fate of west no_stock, fate of store chosen no_plan

# What is missing, and when it could be had.
why cup 12 to 60601 at 41.9 -87.7 may_split -> cannot_source, unfilled line 1 not_enough_stock, lack of line 1 anywhere 2 allowed 2 reachable 2 had_in_days never
receipt cup east po1 7 in 3 days -> applied
why cup 12 to 60601 at 41.9 -87.7 may_split -> lack of line 1 anywhere 2 had_in_days 3
why cup 7 to 60601 at 41.9 -87.7 only store may_split -> lack of line 1 anywhere 0 allowed 2 had_in_days never

# Where parts may be left out a plan is compared by what it fills first.
why cup 9 to 60601 at 41.9 -87.7 may_split partial -> filled, shipments 2, fate of east chosen proven more -17.00 unfilled 4

# What-if: other stock, nodes, tariffs.
why cup 1, hat 1 to 60601 at 41.9 -87.7 if stock hat at store 0 -> shipments 2, fate of east not_chosen
why cup 1, hat 1 to 60601 at 41.9 -87.7 if node_is_wrong disabled -> unknown_node
why cup 1, hat 1 to 60601 at 41.9 -87.7 if store disabled -> shipments 2, cost 22.00, fate of store disabled
why cup 1 to 60601 at 41.9 -87.7 if east tariff express if more cup at east -4 -> east ships cup 1, cost 4.50
# 3.50 and 1.00 of 4.50 are 77.777 and 22.222 in a hundred: shares add up to all of it.
why cup 1 to 60601 at 41.9 -87.7 if east tariff express if more cup at east -4 -> share of transport amount 3.50 percent 77.78, share of handling amount 1.00 percent 22.22
why cup 1 to 60601 at 41.9 -87.7 if east tariff express if more cup at east -5 -> store ships cup 1, fate of east no_stock
why cup 1 to 60601 at 41.9 -87.7 if east tariff nothing -> bad_value, "expected a known one"
why cup 1, hat 1 to 60601 at 41.9 -87.7 if shut enabled if stock cup at shut 1 if stock hat at shut 1 -> shut ships cup 1 hat 1, cost 5.00
quote cup 1, hat 1 to 60601 at 41.9 -87.7 -> store ships cup 1 hat 1, cost 8.00

# Other sourcing rules: put, and without one that is there.
why cup 1 to 60601 at 41.9 -87.7 if rule no-east exclude node east -> store ships cup 1, fate of east excluded_by_rule rule no-east
why cup 1 to 60601 at 41.9 -87.7 if rule none-left only node node_is_wrong -> bad_value "node handle 0"
sourcing_rule store-cups only node store item cup -> applied
why cup 1 to 60601 at 41.9 -87.7 -> store ships cup 1, fate of east excluded_by_rule rule store-cups
why cup 1 to 60601 at 41.9 -87.7 if without store-cups -> store ships cup 1, fate of east not_chosen proven more 1.00
why cup 1 to 60601 at 41.9 -87.7 if without no-cups -> bad_value "one that is there"
why cup 1 to 60601 at 41.9 -87.7 if rule east-cups only node east item cup -> bad_value "'east-cups' and 'store-cups' leave no node"
quote cup 1 to 60601 at 41.9 -87.7 -> store ships cup 1
drop_sourcing_rule store-cups -> applied

# A stop is named.
stop no_cups item cup node store -> applied
why cup 1 to 60601 at 41.9 -87.7 -> east ships cup 1, fate of store sale_stopped rule no_cups
audit -> ok

# A node that had all of a line, were it not for its day.
tariff t9 up_to_g 900 5.00
zone 700 900 1
item bowl weight_g 100
node u postal 70001 tariff t9
node v postal 70002 tariff t9 per_shipment 9.00
stock bowl u on_hand 20
stock bowl v on_hand 20
capacity u units 2                                         -> applied
why bowl 3 to 90001                                        -> fate of u no_capacity, fate of v chosen
stock bowl u on_hand 2
why bowl 3 to 90001                                        -> fate of u no_whole_line, fate of v chosen
