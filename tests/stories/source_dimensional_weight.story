# A big light box is billed by its size: 40 x 30 x 20 cm are 24,000 cm3, at 5,000 cm3 a kilogram 4.8 kg.

tariff ground dim_cm3_per_kg 5000
tariff ground up_to_g 1000 4.00
tariff ground up_to_g 5000 9.00
tariff ground up_to_g 10000 15.00
zone 100 900 1
node a postal 10001 tariff ground
item lamp weight_g 900 size_mm 400 300 200
item brick weight_g 4900 size_mm 200 100 100
stock lamp a on_hand 5
stock brick a on_hand 5
quote lamp 1 to 90001           -> cost 9.00, a ships lamp 1 billed_g 4800
quote brick 1 to 90001          -> cost 9.00, a ships brick 1 billed_g 4900
quote lamp 1, brick 1 to 90001  -> cost 15.00, a ships billed_g 5800

# What is rounded is the shipment, not each unit: 77 cubes of 1,331 mm3 are 102.5 cm3, at 100 cm3 a kilogram 1,025 g.
tariff dice dim_cm3_per_kg 100
tariff dice up_to_g 1029 5.00
tariff dice up_to_g 5000 9.00
node b postal 10002 tariff dice
item die weight_g 1 size_mm 11 11 11
stock die b on_hand 100
quote die 77 to 90001           -> cost 5.00, b ships die 77 billed_g 1025
# So it is of a kit, which is as large as its parts.
item pair
kit pair of die 2               -> applied
quote pair 38 to 90001          -> cost 5.00, b ships billed_g 1012
