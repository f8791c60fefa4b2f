# Only, not, from: the request says which nodes may ship.

tariff t1 up_to_g 10000 5.00
tariff t2 up_to_g 10000 6.00
tariff t3 up_to_g 10000 7.00
zone 100 900 1
zone 200 900 1
zone 300 900 1
node a postal 10001 tariff t1
node b postal 20001 tariff t2
node c postal 30001 tariff t3
item cup weight_g 100
stock cup a on_hand 5
stock cup b on_hand 5
stock cup c on_hand 5
group outlets b c
quote cup 1 to 90001                       -> cost 5.00, a ships cup 1
quote cup 1 to 90001 not a                 -> cost 6.00, b ships cup 1
quote cup 1 to 90001 not a b               -> cost 7.00, c ships cup 1
quote cup 1 to 90001 only b c              -> cost 6.00, b ships cup 1
quote cup 1 to 90001 from outlets          -> cost 6.00, b ships cup 1
quote cup 1 to 90001 from outlets not b    -> cost 7.00, c ships cup 1
quote cup 1 to 90001 not a b c             -> cannot_source, unfilled line 1 no_allowed_node
node a disabled
quote cup 1 to 90001                       -> cost 6.00, b ships cup 1
