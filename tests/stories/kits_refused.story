# What cannot be a kit of what, each by its reason.

stock cup dc1 on_hand 5
item a
item b
item c
item d
kit a of a 1                            -> cyclic_kit
kit a of cup 0                          -> zero_quantity
kit a of cup -1                         -> negative_quantity
kit a of cup 1, cup 2                   -> repeated_part
kit a of nowhere 1                      -> unknown_part
kit cup of a 1                          -> has_stock
kit a of cup 1                          -> applied
kit b of a 1                            -> applied
kit a of b 1                            -> cyclic_kit
kit c of b 1                            -> applied
kit d of c 1                            -> kit_too_deep
adjust a dc1 1                          -> is_kit
rule a dc1 web floor 1                  -> is_kit
receipt a dc1 po1 5 in 3 days            -> is_kit
ats c dc1                               -> 5
kit b of nothing                        -> applied
ats c dc1                               -> 0
kit b of nothing                        -> unchanged
