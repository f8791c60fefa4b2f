# A hold on a group becomes an order at nodes by its commit: no step in between, whole or in part.

stock cup x on_hand 4
stock cup y on_hand 6
stock cup z on_hand 5
group west x y
group all x y z

# East of x and y nothing else asks: the first node by priority and id gives what it has.
reserve r1 cup @west 5                      -> reserved
commit r1 line 1 3 as first                 -> committed
reservation r1                              -> held
commit r1 line 1 3 as first                 -> repeated
restart                                     -> same
commit r1                                   -> committed
commit r1                                   -> repeated
ats cup x                                   -> 0
ats cup y                                   -> 5
ship r1 line 1 4 as parcel-1                -> shipped
ship r1 line 1 4 as parcel-1                -> repeated
cancel r1                                   -> cancelled
figures cup x                               -> on_hand 0 allocated 0
figures cup y                               -> on_hand 6 allocated 0
reserve r1 cup @west 5                      -> repeated
audit                                       -> ok

# What others need stays theirs: west's six are all at y, so that all's units go to z.
reserve r2 cup @west 6                      -> reserved
reserve r3 cup @all 5                       -> reserved
commit r3                                   -> committed
figures cup z                               -> on_hand 5 allocated 5 ats 0
figures cup y                               -> allocated 0
commit r2                                   -> committed
figures cup y                               -> on_hand 6 allocated 6 shortage 0
snapshot
restart                                     -> same
audit                                       -> ok

# A hold is good even where stock was lost since: the first node is short of it then.
stock cup y on_hand 9
reserve r4 cup @west 3                      -> reserved
stock cup y on_hand 7
commit r4                                   -> committed
figures cup group west                      -> shortage 2 ats 0
audit                                       -> ok

# Lines of one item at two groups are bound together.
stock tea x on_hand 2
stock tea y on_hand 2
reserve r5 tea @all 2, tea @west 2          -> reserved
commit r5                                   -> committed
ats tea                                     -> 0
ship r5                                     -> shipped
audit                                       -> ok
