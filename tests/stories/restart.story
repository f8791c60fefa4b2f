# The server stops and starts again: everything is still there, read from the log alone.

item cup weight_g 300 category kitchen
stock cup dc1 on_hand 10 safety 1
stock hat dc1 on_hand 3
group east dc1
sync hat dc1 4 from erp sequence 7         -> applied
reserve held cup dc1 2                     -> reserved
reserve order cup dc1 3                    -> reserved
commit order                               -> committed
reserve part hat dc1 3                     -> reserved
commit part line 1 1 as pick-1             -> committed
ship part line 1 1 as van-1                -> shipped
reserve gone hat dc1 1                     -> reserved
release gone                               -> released
restart                                    -> same

ats cup dc1                                -> 4
ats cup group east                         -> 4
reservation held                           -> held, line 1 held 2
reservation part                           -> held, line 1 held 2 shipped 1
commit part line 1 1 as pick-1             -> repeated
sync hat dc1 9 from erp sequence 7         -> stale
reserve held cup dc1 2                     -> repeated
ship order                                 -> shipped
wait 15 minutes
reservation held                           -> expired
restart                                    -> same
audit                                      -> ok
