# What a parcel emits and how full a node's day is, as costs. A story begins on a Monday.

tariff truck up_to_g 2000 5.00 6.00
tariff truck up_to_g 10000 8.00 9.00
tariff plane up_to_g 2000 4.00 5.00
tariff plane up_to_g 10000 7.00 8.00
zone 100 900 1
zone 200 900 2
item cup weight_g 400
node east postal 10001
node west postal 20001
stock cup east on_hand 100
service truck carrier ups tariff truck        -> applied
service plane carrier ups tariff plane        -> applied
pickup east truck 17:00                       -> applied
pickup east plane 17:00                       -> applied

# What is loaded is told; it has no price yet.
carbon bike all parcel_g 1 kg_g 1             -> bad_value, "found 'bike', expected a service that is loaded"
carbon truck all parcel_g 300 kg_g 100        -> applied
carbon plane all parcel_g 2000 kg_g 900       -> applied
carbon plane all parcel_g 2000 kg_g 900       -> unchanged
quote cup 1 to 90001                          -> optimal, cost 4.00, east ships cup 1 service plane carbon_g 2900

# At 500 a tonne the truck's 0.4 kg are 0.20, the plane's 2.9 kg 1.45. Five cups are 2 kg, six are 3.
profile green carbon_per_tonne 500.00         -> applied
quote cup 1 to 90001 profile green            -> optimal, cost 5.20, transport 5.00, carbon 0.20, east ships cup 1 service truck carbon_g 400
quote cup 5 to 90001 profile green            -> east ships cup 5 service truck carbon_g 500
quote cup 6 to 90001 profile green            -> carbon 0.30, east ships cup 6 service truck carbon_g 600
# 30 cups are a full parcel of 10 kg and one of 2.
quote cup 30 to 90001 profile green           -> optimal, cost 13.90, carbon 0.90, east ships cup 30 parcels 2 carbon_g 1800
# Half as dear a gram leaves the plane ahead: 0.725 against 0.10, for 1.00 less.
profile half carbon_per_tonne 500.00 carbon 0.5 -> applied
quote cup 1 to 90001 profile half             -> optimal, cost 5.45, carbon 1.45, east ships cup 1 service plane
profile wrong carbon_per_tonne 1.00 carbon 0  -> bad_value, "carbon_per_tonne"
profile by_hand compares cost                 -> applied
quote cup 1 to 90001 profile by_hand          -> cost 4.00, east ships cup 1 service plane carbon_g 2900

# A zone with a row of its own.
pickup west plane 17:00                       -> applied
stock cup west on_hand 100
carbon plane zone 2 parcel_g 100 kg_g 0       -> applied
quote cup 1 to 90001 profile green            -> optimal, cost 5.05, west ships cup 1 service plane carbon_g 100
drop service plane                            -> bad_value
drop carbon plane zone 2                      -> applied
drop carbon plane zone 2                      -> bad_value
quote cup 1 to 90001 profile green            -> east ships cup 1 service truck

# A full day costs 3.00 a shipment; east's is used by two of four shipments.
capacity east shipments 4                     -> applied
source o1 cup 1 to 90001 only east            -> done
source o2 cup 1 to 90001 only east            -> done
profile even load_price 3.00                  -> applied
quote cup 1 to 90001 profile even only east   -> optimal, cost 5.50, transport 4.00, load 1.50
quote cup 1 to 90001 profile even             -> optimal, cost 5.00, west ships cup 1
quote cup 1 to 90001                          -> cost 4.00, east ships cup 1
# The limit of which most is used counts.
capacity east units 3                         -> applied
quote cup 1 to 90001 profile even only east   -> load 2.00
capacity west shipments 10                    -> applied
source o3 cup 1 to 90001 profile even         -> done, cost 5.00, west ships cup 1
source o4 cup 1 to 90001 profile even         -> done, cost 5.30, load 0.30, west ships cup 1
why cup 1 to 90001 profile even               -> cost 5.60, load 0.60, share of load amount 0.60 percent 10.71, fate of east not_chosen proven more 0.40
restart                                       -> same
source o4 cup 1 to 90001 profile even         -> repeated, cost 5.30, load 0.30
quote cup 1 to 90001 profile green only east  -> optimal, cost 5.20, carbon 0.20, east ships cup 1 service truck carbon_g 400
snapshot
restart                                       -> same
source o4 cup 1 to 90001 profile even         -> repeated, cost 5.30, load 0.30
quote cup 1 to 90001 profile green only east  -> optimal, carbon 0.20
# What joins the shipment that an order has makes no other: its load is paid already.
change o4 line 1 3 as more                    -> changed held cost 0.00
