# A node that has some of each line, and all of none that stays whole, could not ship it.

tariff ground up_to_g 50000 6.00
zone 100 900 1
node a postal 10001 tariff ground
node b postal 10002 tariff ground
item cup weight_g 100
item hat weight_g 100
stock cup a on_hand 100
stock cup b on_hand 10
stock hat b on_hand 1
why cup 101 to 90001 partial           -> cannot_source, unfilled line 1 no_whole_node, fate of a no_whole_line not_asked, fate of b no_whole_line not_asked
why cup 101 to 90001 may_split         -> done, fate of a chosen, fate of b chosen
why cup 50, hat 1 to 90001 partial     -> done, fate of a chosen, fate of b chosen
# What it has is enough for one of the lines.
why cup 50, cup 10 to 90001            -> done, fate of a chosen, fate of b not_chosen proven more 6.00
why cup 50 to 90001                    -> done, fate of a chosen, fate of b no_whole_line not_asked
