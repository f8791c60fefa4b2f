# Feeds repeat themselves and overtake one another: what is not newer is stale and changes nothing.

item cup
node dc1
sync cup dc1 10 from erp sequence 5       -> applied
sync cup dc1 10 from erp sequence 5       -> stale
adjust cup dc1 -3 from erp sequence 4     -> stale
adjust cup dc1 -3 from erp sequence 6     -> applied
adjust cup dc1 -3 from erp sequence 6     -> stale
ats cup dc1                               -> 7

# Another system counts for itself.
adjust cup dc1 +1 from wms sequence 1     -> applied
ats cup dc1                               -> 8

# The same value again changes nothing, but is newer all the same.
sync cup dc1 8 from erp sequence 9        -> unchanged
adjust cup dc1 +1 from erp sequence 8     -> stale

# Without a number nothing can be stale.
adjust cup dc1 +1                         -> applied
ats cup dc1                               -> 9
