# A store declines its part of an order: it leaves from other nodes, and that store is never asked for it again.

tariff flat up_to_g 500 5.00
tariff flat up_to_g 5000 7.00
zone 100 900 1
zone 200 900 1
zone 300 900 1
node a postal 10001 tariff flat
node b postal 20001 tariff flat
node c postal 30001 tariff flat
item cup weight_g 100
item hat weight_g 300
stock cup a on_hand 3
stock cup b on_hand 9
stock cup c on_hand 3
source o1 cup 2 to 90001                                -> done, a ships cup 2
commit o1                                               -> committed

# What it would come to, and what it comes to. The units were ordered, so they are ordered elsewhere.
resource o1 at a declined quote                         -> done committed cost 5.00, b ships cup 2, line 1 allocated 2
figures cup a                                           -> allocated 2
resource o1 at a declined                               -> operation_missing
resource o1 at a declined as no-1                       -> resourced committed filled optimal cost 5.00, b ships cup 2, line 1 requested 2 allocated 2
figures cup a                                           -> allocated 0 ats 3
figures cup b                                           -> allocated 2 ats 7
resource o1 at a declined as no-1                       -> repeated, line 1 allocated 2
resource o1 at b declined as no-1                       -> id_used_differently
resource o1 at a declined as no-2                       -> no_lines
restart                                                 -> same

# The second one declines, too. The first would come before the third, and is not asked again.
resource o1 at b declined as no-2                       -> resourced filled, c ships cup 2
resource o1 at c declined as no-3                       -> cannot_source, unfilled line 1 no_allowed_node units 2 ats 0
figures cup c                                           -> allocated 2
resource o1 at c declined partial as no-3               -> resourced committed shipments 0 cost 0.00, unfilled line 1 no_allowed_node units 2, line 1 granted 2 allocated 0
figures cup c                                           -> allocated 0 ats 3

# What was held is held elsewhere, and expires as before.
source o2 cup 2 to 90001 for 5 minutes                  -> done, a ships cup 2
wait 4 minutes
resource o2 at a declined as no-1                       -> resourced held, b ships cup 2, line 1 held 2
wait 1 minutes
reservation o2                                          -> expired
figures cup b                                           -> reserved 0 ats 9

# A node that ships for the order may ship more in the same parcel: it costs what the parcel then costs more.
sync cup b 1
stock hat b on_hand 2
source o3 cup 2, hat 1 to 90001 split_penalty 1.00      -> done cost 11.00, a ships cup 2, b ships hat 1
sync cup b 9
resource o3 at a declined as no-1                       -> resourced held cost 0.00 split 0.00, b ships cup 2 transport 0.00 parcels 0 billed_g 200 joined, line 1 held 2, line 2 held 1
resource o1 at b declined as no-9                       -> wrong_state
reserve r1 cup a 1                                      -> reserved
resource r1 at a declined as no-1                       -> wrong_state "without sourcing"
audit                                                   -> ok
restart                                                 -> same

# The order's profile is remembered: the store that the merchant would rather spare ships only what no other node has.
node c store priority 3
node d dc postal 20001 tariff flat per_shipment 4.00
stock pen a on_hand 3
stock pen c on_hand 3
stock pen d on_hand 3
profile spare_stores per_priority 5.00                  -> applied
source o4 pen 1 to 90001 profile spare_stores           -> done, a ships pen 1
resource o4 at a declined as no-1                       -> resourced held preference 0.00, d ships pen 1
resource o4 at d declined as no-2                       -> resourced held preference 15.00, c ships pen 1
audit                                                   -> ok
restart                                                 -> same
