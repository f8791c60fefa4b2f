# A basket with kits is changed in place: more, fewer, another node, one kit more, always in whole kits.

stock cup dc1 on_hand 10
stock box dc1 on_hand 7
stock cup dc2 on_hand 6
stock box dc2 on_hand 6
kit gift of cup 2, box 1                   -> applied
reserve r1 gift dc1 2, cup dc1 1           -> reserved
amend r1 line 1 4 as more                  -> amended, line 1 part cup held 8, line 1 part box held 4
ats cup dc1                                -> 1
amend r1 line 1 5 as too-many              -> lines_refused, line 1 insufficient_stock ats 5
amend r1 line 2 0, line 1 5 as instead     -> amended, line 1 part cup held 10
amend r1 line 1 3 as less                  -> amended, line 1 part cup held 6, line 1 part box held 3
ats cup dc1                                -> 4
amend r1 line 1 move 2 from dc1 to dc2 as away    -> amended, line 1 part cup at dc2 held 4, line 1 part box at dc1 held 1
amend r1 line 1 move 2 from dc1 to dc2 as more-away    -> more_than_there_is
amend r1 line 1 4 as where                 -> bad_value "several nodes"
amend r1 line 1 at dc2 3 as there          -> amended, line 1 part box at dc2 held 3
amend r1 line 5 add gift dc1 1 as one-more -> amended, line 5 part cup held 2

# A hold keeps the parts that its kit had.
kit gift of cup 3                          -> applied
amend r1 line 5 2 as again                 -> amended, line 5 part cup held 4, line 5 part box held 2
amend r1 line 5 2 as again                 -> repeated
stop no-gifts item gift node dc1           -> applied
amend r1 line 5 3 as stopped               -> lines_refused, line 5 sale_stopped ats 0
amend r1 line 5 1 as fewer                 -> amended, line 5 part cup held 2
snapshot
restart                                    -> same
commit r1                                  -> committed
ship r1                                    -> shipped
audit                                      -> ok
