# An item is ordered from six to thirty, by the half dozen.

stock cup dc1 on_hand 100
ordered cup minimum 6 maximum 30 increment 6    -> applied
reserve r1 cup dc1 5                    -> below_minimum
reserve r1 cup dc1 36                   -> above_maximum
reserve r1 cup dc1 8                    -> not_in_increments
reserve r1 cup dc1 12                   -> reserved
ordered cup minimum 4 maximum 5 increment 6     -> bad_value
ordered cup minimum -1                  -> negative_quantity
restart                                 -> same
reserve r2 cup dc1 5                    -> below_minimum
ordered cup                             -> applied
reserve r2 cup dc1 5                    -> reserved
