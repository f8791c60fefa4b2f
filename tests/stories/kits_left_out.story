# An order filled in part leaves out kits that may ship apart whole, and as few units as can be.

zone 100 900 1
tariff flat up_to_g 1000 5.00
node a postal 10001 tariff flat
node b postal 20001 tariff flat
zone 200 900 1
stock cup a on_hand 5
stock box b on_hand 9
stock hat b on_hand 1
kit gift of cup 2, box 1 apart              -> applied

# Two kits need four cups: the fifth is sold loose.
quote gift 4, cup 1, hat 3 to 90001 may_split   -> cannot_source
source o1 gift 4, cup 1, hat 3 to 90001 may_split partial -> done shipments 2, a ships cup 5, b ships box 2 hat 1, unfilled line 1 units 2 not_enough_stock, unfilled line 3 units 2 not_enough_stock
reservation o1                              -> held, line 1 part cup held 4, line 1 part box held 2
restart                                     -> same
commit o1 line 1 1 as pick                  -> committed, line 1 part cup held 2 allocated 2
release o1
ats gift                                    -> 1

# A line that stays whole is left out as one: here the one with the fewer kits.
quote gift 2, gift 1 to 90001 partial       -> done shipments 2, a ships cup 2, b ships box 1, unfilled line 1 units 2
audit                                       -> ok
