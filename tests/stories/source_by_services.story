# A node with pickups ships by the cheapest of the services that pick up there, each shipment by one.

tariff ground up_to_g 1000 8.00 10.00
tariff ground up_to_g 5000 12.00 15.00
tariff mail up_to_g 500 4.00 5.00
tariff mail up_to_g 2000 11.00 14.00
zone 100 900 1
zone 200 900 2
node a postal 10001
node b postal 20001 tariff ground
item cup weight_g 400
item lamp weight_g 900
item paint weight_g 400 attributes hazmat
stock cup a on_hand 20
stock cup b on_hand 20
stock lamp a on_hand 5
stock paint a on_hand 5

service ups-ground carrier ups tariff ground discount 25% fuel 10% residential 2.00  -> applied
service post carrier post tariff mail refuses hazmat                                 -> applied
service post carrier post tariff mail refuses hazmat                                 -> unchanged

# Before a pickup is told a node goes by its own tariff, and one without any for nothing.
quote cup 1 to 90001 country US           -> done, a ships cup 1 transport 0.00
pickup a ups-ground 17:00                 -> applied
pickup a post 15:30                       -> applied

# 8.00 less 25% is 6.00, and 10% on top 6.60.
quote lamp 1 to 90001 country US          -> cost 6.60, a ships lamp 1 service ups-ground transport 6.60 parcels 1
quote cup 1 to 90001 country US           -> cost 4.00, a ships cup 1 service post transport 4.00
# Two cups weigh 800 g: the mail asks 11.00 for its second step.
quote cup 2 to 90001 country US           -> cost 6.60, a ships cup 2 service ups-ground
quote cup 2 to 90001 country US residential -> cost 8.60, a ships cup 2 service ups-ground
# The mail carries no paint.
quote paint 1 to 90001 country US         -> cost 6.60, a ships paint 1 service ups-ground
quote cup 1, paint 1 to 90001 country US  -> cost 6.60, a ships cup 1 paint 1 service ups-ground

# 13 cups are 5,200 g: a full parcel of 5,000 g and one of 200 g, 9.90 and 6.60.
quote cup 13 to 90001 country US only a   -> cost 16.50 optimal, a ships cup 13 service ups-ground parcels 2

# Some places cost more, by the longest prefix that fits, once a parcel.
area ups US 90 1.50                       -> applied
area ups US 9000 3.00                     -> applied
area ups US all 9.00                      -> applied
quote lamp 1 to 90001 country US          -> cost 9.60
quote lamp 1 to 90101 country US          -> cannot_source
zone 100 901 1
quote lamp 1 to 90101 country US          -> cost 8.10
drop area ups US 9000                     -> applied
quote lamp 1 to 90001 country US          -> cost 8.10
drop area ups US 90                       -> applied
drop area ups US all                      -> applied
drop area ups US all                      -> bad_value

# A service ends when nothing picks up for it any more.
source order-1 lamp 1 to 90001 country US -> done, a ships lamp 1 service ups-ground
drop service ups-ground                   -> bad_value
drop pickup a ups-ground 17:00            -> applied
drop service ups-ground                   -> applied
# What was held is answered as it was.
source order-1 lamp 1 to 90001 country US -> repeated, a ships lamp 1 service ups-ground transport 6.60
quote cup 2 to 90001 country US only a    -> cost 11.00, a ships cup 2 service post
quote paint 1 to 90001 country US         -> cannot_source, unfilled line 1 no_lane units 1
snapshot
pickup a post 11:00                       -> applied
restart                                   -> same
quote cup 1 to 90001 country US only a    -> a ships cup 1 service post
drop pickup a post 11:00                  -> applied
drop pickup a post 15:30                  -> applied
quote cup 1 to 90001 country US only a    -> a ships cup 1 transport 0.00
restart                                   -> same
