# Services of one node that bill volume by other divisors, or refuse some of the goods: each shipment goes by the
# cheapest of those that carry all that is in it.

tariff road dim_cm3_per_kg 5000
tariff road up_to_g 1000 5.00
tariff road up_to_g 5000 9.00
tariff mail up_to_g 1000 6.00
tariff mail up_to_g 5000 8.00
tariff rail up_to_g 5000 20.00
zone 100 900 1
node a postal 10001
node b postal 10002
item brick weight_g 900 size_mm 100 100 100
item pillow weight_g 900 size_mm 500 400 100
item paint weight_g 400 attributes hazmat
item glass weight_g 400 attributes fragile
stock brick a on_hand 10
stock pillow a on_hand 10
stock paint a on_hand 10
stock glass a on_hand 10

service road carrier ups tariff road refuses hazmat    -> applied
service mail carrier post tariff mail refuses fragile refuses hazmat -> applied
pickup a road 17:00                                    -> applied
pickup a mail 17:00                                    -> applied

# A brick is a kilogram either way; a pillow of 20 litres is 4 kg by road and 0.9 kg by mail.
quote brick 1 to 90001 country US                      -> cost 5.00 optimal, a ships brick 1 service road
quote pillow 1 to 90001 country US                     -> cost 6.00 optimal, a ships pillow 1 service mail
quote pillow 1, brick 1 to 90001 country US            -> cost 8.00 optimal, a ships pillow 1 brick 1 service mail
# Of what the mail refuses only glass goes by road.
quote brick 1, glass 1 to 90001 country US             -> cost 9.00 optimal, a ships brick 1 glass 1 service road
quote paint 1 to 90001 country US                      -> cannot_source, unfilled line 1 no_lane units 1

# The railway takes paint, and no glass: these two do not leave the node together.
service rail carrier csx tariff rail refuses fragile   -> applied
pickup a rail 17:00                                    -> applied
quote paint 1, brick 1 to 90001 country US             -> cost 20.00 optimal, a ships paint 1 brick 1 service rail
quote paint 1, glass 1 to 90001 country US             -> cannot_source
quote paint 1, glass 1 to 90001 country US partial     -> cost 5.00 optimal, a ships glass 1 service road
# From two nodes they do.
stock glass b on_hand 10
pickup b road 17:00                                    -> applied
quote paint 1, glass 1 to 90001 country US             -> cost 25.00 optimal, a ships paint 1 service rail, b ships glass 1 service road
restart                                                -> same

# What joins a shipment may take it to another service, which bills fewer grams: 1.8 kg by mail, where the pillow was 4 kg by road.
tariff van dim_cm3_per_kg 5000
tariff van up_to_g 4100 5.00
tariff van up_to_g 10000 20.00
tariff bag up_to_g 1000 6.00
tariff bag up_to_g 5000 7.00
node c postal 10003
stock brick c on_hand 10
stock pillow c on_hand 10
service van carrier dhl tariff van                     -> applied
service bag carrier dhl tariff bag                     -> applied
pickup c van 17:00                                     -> applied
pickup c bag 17:00                                     -> applied
source o1 pillow 1 to 90001 country US only c          -> cost 5.00, c ships pillow 1 service van billed_g 4000
change o1 add line 2 brick 1 as more-1                 -> changed cost 2.00, c ships brick 1 service bag parcels 0 billed_g 0 joined
restart                                                -> same
