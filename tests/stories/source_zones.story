# Zones come from the postal codes, and where no pair says so from the distance.

tariff ground up_to_g 1000 5.00 7.00 9.00
zone 071 900 3
zone_band 150 miles 1
zone_band 3000 miles 2
node newark postal 07102 at 40.73 -74.17 tariff ground
item cup weight_g 100
stock cup newark on_hand 5
quote cup 1 to 90001                       -> cost 9.00, newark ships zone 3
quote cup 1 to 10001 at 40.75 -74.00       -> cost 5.00, newark ships zone 1
quote cup 1 to 60601 at 41.89 -87.62       -> cost 7.00, newark ships zone 2
