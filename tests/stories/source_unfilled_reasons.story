# Every unit that is not in the plan has its reason.

tariff flat up_to_g 10000 5.00
zone 100 900 1
zone 200 900 1
node a postal 10001 tariff flat
node b postal 20001 tariff flat
node far postal 99901 tariff flat
item cup weight_g 100
item hat weight_g 100
item pen weight_g 100
item urn weight_g 100
item jar weight_g 100
stock cup a on_hand 5
stock hat b on_hand 5
stock pen a on_hand 2
stock urn far on_hand 5
stock jar a on_hand 0
quote jar 1 to 90001                                   -> cannot_source, unfilled line 1 no_stock units 1 ats 0
quote pen 3 to 90001                                   -> cannot_source, unfilled line 1 not_enough_stock units 3 ats 2
quote urn 1 to 90001                                   -> cannot_source, unfilled line 1 no_lane
quote ghost 1 to 90001                                 -> cannot_source, unfilled line 1 unknown_item
quote cup 2, hat 1 to 90001 shipments_max 1 partial    -> done shipments 1, unfilled line 2 shipment_limit units 1
quote cup 1, jar 1 to 90001                            -> cannot_source, unfilled line 1 other_line_unfilled, unfilled line 2 no_stock
quote cup 1, jar 1 to 90001 partial                    -> done shipments 1, a ships cup 1, unfilled line 2 no_stock
