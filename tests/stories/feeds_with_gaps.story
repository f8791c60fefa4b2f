# A number that was passed over is no reason to refuse a row; it is counted.

item cup
item plate
node dc1
sync cup dc1 10 from erp sequence 1       -> applied
sync plate dc1 10 from erp sequence 2     -> applied
sync cup dc1 9 from erp sequence 6        -> applied
feed erp                                  -> newest 6 gaps 1 skipped 3
# One that was late is taken, where nothing newer has come.
sync plate dc1 8 from erp sequence 4      -> applied
sync cup dc1 8 from erp sequence 5        -> stale
feed erp                                  -> newest 6 gaps 1 skipped 3 stale 1
snapshot
sync cup dc1 8 from erp sequence 9        -> applied
restart                                   -> same
feed erp                                  -> newest 9 gaps 2 skipped 5
feed wms                                  -> unknown
