# A shipment that a full day has moved is rated by the services and rates of the day on which it leaves.

tariff ground up_to_g 5000 6.00
tariff ground from 2030-01-08 up_to_g 5000 9.00
tariff air up_to_g 5000 8.00
tariff proposal up_to_g 5000 7.00
zone 100 900 1
calendar all mon tue wed thu fri sat sun
calendar later wed thu fri
node a postal 10001 time_zone UTC
item cup weight_g 200
stock cup a on_hand 20
tariff local up_to_g 5000 5.00
tariff local from 2030-01-09 up_to_g 5000 7.50
tariff slow from 2030-01-09 up_to_g 5000 12.00
node b postal 10002 tariff local
node e postal 10003
service cart carrier own tariff slow
pickup e cart 17:00
capacity b shipments 9
capacity e shipments 9
service truck carrier own tariff ground transit 1 delivers all
service plane carrier own tariff air transit 1 delivers all
hours a all 06:00 18:00
pickup a truck 17:00
pickup a plane 17:00
capacity a shipments 1

source o1 cup 1 to 90001       -> done, a ships cup 1 leaves 2030-01-07 transport 6.00
source o2 cup 2 to 90001       -> done, a ships cup 2 leaves 2030-01-08 transport 8.00
rerate ground as proposal      -> done shipments 2 loaded 14.00 proposed 14.00, o1 a loaded 6.00 by truck proposed 7.00, o2 a loaded 8.00 by plane proposed 7.00 then_by truck

# A node that does not open on that day any more would ship it on its next one.
hours a later 06:00 18:00
rerate ground as proposal      -> done, o2 a loaded 8.00 by plane proposed 7.00 then_by truck

# What leaves from elsewhere after all is rated by the day on which it does, whatever says that day.
commit o1
wait 2 days
sync cup b 1
resource o1 at a declined as d1 -> resourced, b ships cup 1 transport 7.50
rerate local as proposal       -> done, o1 b loaded 7.50 proposed 7.00
sync cup e 1
resource o1 at b declined as d2 -> resourced, e ships cup 1 transport 12.00
rerate slow as proposal        -> done, o1 e loaded 12.00 by cart proposed 7.00

# What would be cheaper now but leaves on another day is not what the shipment goes by.
calendar fridays fri
node f postal 10004 time_zone UTC
hours f all 06:00 18:00
tariff rail up_to_g 5000 20.00
service train carrier own tariff rail transit 1 delivers all
pickup f plane 17:00
pickup f train 17:00 calendar fridays
capacity f shipments 9
item rug weight_g 200
stock rug f on_hand 2
source o3 rug 1 to 90001       -> done, f ships rug 1 leaves 2030-01-09 transport 8.00
tariff rail from 2030-01-09 up_to_g 5000 2.00
rerate slow as proposal        -> done, o3 f loaded 8.00 by plane
