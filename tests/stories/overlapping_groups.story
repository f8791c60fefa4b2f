# Groups may overlap; a node counts once in each.

stock cup a on_hand 1
stock cup b on_hand 2
stock cup c on_hand 4
group west a b
group east b c
ats cup group west                         -> 3
ats cup group east                         -> 6
ats cup                                    -> 7
reserve r1 cup b 2                         -> reserved
ats cup group west                         -> 1
ats cup group east                         -> 4
group west a
ats cup group west                         -> 1
