# What is missing while nodes that cannot ship it to the address have enough: they are the reason, not the stock.

tariff ground up_to_g 5000 6.00
zone 100 900 1
zone 300 900 1
calendar all mon tue wed thu fri sat sun
node near postal 10001 tariff ground
node next postal 10002 tariff ground
node far postal 20001 tariff ground
node picky postal 30001
item cup weight_g 400
item mug weight_g 400
item acid weight_g 400 attributes hazmat
stock cup near on_hand 3
stock cup far on_hand 3
stock acid near on_hand 3
stock acid picky on_hand 3
service g carrier own tariff ground refuses hazmat     -> applied
pickup picky g 12:00                                   -> applied
why cup 5 to 90001 may_split                           -> cannot_source, unfilled line 1 no_lane units 5 ats 3, fate of far no_lane, lack of line 1 anywhere 0 reachable 2
quote acid 5 to 90001 may_split                        -> cannot_source, unfilled line 1 no_lane units 5 ats 3
quote cup 5 to 90001 may_split partial                 -> done, near ships cup 3, unfilled line 1 no_lane units 2
# With them there would not be enough either; or the order leaves them out itself.
quote cup 7 to 90001 may_split                         -> cannot_source, unfilled line 1 not_enough_stock units 7 ats 3
quote cup 5 to 90001 may_split not far                 -> cannot_source, unfilled line 1 not_enough_stock units 5 ats 3
# A line that ships whole: no node in reach has it, one that is not has.
stock mug near on_hand 3
stock mug next on_hand 3
stock mug far on_hand 5
quote mug 5 to 90001                                   -> cannot_source, unfilled line 1 no_lane
quote mug 6 to 90001                                   -> cannot_source, unfilled line 1 no_whole_node

# It may come where it can be shipped from.
receipt cup near po-1 10 in 13 days                    -> applied
delivery cup 5 to 90001                                -> cup no_lane ats 3 in_stock 2030-01-20
