# For a date: what is on hand, what comes by then, and what is promised up to the day with the fewest.

stock cup dc1 on_hand 5
receipt cup dc1 po1 10 in 30 days
receipt cup dc1 po2 15 in 60 days
reserve r1 cup dc1 8 in 45 days             -> reserved
explain cup dc1                             -> on_hand 5, ats 5
explain cup dc1 in 30 days                  -> on_hand 5, receipt po1 10 due 30, reserved r1 line 1 -8 due 45, ats 7
explain cup dc1 in 60 days                  -> receipt po1 10, receipt po2 15, reserved r1 line 1 -8, ats 22
reserve r2 cup dc1 7 in 30 days             -> reserved
explain cup dc1 in 30 days                  -> reserved r2 line 1 -7 due 30, ats 0
explain cup dc1                             -> on_hand 5, later_promises -5 until 45, ats 0
terms cup horizon_days 50
explain cup dc1 in 60 days                  -> beyond_horizon -5, ats 0
terms cup lead_days 40
explain cup dc1 in 60 days                  -> unlimited
dispose cup dc1 2 from sellable to damaged
explain cup dc1                             -> on_hand 3, damaged at dc1 2
