# A tariff has versions: each rates what leaves from its day on. A story begins on 2030-01-07, a Monday,
# at 08:00 UTC, 03:00 in New York.

tariff ground up_to_g 1000 5.00 7.00
tariff ground up_to_g 5000 9.00 11.00
tariff ground from 2030-01-08 up_to_g 2000 6.00 8.00
tariff ground from 2030-01-08 up_to_g 5000 9.50 12.00
zone 100 900 1
zone 200 900 2
node own postal 10001 tariff ground
item cup weight_g 400
item sofa weight_g 1500
stock cup own on_hand 90
stock sofa own on_hand 90

quote cup 1 to 90001 country US                   -> cost 5.00 optimal
quote sofa 1 to 90001 country US                  -> cost 9.00
source o1 cup 1, sofa 1 to 90001 country US       -> cost 9.00
wait 1 day
quote cup 1 to 90001 country US                   -> cost 6.00 optimal
quote sofa 1 to 90001 country US                  -> cost 6.00
source o2 cup 2 to 90001 country US               -> cost 6.00

# A version for a day that is past rates what is planned from now on, and a later one what comes after it.
tariff ground from 2029-06-01 up_to_g 9000 1.00 1.00  -> applied
quote cup 1 to 90001 country US                   -> cost 6.00
tariff ground from 2030-01-08 surcharge 0.50      -> applied
quote cup 1 to 90001 country US                   -> cost 6.50

# One that begins later rates nothing yet; a tariff that has no other is no lane before.
tariff air from 2030-01-10 up_to_g 5000 20.00 20.00
node late postal 10001 tariff air
item rug weight_g 900
stock rug late on_hand 5
quote rug 1 to 90001 country US                   -> cannot_source, unfilled line 1 no_lane
wait 2 days
quote rug 1 to 90001 country US                   -> cost 20.00, late ships rug 1

# All of it is kept.
restart                                           -> same
quote cup 1 to 90001 country US                   -> cost 6.50
snapshot
restart                                           -> same
quote cup 1 to 90001 country US                   -> cost 6.50
quote rug 1 to 90001 country US                   -> cost 20.00

# By a service, what counts is the day on which the shipment leaves: after the cut-off it is the next one.
tariff road up_to_g 5000 4.00 4.00
tariff road from 2030-01-12 up_to_g 5000 7.00 7.00
calendar all mon tue wed thu fri sat sun          -> applied
service road carrier dhl tariff road transit 1;1  -> applied
node yard postal 10001 time_zone America/New_York
item pot weight_g 500
stock pot yard on_hand 50
hours yard all 06:00 20:00 cutoff 12:00           -> applied
pickup yard road 18:00                            -> applied
wait 1 day
quote pot 1 to 90001 country US                   -> cost 4.00 optimal, yard ships pot 1 leaves 2030-01-11
wait 10 hours
quote pot 1 to 90001 country US                   -> cost 7.00 optimal, yard ships pot 1 leaves 2030-01-12

# Carriers of one node may bill volume each in its own way.
tariff rail up_to_g 5000 8.00 8.00
service rail carrier csx tariff rail transit 3;3  -> applied
pickup yard rail 18:00                            -> applied
tariff rail from 2030-02-01 dim_cm3_per_kg 5000   -> applied
tariff rail from 2030-02-01 up_to_g 6000 8.50 8.50  -> applied
