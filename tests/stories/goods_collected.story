# Orders that are collected: at a store of what it has there, or of what other nodes ship to it. A story begins on a
# Monday at 08:00 UTC, 03:00 in New York.

tariff ground up_to_g 5000 6.00
zone 100 200 1
zone 200 200 1
zone 300 200 1
calendar week mon tue wed thu fri                          -> applied
node dc postal 10001 time_zone America/New_York priority 2
node soho store postal 20001 time_zone America/New_York methods ship pickup ship_to_store tariff ground per_shipment 1.00
node pier store postal 30001 methods ship pickup tariff ground
node vault store postal 30002 methods ship tariff ground
item cup weight_g 100
item hat weight_g 100
stock cup dc on_hand 20
stock hat dc on_hand 20
stock cup soho on_hand 2
stock cup pier on_hand 9
service truck carrier own tariff ground transit 2 delivers week  -> applied
pickup dc truck 17:00 calendar week                        -> applied
hours dc week 06:00 18:00                                  -> applied
hours soho week 09:00 20:00 cutoff 19:00 processing 60     -> applied

# What the store has costs its handling alone, and is ready an hour after it opens.
quote cup 2 to 99999 method pickup store soho              -> done optimal cost 1.00 transport 0.00 handling 1.00, soho ships cup 2 parcels 0 leaves 2030-01-07 arrives 2030-01-07 order_by_day 2030-01-07 order_by 23:59:59
quote cup 3 to 99999 method pickup store soho              -> cannot_source, unfilled line 1 not_enough_stock
quote cup 3 to 99999 method pickup store soho partial may_split  -> done, soho ships cup 2, unfilled line 1 not_enough_stock units 1
quote hat 1 to 99999 method pickup store soho              -> cannot_source, unfilled line 1 no_stock
quote cup 1 to 99999 method pickup store vault             -> bad_value "store"
quote cup 1 to 99999 method pickup                         -> unknown_node
quote cup 1 to 99999 store soho                            -> bad_value "store"
quote cup 1 to 99999 at 40.7 -74.0 method same_day store soho -> bad_value, "store"

# A store without hours says no day; then nothing is certain to be there by one.
quote cup 1 to 99999 method pickup store pier              -> done, pier ships cup 1
quote cup 1 to 99999 method pickup store pier need_by 2030-01-09  -> cannot_source, unfilled line 1 too_late

# To a store the others ship by what reaches it, and its own stock stays there.
quote cup 2 to 99999 method ship_to_store store soho       -> done optimal cost 1.00, soho ships cup 2 leaves 2030-01-07
quote cup 2, hat 1 to 99999 method ship_to_store store soho  -> done optimal cost 6.00, dc ships cup 2 hat 1 service truck leaves 2030-01-07 arrives 2030-01-09
quote hat 1 to 99999 method ship_to_store store soho need_by 2030-01-08  -> cannot_source, unfilled line 1 too_late
quote hat 1 to 99999 method ship_to_store store pier       -> bad_value "store"

# It is remembered: what the store cannot find is shipped there.
source o1 cup 2 to 99999 method ship_to_store store soho   -> done, soho ships cup 2
source o1 cup 2 to 99999 method ship_to_store store soho   -> repeated, soho ships cup 2 leaves 2030-01-07 arrives 2030-01-07
source o1 cup 2 to 99999                                   -> id_used_differently "another method or store"
restart                                                    -> same
resource o1 at soho declined as no-1                       -> resourced, pier ships cup 2 transport 6.00

# Days have room by method, and a stop of pickups leaves shipments alone.
sync cup soho 9
capacity soho method pickup shipments 1                    -> applied
source p1 cup 1 to 99999 method pickup store soho          -> done, soho ships cup 1 leaves 2030-01-07
quote cup 1 to 99999 method pickup store soho              -> done, soho ships cup 1 leaves 2030-01-08 arrives 2030-01-08
quote cup 1 to 99999 method pickup store soho need_by 2030-01-07  -> cannot_source, unfilled line 1 no_capacity
quote cup 1 to 99999 method ship_to_store store soho       -> done, soho ships cup 1 leaves 2030-01-07
used soho 2030-01-07                                       -> pickup shipments most 1 used 1
audit                                                      -> ok
snapshot
restart                                                    -> same
