# A day counts lines of orders: a kit whose parts go apart as one, and none that is in the shipment already.

node a time_zone UTC
node b per_unit 1 time_zone UTC
stock cup a on_hand 8
stock cup b on_hand 8
capacity a lines 1
quote cup 3, cup 1 to 90001                                -> done optimal cost 1.00, a ships cup 3, b ships cup 1
quote cup 3, saucer 1 to 90001 may_split partial           -> done, a ships cup 3, unfilled line 2 unknown_item
why cup 3 to 90001 may_split                               -> done optimal, fate of a chosen proven more 3.00, fate of b not_chosen proven more 1.00

stock saucer a on_hand 8
stock saucer b on_hand 8
kit service of cup 1, saucer 1 apart                       -> applied
quote service 2 to 90001                                   -> done optimal cost 0.00, a ships cup 2 saucer 2
quote service 2 to 90001 may_split                         -> done optimal cost 0.00, a ships cup 2 saucer 2
quote service 2, cup 1 to 90001                            -> done optimal cost 1.00, a ships cup 2 saucer 2, b ships cup 1
quote service 2, saucer 3, cup 1 to 90001                  -> done optimal cost 4.00, a ships cup 2 saucer 2, b ships cup 1 saucer 3

# More of a line leaves with what is there of it; another line goes elsewhere.
source o1 cup 1 to 90001 for 30 days                       -> done, a ships cup 1
used a 2030-01-07                                          -> all lines used 1 left 0
change o1 line 1 3 as more                                 -> changed optimal planned_anew nothing, a ships cup 2
change o1 add line 2 saucer 1 as other                     -> changed optimal planned_anew nothing cost 1.00, b ships saucer 1
used a 2030-01-07                                          -> all lines used 1 left 0
audit                                                      -> ok
