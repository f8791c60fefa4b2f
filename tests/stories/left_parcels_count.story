# A parcel that has left travels apart from what the same node ships of the order later: both count.

tariff flat up_to_g 500 5.00
zone 100 900 1
zone 200 900 1
zone 300 900 1
node a postal 10001 tariff flat
node b postal 20001 tariff flat
node c postal 30001 tariff flat
item cup weight_g 100
item hat weight_g 100
item cap weight_g 100
stock cup a on_hand 1
stock hat b on_hand 1
stock cap b on_hand 1
source o1 cup 1, hat 1, cap 1 to 90001 shipments_max 2  -> done cost 10.00, a ships cup 1, b ships hat 1 cap 1
commit o1                                               -> committed
ship o1 line 1 1 as van-1                                -> shipped
sync hat a 1
sync cap a 1
sync hat c 1

# The rest may leave in one more parcel, though not in two.
resource o1 at b declined as no-1                          -> resourced cost 5.00, a ships hat 1 cap 1
resource o1 at a short_pick found line 3 1 quote        -> cannot_source, unfilled line 2 shipment_limit units 1 ats 1
resource o1 at a short_pick found line 3 1 partial quote -> done shipments 0, unfilled line 2 shipment_limit
audit                                                   -> ok
