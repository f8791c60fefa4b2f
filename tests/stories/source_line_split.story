# A line leaves from one node, unless the request says that it may be split.

tariff flat up_to_g 10000 5.00
zone 100 900 1
zone 200 900 1
node a postal 10001 tariff flat
node b postal 20001 tariff flat
item cup weight_g 100
stock cup a on_hand 4
stock cup b on_hand 4
ats cup                                    -> 8
quote cup 5 to 90001                       -> cannot_source, unfilled line 1 no_whole_node units 5 ats 8
quote cup 5 to 90001 may_split             -> filled shipments 2 cost 10.00
quote cup 9 to 90001 may_split             -> cannot_source, unfilled line 1 not_enough_stock ats 8
quote cup 9 to 90001 may_split partial     -> done shipments 2, unfilled line 1 units 1
