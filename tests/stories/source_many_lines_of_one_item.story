# Lines of one item stay whole and share what a node has in orders of many lines, too.

tariff flat up_to_g 10000 5.00
zone 100 900 1
zone 200 900 1
node a postal 10001 priority 1 tariff flat
node b postal 20001 priority 2 tariff flat
item cup weight_g 10
stock cup a on_hand 21
stock cup b on_hand 18
quote cup 3, cup 3, cup 3, cup 3, cup 3, cup 3, cup 3, cup 3, cup 3, cup 3, cup 3, cup 3, cup 3 to 90001          -> optimal shipments 2 cost 10.00
quote cup 3, cup 3, cup 3, cup 3, cup 3, cup 3, cup 3, cup 3, cup 3, cup 3, cup 3, cup 3, cup 3, cup 1 to 90001   -> cannot_source
