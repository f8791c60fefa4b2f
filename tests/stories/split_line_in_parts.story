# A line that two nodes ship can be handled node by node.

tariff flat up_to_g 10000 5.00
zone 100 900 1
zone 200 900 1
node a postal 10001 tariff flat
node b postal 20001 tariff flat
item cup weight_g 100
stock cup a on_hand 3
stock cup b on_hand 3
source o1 cup 5 to 90001 may_split         -> filled shipments 2
ats cup                                    -> 1
commit o1                                  -> committed
ship o1 line 1 at b 2 as van-b             -> shipped
figures cup b                              -> on_hand 1 allocated 0
figures cup a                              -> on_hand 3 allocated 3
ship o1                                    -> shipped
figures cup                                -> on_hand 1 allocated 0
audit                                      -> ok
