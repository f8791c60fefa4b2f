# A node's handling is paid per shipment, per line and per unit.

tariff flat up_to_g 10000 5.00
zone 100 900 1
node a postal 10001 tariff flat per_shipment 1.00 per_line 0.25 per_unit 0.10
item cup weight_g 100
item hat weight_g 100
stock cup a on_hand 5
stock hat a on_hand 5
quote cup 2, hat 1 to 90001                -> cost 6.80 transport 5.00 handling 1.80
