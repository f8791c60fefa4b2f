# A split that is cheaper wins, unless splitting has its price.

tariff cheap up_to_g 1000 3.00
tariff dear  up_to_g 1000 9.00
zone 100 900 1
zone 200 900 1
zone 300 900 1
node a postal 10001 tariff cheap
node b postal 20001 tariff cheap
node c postal 30001 tariff dear
item cup weight_g 300
item hat weight_g 200
stock cup a on_hand 5
stock hat b on_hand 5
stock cup c on_hand 5
stock hat c on_hand 5
quote cup 1, hat 1 to 90001                       -> optimal shipments 2 cost 6.00 split 0.00
quote cup 1, hat 1 to 90001 split_penalty 2.00    -> optimal shipments 2 cost 8.00 split 2.00
quote cup 1, hat 1 to 90001 split_penalty 4.00    -> optimal shipments 1 cost 9.00 split 0.00, c ships cup 1 hat 1
quote cup 1, hat 1 to 90001 shipments_max 1       -> optimal shipments 1 cost 9.00
