# Orders quoted together promise no unit twice, also those that stand for backorders and are sourced by themselves.

tariff flat up_to_g 10000 5.00
zone 100 900 1
node a postal 10001 tariff flat
node b postal 10001 tariff flat
item cup weight_g 100
profile by_hand compares cost -> applied
backorder b1 cup a 2 in 0 days                     -> applied
backorder b2 cup a 2 in 0 days                     -> applied
stock cup b on_hand 2
jointly quoted o1 cup 2 to 90001 profile by_hand takes 1 b1 a beside o2 cup 2 to 90001 profile by_hand takes 1 b2 a -> done held 1 alone 2
jointly quoted o1 cup 2 to 90001 profile by_hand takes 1 b1 a beside o2 cup 2 to 90001 profile by_hand -> done held 1 alone 2
jointly quoted o1 cup 2 to 90001 profile by_hand beside o2 cup 2 to 90001 profile by_hand -> done held 1 alone 2
