# A shopper changes the basket while it is held: more, less, another item. The hold is never let go on the way.

stock cup dc1 on_hand 10
stock hat dc1 on_hand 3
reserve r1 cup dc1 4 reference basket-7 by web   -> reserved
ats cup dc1                                      -> 6
ats cup dc1 own r1                               -> 10

# Up to what is there for everybody else, and one's own.
amend r1 line 1 10 as more                       -> amended, line 1 requested 10 held 10
ats cup dc1                                      -> 0
amend r1 line 1 11 as too-many                   -> lines_refused, line 1 insufficient_stock ats 10
amend r1 line 1 2 as less                        -> amended, line 1 held 2
ats cup dc1                                      -> 8

# Another line comes in, and one goes; if one cannot be done, none is.
amend r1 line 2 add hat dc1 4, line 1 1 as hats  -> lines_refused, line 2 insufficient_stock ats 3, line 1 reserved
amend r1 line 2 add hat dc1 3, line 1 1 as hats  -> amended, line 1 held 1, line 2 held 3
amend r1 line 1 0 as no-cups                     -> amended, line 2 held 3
ats cup dc1                                      -> 10
amend r1 line 2 0 as nothing                     -> no_lines "release it instead"

# The answer got lost: asking again by the same name is harmless, other content under it is refused.
amend r1 line 1 0 as no-cups                     -> repeated
amend r1 line 1 5 as no-cups                     -> id_used_differently
amend r1 line 2 1                                -> operation_missing

# Who made it and for which basket stays with it, and the first request still gets the first answer.
reservation r1                                   -> held reference basket-7 by web
reserve r1 cup dc1 4 reference basket-7          -> repeated, line 1 units 4
reserve r1 cup dc1 4 reference basket-8          -> id_used_differently "reference"
restart                                          -> same
commit r1                                        -> committed, line 2 allocated 3
amend r1 line 2 1 as late                        -> wrong_state
audit                                            -> ok
