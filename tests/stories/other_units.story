# A case is twelve pieces, a third of a case four; what does not divide exactly is refused.

stock cup dc1 on_hand 100
unit cup case 12                        -> applied
unit cup half 1/2                       -> applied
convert cup 2 case                      -> 24
convert cup 2.5 case                    -> 30
convert cup 0.1 case                    -> not_exact, "found 0.1 case"
convert cup 4 half                      -> 2
convert cup 3 half                      -> not_exact
convert cup 7 piece                     -> 7
convert cup 1 pallet                    -> unknown_unit
unit cup piece 1                        -> bad_value
unit cup case 0                         -> applied
convert cup 2 case                      -> unknown_unit
snapshot
restart                                 -> same
convert cup 4 half                      -> 2
item flour scale 3
unit flour bag 2500                     -> applied
convert flour 3 bag                     -> 7.5
