# A stop keeps what there is from sale: everywhere, at a node, for a segment, for a while. Promises stand.

item cup category kitchen
stock cup dc1 on_hand 10
stock cup dc2 on_hand 10
rule cup dc1 web floor 0                              -> applied
rule cup dc2 web floor 0                              -> applied
reserve r1 cup dc1 2 for 2 days                       -> reserved
stop recall item cup                                  -> applied
figures cup                                           -> on_hand 20 reserved 2 withheld 18 ats 0
applied cup dc1                                       -> safety none stop recall
reserve r2 cup dc1 1                                  -> sale_stopped
reserve r2 cup dc1 1 ignore_safety                    -> sale_stopped
amend r1 line 1 3 as more                              -> lines_refused, line 1 sale_stopped
restart                                               -> same
commit r1                                             -> committed
drop_rule recall                                      -> applied
stop pause node dc1                                   -> applied
ats cup                                               -> 10
ats cup dc1                                           -> 0
drop_rule pause                                       -> applied
stop not-web item cup node dc2 segment web            -> applied
ats cup segment web                                   -> 8
ats cup                                               -> 18
drop_rule not-web                                     -> applied
# Sellable for a day, from tomorrow on.
stop before item cup ends 1 day                       -> applied
stop after item cup begins 2 days                     -> applied
ats cup                                               -> 0
wait 1 day
ats cup                                               -> 18
wait 1 day
ats cup                                               -> 0
