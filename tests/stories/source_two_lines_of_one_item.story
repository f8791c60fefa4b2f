# Lines of one item stay whole each, and share what a node has.

tariff flat up_to_g 10000 5.00
zone 100 900 1
zone 200 900 1
node a postal 10001 priority 1 tariff flat
node b postal 20001 priority 2 tariff flat
item cup weight_g 100
stock cup a on_hand 3
stock cup b on_hand 3
quote cup 3, cup 3 to 90001                            -> optimal shipments 2 cost 10.00, a ships cup 3, b ships cup 3
quote cup 2, cup 1 to 90001                            -> optimal shipments 1 cost 5.00
quote cup 2, cup 2 to 90001                            -> optimal shipments 2 cost 10.00
quote cup 3, cup 3, cup 1 to 90001                     -> cannot_source, unfilled line 1 not_enough_stock
quote cup 2, cup 2, cup 2 to 90001                     -> cannot_source, unfilled line 1 no_whole_node
quote cup 2, cup 2, cup 2 to 90001 may_split           -> optimal shipments 2 cost 10.00
quote cup 3, cup 2 to 90001 shipments_max 1 partial    -> done shipments 1, unfilled line 2 shipment_limit units 2
source order-1 cup 3, cup 3 to 90001                   -> done shipments 2
ats cup                                                -> 0
