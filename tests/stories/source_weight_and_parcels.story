# The tariff is stepped by weight; above its last step a shipment becomes several parcels.

tariff ground up_to_g 500 4.00
tariff ground up_to_g 2000 6.00
tariff ground surcharge 1.00
zone 100 900 1
node a postal 10001 tariff ground
item cup weight_g 250
stock cup a on_hand 100
quote cup 2 to 90001       -> cost 5.00, a ships cup 2 parcels 1 billed_g 500
quote cup 3 to 90001       -> cost 7.00, a ships cup 3 parcels 1 billed_g 750
quote cup 8 to 90001       -> cost 7.00, a ships cup 8 parcels 1 billed_g 2000
quote cup 9 to 90001       -> cost 12.00, a ships cup 9 parcels 2 billed_g 2250
quote cup 16 to 90001      -> cost 14.00, a ships cup 16 parcels 2
