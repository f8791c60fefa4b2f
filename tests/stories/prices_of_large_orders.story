# Many small orders make the room of a day dear, beside one of billions of smallest units: its prices would add up to more
# than a number holds, and it waits.

zone 100 900 1
tariff flat up_to_g 30000 6.00
node east postal 10001 tariff flat
item cup weight_g 100
item oil scale 6
stock cup east on_hand 10
stock oil east on_hand 20000.0
capacity east units 1 -> applied
capacity east method ship units 1 -> applied
jointly quoted o0 cup 1 to 90001 partial may_split beside o1 cup 1 to 90001 partial may_split beside o2 cup 1 to 90001 partial may_split beside o3 cup 1 to 90001 partial may_split beside o4 cup 1 to 90001 partial may_split beside o5 cup 1 to 90001 partial may_split beside o6 cup 1 to 90001 partial may_split beside o7 cup 1 to 90001 partial may_split beside o8 cup 1 to 90001 partial may_split beside o9 cup 1 to 90001 partial may_split beside o10 cup 1 to 90001 partial may_split beside o11 cup 1 to 90001 partial may_split beside o12 cup 1 to 90001 partial may_split beside o13 cup 1 to 90001 partial may_split beside o14 cup 1 to 90001 partial may_split beside o15 cup 1 to 90001 partial may_split beside o16 cup 1 to 90001 partial may_split beside o17 cup 1 to 90001 partial may_split beside o18 cup 1 to 90001 partial may_split beside o19 cup 1 to 90001 partial may_split beside o20 cup 1 to 90001 partial may_split beside o21 cup 1 to 90001 partial may_split beside o22 cup 1 to 90001 partial may_split beside o23 cup 1 to 90001 partial may_split beside o24 cup 1 to 90001 partial may_split beside o25 cup 1 to 90001 partial may_split beside big oil 11000.0 to 90001 partial may_split -> done held 1 replans 0
