# A refusal is not remembered: the same name may come again, with the same or other lines.

stock cup dc1 on_hand 2
reserve r1 cup dc1 3                   -> insufficient_stock
stock cup dc1 on_hand 9
reserve r1 cup dc1 4                   -> reserved
