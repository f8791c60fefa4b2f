# One complete parcel beats a cheaper pair of parcels once the second parcel costs something.

tariff near up_to_g 1000 6.00
tariff far  up_to_g 1000 9.00
zone 100 900 1
zone 200 900 1
zone 300 900 1
node a postal 10001 tariff near
node b postal 20001 tariff near
node c postal 30001 tariff far
item cup weight_g 300
item hat weight_g 200
stock cup a on_hand 5
stock hat b on_hand 5
stock cup c on_hand 5
stock hat c on_hand 5

# Two parcels at 6.00 each, or one at 9.00.
quote cup 1, hat 1 to 90001                -> done filled optimal shipments 1 cost 9.00, c ships cup 1 hat 1

# Without c two parcels are what there is.
quote cup 1, hat 1 to 90001 not c          -> shipments 2 cost 12.00, a ships cup 1, b ships hat 1
