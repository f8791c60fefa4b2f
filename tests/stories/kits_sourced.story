# An order of kits leaves with all their parts from one node, beside what other lines take of the same parts.

tariff flat up_to_g 1000 5.00
tariff flat up_to_g 5000 9.00
zone 100 900 1
zone 200 900 1
node a postal 10001 tariff flat
node b postal 20001 tariff flat
item cup weight_g 200
item box weight_g 100
stock cup a on_hand 9
stock cup b on_hand 8
stock box b on_hand 6
kit gift of cup 2, box 1                   -> applied

# Only b has both parts, for four kits; one kit weighs what its parts do.
quote gift 2 to 90001                      -> done filled shipments 1 cost 5.00, b ships cup 4, b ships box 2
source o1 gift 2 to 90001                  -> done filled shipments 1 cost 5.00, b ships cup 4, b ships box 2
reservation o1                             -> held, line 1 part cup held 4, line 1 part box held 2
source o1 gift 2 to 90001                  -> repeated, b ships cup 4

# Two kits more need all cups of b: the loose ones come from a.
quote gift 2, cup 1 to 90001               -> done filled shipments 2 cost 10.00, a ships cup 1, b ships cup 4
quote gift 3 to 90001                      -> cannot_source, unfilled line 1 not_enough_stock
quote gift 2, cup 10 to 90001              -> cannot_source, unfilled line 1 not_enough_stock, unfilled line 2 not_enough_stock

# May its parts ship apart, they come from wherever they are.
kit gift of cup 2, box 1 apart             -> applied
quote gift 4 to 90001                      -> done filled shipments 2 cost 14.00, a ships cup 8, b ships box 4
commit o1 line 1 1 as pick                 -> committed, line 1 part cup held 2 allocated 2
ship o1                                    -> shipped
snapshot
restart                                    -> same
release o1                                 -> released
ats cup b                                  -> 6
audit                                      -> ok
