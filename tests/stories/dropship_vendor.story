# A vendor who ships for the merchant is a node like others: its lead time is the processing time of its
# hours, its fee the handling per shipment. A story begins on a Monday at 08:00 UTC, 03:00 in New York.

tariff ground up_to_g 5000 6.00
zone 100 900 1
calendar week mon tue wed thu fri                                 -> applied
node dc postal 10001 time_zone America/New_York per_shipment 1.00
node maker vendor postal 10001 time_zone America/New_York per_shipment 4.50
item cup weight_g 400
item jug weight_g 400
stock cup dc on_hand 1
stock cup maker on_hand 50
stock jug maker on_hand 50
service ground carrier ups tariff ground transit 2 delivers week  -> applied
hours dc week 08:00 18:00 cutoff 14:00 processing 60              -> applied
hours maker week 08:00 18:00 cutoff 14:00 processing 1800         -> applied
pickup dc ground 17:00                                            -> applied
pickup maker ground 18:00                                         -> applied

# Three working days of ten hours at the vendor, then two on the road.
quote jug 1 to 90001 country US                       -> cost 10.50 transport 6.00 handling 4.50, maker ships jug 1 leaves 2030-01-09 arrives 2030-01-11
quote cup 1 to 90001 country US                       -> cost 7.00, dc ships cup 1 leaves 2030-01-07 arrives 2030-01-09

# What must be there sooner does not come from the vendor; more than the merchant has does.
quote cup 2 to 90001 country US                       -> cost 10.50, maker ships cup 2 arrives 2030-01-11
quote cup 2 to 90001 country US need_by 2030-01-10    -> cannot_source, unfilled line 1 too_late
quote cup 1, jug 1 to 90001 country US                -> cost 10.50, maker ships cup 1 jug 1
source order-1 cup 1, jug 1 to 90001 country US split_penalty 0.50   -> done cost 10.50
delivery cup 1, jug 1 to 90001 country US cart        -> cup earliest 2030-01-09, jug earliest 2030-01-11, cart earliest 2030-01-11
