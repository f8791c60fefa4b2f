# A node none of whose days has room is full, and not late: no other date would help.

tariff ground up_to_g 5000 6.00
zone 100 900 1
calendar all mon tue wed thu fri sat sun
node busy postal 10001 time_zone UTC
node slow postal 10002 time_zone UTC
node plain postal 10003 tariff ground
item cup weight_g 400
item hat weight_g 400
item pen weight_g 400
stock cup busy on_hand 5
stock cup slow on_hand 5
stock hat busy on_hand 5
stock pen plain on_hand 5
service ground carrier ups tariff ground transit 3 delivers all  -> applied
hours busy all 08:00 18:00                                       -> applied
hours slow all 08:00 18:00                                       -> applied
pickup busy ground 17:00                                         -> applied
pickup slow ground 17:00                                         -> applied
capacity busy shipments 0                                        -> applied
capacity plain units 0                                           -> applied
why cup 2 to 90001 need_by 2030-01-09  -> cannot_source, unfilled line 1 too_late, fate of busy no_capacity, fate of slow too_late earliest 2030-01-10
why hat 2 to 90001 need_by 2030-01-09  -> cannot_source, unfilled line 1 no_capacity, fate of busy no_capacity
why hat 2 to 90001                     -> cannot_source, unfilled line 1 no_capacity, fate of busy no_capacity
why pen 2 to 90001 need_by 2030-01-09  -> cannot_source, unfilled line 1 no_capacity, fate of plain no_capacity

# One day that has room is one by which it would be late.
capacity busy sat shipments 3          -> applied
why hat 2 to 90001 need_by 2030-01-09  -> cannot_source, unfilled line 1 too_late, fate of busy too_late
why hat 2 to 90001                     -> done, busy ships hat 2 leaves 2030-01-12, fate of busy chosen
capacity busy sat method ship lines 0  -> applied
why hat 2 to 90001 need_by 2030-01-09  -> cannot_source, unfilled line 1 no_capacity, fate of busy no_capacity
capacity busy 2030-01-13 shipments 1   -> applied
why hat 2 to 90001 need_by 2030-01-09  -> cannot_source, unfilled line 1 too_late, fate of busy too_late
