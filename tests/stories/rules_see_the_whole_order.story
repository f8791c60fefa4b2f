# A rule about whole orders sees all of an order that is changed or sourced again, also what stays where it is.
tariff t up_to_g 900 4.00
zone 200 900 1
zone 300 900 1
node c postal 30001 tariff t
node b postal 20001 tariff t per_shipment 1
item hat weight_g 100
item pan weight_g 100
stock hat c on_hand 9
stock pan c on_hand 2
stock pan b on_hand 9
stock hat b on_hand 9
sourcing_rule whole keep_whole item hat                     -> applied
source o1 pan 2, hat 2 to 90001 may_split                   -> done, c ships pan 2 hat 2
change o1 line 1 4 quote                                    -> done planned_anew whole_lines, b ships pan 4
change o1 remove line 2 as less                             -> changed
change o1 line 1 4 as more                                  -> changed planned_anew nothing, b ships pan 2
release o1                                                  -> released
drop_sourcing_rule whole                                    -> applied

# Likewise what the order comes to: five units in all.
sourcing_rule one most_shipments 1 units_least 5            -> applied
source o2 pan 2, hat 2 to 90001 may_split                   -> done, c ships pan 2 hat 2
change o2 line 1 4 as more                                  -> cannot_source, unfilled line 1 shipment_limit units 2
change o2 line 2 3 as more                                  -> changed, c ships hat 1 joined
audit                                                       -> ok
