# A cancelled order gives its units back; shipped ones stay gone.

stock cup dc1 on_hand 10
reserve r1 cup dc1 5                   -> reserved
commit r1                              -> committed
ship r1 line 1 2 as van-1              -> shipped
cancel r1                              -> cancelled, line 1 granted 5 shipped 2 allocated 0
figures cup dc1                        -> on_hand 8 allocated 0 ats 8
cancel r1                              -> repeated
