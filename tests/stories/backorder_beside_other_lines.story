# Of several lines of one item, what a backorder has confirmed goes to the line that takes its place.
# A story begins on Monday 2030-01-07 at 08:00 UTC.

node yard
node pier
item pot
item hat
stock pot yard on_hand 3
stock pot pier on_hand 1
backorder b1 pot yard 3 in 0 days                       -> applied
confirm pot                                             -> 1, b1 now 3 day 0

# The first line waits for nothing: it gets what is free, and the second what was promised to it.
source o1 pot 3, pot 2 to 90001 may_split partial takes 2 b1 yard -> done, yard ships pot 2, pier ships pot 1, unfilled line 1 units 2
backorders pot                                          -> b1 wants 1 confirmed 1 day 0
audit                                                   -> ok

# Whole lines: to the line of two alone there is nothing but what was promised to the other one.
stock hat yard on_hand 2
backorder b2 hat yard 4 in 0 days                       -> applied
confirm hat                                             -> 1, b2 now 2 day 0
quote hat 2, hat 4 to 90001 partial takes 2 b2 yard              -> cannot_source, unfilled line 1 units 2
source o2 hat 2, hat 4 to 90001 partial takes 2 b2 yard          -> cannot_source, unfilled line 1 units 2
backorders hat                                          -> b2 wants 4 confirmed 2

# Less is there than was promised, and who takes a part of it leaves nothing to the rest.
stock hat yard on_hand 1
quote hat 2 to 90001 partial may_split takes 1 b2 yard           -> cannot_source
source o3 hat 2 to 90001 partial may_split takes 1 b2 yard       -> cannot_source
source o4 hat 4 to 90001 partial may_split takes 1 b2 yard       -> cannot_source
audit                                                   -> ok
restart                                                 -> same
