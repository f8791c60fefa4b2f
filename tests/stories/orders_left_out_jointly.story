# Two small orders that got nothing take the place of a large one, in whatever sequence they come.
tariff t up_to_g 500 4.00 6.00
tariff t up_to_g 2000 7.00 9.00
zone 100 900 1
zone 200 900 2
node a postal 10001 tariff t per_shipment 1
node b postal 20001 tariff t per_shipment 0.50
item cup weight_g 200
stock cup a on_hand 5
stock cup b on_hand 5
jointly quoted short 20.00 o1 cup 4 to 90001 beside o2 cup 4 to 90001 beside o3 cup 2 to 90001 beside o4 cup 3 to 90001 -> done held 3 cost 102.50 first_come 117.50
jointly quoted short 20.00 o4 cup 3 to 90001 beside o3 cup 2 to 90001 beside o1 cup 4 to 90001 beside o2 cup 4 to 90001 -> done held 3 cost 102.50
