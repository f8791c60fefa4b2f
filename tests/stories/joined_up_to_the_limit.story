# What joins a shipment takes of its node's units of the day; the shipment itself stays as it is.
tariff t up_to_g 1000 5.00
zone 100 900 1
node b postal 10001 tariff t
node c postal 10001 tariff t priority 2
item cup weight_g 100
item hat weight_g 100
item pan weight_g 100
stock hat b on_hand 9
stock cup b on_hand 9
stock pan b on_hand 9
capacity b units 4                                          -> applied

source o1 hat 2 to 90001                                    -> done, b ships hat 2
change o1 add line 2 cup 2, add line 3 pan 1 partial quote  -> done cost 0.00, b ships cup 2 joined transport 0.00, unfilled line 3 no_capacity units 1
change o1 add line 2 cup 2, add line 3 pan 1 partial as n1  -> changed cost 0.00, b ships cup 2 joined, unfilled line 3 no_capacity units 1
release o1                                                  -> released

# A node that declines: what fits into b's day joins, the rest is cancelled.
sync cup b 0
sync pan b 0
stock cup c on_hand 2
stock pan c on_hand 1
source o2 hat 2, cup 2, pan 1 to 90001                      -> done, b ships hat 2, c ships cup 2 pan 1
sync cup b 9
sync pan b 9
resource o2 at c declined as n1                             -> cannot_source
resource o2 at c declined partial as n1                     -> resourced cost 0.00, b ships cup 2 joined
reservation o2                                              -> held, line 1 held 2, line 2 held 2, line 3 held 0
audit                                                       -> ok
