# Rules by what an order comes to judge a changed order as it is to be, with what has left, and kits as kits.
tariff t up_to_g 900 4.00
zone 200 900 1
zone 300 900 1
zone 200 901 1
zone 300 901 1
node c postal 30001 tariff t
node b postal 20001 tariff t per_shipment 1
item hat weight_g 100
item pan weight_g 100
stock hat c on_hand 2
stock pan c on_hand 2
stock pan b on_hand 9
source o1 pan 4, hat 2 to 90001 may_split                   -> done, c ships pan 2 hat 2, b ships pan 2
sourcing_rule large exclude node b units_least 5            -> applied
# Of five units b may ship none: its own go first. Of four it may: then what saves most.
change o1 line 1 3 quote                                    -> done optimal, given_back line 1 at b units 1
change o1 line 1 2 quote                                    -> done optimal saved 5.00, given_back line 1 at b units 2
# To a new address, too, what has left counts.
stock hat b on_hand 9
commit o1                                                   -> committed
ship o1 line 2 2 as van                                     -> shipped
sync hat c 0
change o1 to 90101, line 1 2, line 2 4 quote                -> cannot_source, unfilled line 2 excluded_by_rule
audit                                                       -> ok
drop_sourcing_rule large                                    -> applied

# A kit and two hats are three units, whatever parts the kit has: what e does not ship may leave from b.
node d postal 20001 tariff t per_shipment 2
node e postal 20001 tariff t per_shipment 0.10
item cup weight_g 10
item box weight_g 10
stock hat e on_hand 2
stock hat d on_hand 9
stock cup c on_hand 9
stock box c on_hand 9
kit gift of cup 2, box 1
sourcing_rule large exclude node b units_least 4            -> applied
source o2 gift 1, hat 2 to 90001                            -> done, e ships hat 2
resource o2 at e declined quote                             -> done cost 5.00, b ships hat 2
