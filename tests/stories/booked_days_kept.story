# A shipment leaves on the day that it has: what joins it, and a new day by which it is needed, go by that.

tariff ground up_to_g 300 6.00
tariff ground up_to_g 5000 8.00
tariff ground from 2030-01-08 up_to_g 300 10.00
tariff ground from 2030-01-08 up_to_g 5000 19.00
tariff dear up_to_g 5000 16.00
zone 100 900 1
zone 200 900 1
zone 300 900 1
calendar all mon tue wed thu fri sat sun
node a postal 10001 time_zone UTC
node b postal 10002 time_zone UTC
node c postal 20001 time_zone UTC
node e postal 30001 time_zone UTC
item cup weight_g 200
item hat weight_g 100
item pen weight_g 100
stock cup c on_hand 20
stock pen c on_hand 20
stock hat a on_hand 1
service truck carrier own tariff ground transit 1 delivers all
service van carrier own tariff dear transit 1 delivers all
hours a all 06:00 18:00
hours b all 06:00 18:00
hours c all 06:00 18:00
hours e all 06:00 18:00
pickup a truck 17:00
pickup b truck 17:00
pickup c truck 17:00
pickup e van 17:00
capacity c shipments 1
source s0 pen 1 to 90001                                -> done, c ships pen 1 leaves 2030-01-07 transport 6.00

# One more goes on the day of the first, at the rates of that day.
source o1 cup 1 to 90001                                -> done, c ships cup 1 leaves 2030-01-08 transport 10.00
change o1 line 1 2 as m1                                -> changed cost 9.00, c ships cup 1 joined leaves 2030-01-08 arrives 2030-01-09 transport 9.00

# On the 7th there is room again, but that is not the day of this order.
release s0                                              -> released
change o1 need_by 2030-01-09 as n1                      -> changed planned_anew nothing
used c 2030-01-08                                       -> done, all shipments used 1
change o1 need_by 2030-01-08 as n2                      -> changed planned_anew late_shipments, c ships cup 2 leaves 2030-01-07 arrives 2030-01-08
used c 2030-01-07                                       -> done, all shipments used 1
used c 2030-01-08                                       -> done, all shipments used 0

# What would be too late with a shipment that is there goes from elsewhere, though it is dearer.
source s1 pen 1 to 90001                                -> done, c ships pen 1 leaves 2030-01-08
sync cup b 1
sync hat e 20
source o2 cup 1, hat 1 to 90001 need_by 2030-01-09      -> done, a ships hat 1 arrives 2030-01-08, b ships cup 1 arrives 2030-01-08
resource o2 at b declined as d1                         -> resourced days_late 1, c ships cup 1 leaves 2030-01-09 arrives 2030-01-10
sync hat c 20
resource o2 at a declined as d2                         -> resourced days_late 0, e ships hat 1 arrives 2030-01-08
resource o2 at e declined as d3                         -> resourced days_late 1, c ships hat 1 joined leaves 2030-01-09 arrives 2030-01-10
audit                                                   -> ok
