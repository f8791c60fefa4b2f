# A picker finds less than the book says: what is missing leaves from other nodes, and the book is put right.

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
stock cup a on_hand 9
stock hat b on_hand 1
source o1 cup 5, hat 1 to 90001 shipments_max 2         -> done cost 10.00, a ships cup 5, b ships hat 1
commit o1                                               -> committed
sync cup b 9
sync cup c 9

# Two shipments stay, so no third one may be made.
resource o1 at a short_pick found line 1 2 not b quote  -> cannot_source, unfilled line 1 shipment_limit units 3 ats 9
# Where nothing was found one goes, and another may come.
resource o1 at a cannot_find not b quote                -> done cost 5.00, c ships cup 5
resource o1 at a short_pick found line 1 6 as pick-1    -> more_than_there_is
resource o1 at a short_pick found line 1 5 as pick-1    -> no_lines
resource o1 at a short_pick found line 2 1 as pick-1    -> bad_value "line 2"

# The three that are missing join the hat: 300 g become 600 g.
resource o1 at a short_pick found line 1 2 correct_count as pick-1 -> resourced committed filled optimal cost 2.00 corrected 7, b ships cup 3 transport 2.00 billed_g 300 parcels 0 joined, line 1 at a requested 2 allocated 2, line 1 at b allocated 3, line 2 allocated 1
figures cup a                                           -> on_hand 2 allocated 2 ats 0
figures cup b                                           -> on_hand 9 allocated 3 ats 6
resource o1 at a short_pick found line 1 2 correct_count as pick-1 -> repeated
restart                                                 -> same

# Without a correction the book stays as it is; a step that is refused corrects nothing.
source o2 cup 6, hat 1 to 90001                         -> cannot_source
sync hat b 2
source o2 cup 5, hat 1 to 90001                         -> done, b ships cup 5 hat 1
resource o2 at b cannot_find correct_count as pick-1    -> cannot_source, unfilled line 2 no_stock
figures cup b                                           -> on_hand 9
resource o2 at b cannot_find found line 1 5, line 2 0 partial as pick-1 -> resourced held shipments 0, unfilled line 2 no_stock, line 1 held 5, line 2 granted 1 held 0
figures hat b                                           -> on_hand 2 reserved 0 ats 1
audit                                                   -> ok
