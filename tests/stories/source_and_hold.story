# A sourced order is held at once; asking again answers the same plan; committed and shipped it is an order like any other.

tariff flat up_to_g 10000 5.00
zone 100 900 1
zone 200 900 1
node a postal 10001 tariff flat
node b postal 20001 tariff flat
item cup weight_g 100
item hat weight_g 100
stock cup a on_hand 3
stock hat b on_hand 3
source o1 cup 2, hat 1 to 90001            -> done filled shipments 2 cost 10.00, a ships cup 2, b ships hat 1
ats cup a                                  -> 1
ats hat b                                  -> 2
source o1 cup 2, hat 1 to 90001            -> repeated shipments 2 cost 10.00, a ships cup 2
ats cup a                                  -> 1
source o1 cup 1, hat 1 to 90001            -> id_used_differently
source o2 cup 2 to 90001                   -> cannot_source, unfilled line 1 not_enough_stock
commit o1                                  -> committed
restart                                    -> same
source o1 cup 2, hat 1 to 90001            -> repeated, a ships cup 2
ship o1                                    -> shipped
figures cup a                              -> on_hand 1
source o3 cup 1 to 90001 for 5 minutes     -> done
wait 5 minutes
reservation o3                             -> expired
audit                                      -> ok
