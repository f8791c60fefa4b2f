# Scarce stock goes to floors in the order of their ranks; what is left is anybody's.

stock cup dc1 on_hand 20
rule cup dc1 web floor 8 rank 1           -> applied
rule cup dc1 store floor 5 rank 2         -> applied
rule cup dc1 market rank 3                -> applied
ats cup dc1 segment web                   -> 15
ats cup dc1 segment store                 -> 12
ats cup dc1 segment market                -> 7
ats cup dc1                               -> 7

# A ceiling on web changes what web may take, and nobody else's share.
rule cup dc1 web floor 8 ceiling 10 rank 1 -> applied
ats cup dc1 segment web                   -> 10
ats cup dc1 segment store                 -> 12
ats cup dc1 segment market                -> 7
rule cup dc1 web floor 8 rank 1           -> applied

# Six units only: web's floor takes them all.
stock cup dc1 on_hand 6                   -> applied
ats cup dc1 segment web                   -> 6
ats cup dc1 segment store                 -> 0
ats cup dc1 segment market                -> 0
ats cup dc1                               -> 0

# Web has taken six of its eight, fourteen are left.
stock cup dc1 on_hand 20
reserve r1 cup dc1 6 segment web          -> reserved
ats cup dc1 segment web                   -> 9
ats cup dc1 segment store                 -> 12
ats cup dc1 segment market                -> 7
figures cup dc1 segment market            -> ats 7 kept 7
reserve r2 cup dc1 8 segment market       -> lines_refused, line 1 insufficient_stock units 0 ats 7
reserve r2 cup dc1 7 segment market       -> reserved
ats cup dc1 segment web                   -> 2
restart                                   -> same
release r1                                -> released
ats cup dc1 segment web                   -> 8
audit                                     -> ok
