# A sourcing rule lets orders ship complete or not at all, whatever they say themselves.

tariff flat up_to_g 10000 5.00
zone 100 900 1
node dc postal 10001 tariff flat
item cup weight_g 100
item bouquet weight_g 100 category flowers
stock cup dc on_hand 5
stock bouquet dc on_hand 2

quote cup 9, bouquet 1 to 90001 may_split partial        -> done, dc ships cup 5 bouquet 1
sourcing_rule gifts ship_complete class gift             -> applied
sourcing_rule flowers ship_complete category flowers     -> applied

# Of conditions on items one line is enough.
quote cup 9, bouquet 1 to 90001 may_split partial        -> cannot_source "by sourcing rule 'flowers'", unfilled line 1 not_enough_stock, unfilled line 2 other_line_unfilled
quote cup 9 to 90001 may_split partial                   -> done, dc ships cup 5
quote cup 9 to 90001 may_split partial class gift        -> cannot_source
quote cup 5, bouquet 1 to 90001 partial class gift       -> done filled
source w1 cup 9, bouquet 1 to 90001 partial              -> cannot_source
why cup 9, bouquet 1 to 90001 may_split partial class gift -> cannot_source, limit flowers ship_complete binds unfilled 6
why cup 9 to 90001 may_split class gift                  -> cannot_source
why cup 5 to 90001 partial class gift                    -> limit gifts ship_complete idle more 0.00

# What is planned anew is judged by the rules of that day.
source w1 cup 5, bouquet 1 to 90001 partial              -> done filled
commit w1                                                -> committed
node soho postal 10002 tariff flat
stock cup soho on_hand 4
stock bouquet soho on_hand 1
resource w1 at dc declined quote                         -> cannot_source "by sourcing rule 'flowers'", unfilled line 1 not_enough_stock
drop_sourcing_rule flowers                               -> applied
resource w1 at dc declined quote                         -> done, soho ships bouquet 1

# Refused.
sourcing_rule wrong ship_complete node dc   -> bad_value, "none: the rule is about whole orders"
