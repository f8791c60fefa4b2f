# Where two nodes cost the same, the one with the lower priority number ships; then the one that was known first.

tariff flat up_to_g 10000 5.00
zone 100 900 1
zone 200 900 1
node second postal 10001 tariff flat priority 2
node first postal 20001 tariff flat priority 1
item cup weight_g 100
stock cup second on_hand 5
stock cup first on_hand 5
quote cup 1 to 90001                       -> first ships cup 1
node second priority 1
quote cup 1 to 90001                       -> second ships cup 1
