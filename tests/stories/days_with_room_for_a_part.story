# A node's services leave on days of their own, and a day may have room for a part of an order only: the plan chooses
# service and day by what each shipment carries. A story begins on a Monday at 08:00 UTC.

tariff van up_to_g 900 5.00
tariff courier up_to_g 900 12.00
zone 100 900 1
zone 200 900 1
calendar all mon tue wed thu fri sat sun                   -> applied
service van carrier k tariff van transit 1                 -> applied
service courier carrier k tariff courier transit 0         -> applied
item pan weight_g 100
node a postal 10001 time_zone UTC
hours a all 06:00 18:00                                    -> applied
pickup a van 17:00                                         -> applied
pickup a courier 17:00                                     -> applied
capacity a units 3                                         -> applied
stock pan a on_hand 20
source o1 pan 2 to 90001                                   -> done, a ships pan 2 service van leaves 2030-01-07

# Today has room for one more, tomorrow for all: by the van one is there tomorrow, two are by the courier of tomorrow.
quote pan 1 to 90001 need_by 2030-01-08                    -> done optimal, a ships pan 1 service van leaves 2030-01-07
quote pan 2 to 90001 need_by 2030-01-08                    -> done optimal, a ships pan 2 service courier leaves 2030-01-08
quote pan 2 to 90001                                       -> done optimal, a ships pan 2 service van leaves 2030-01-08
quote pan 2 to 90001 need_by 2030-01-07                    -> cannot_source, unfilled line 1 no_capacity units 2 ats 1

# What may split leaves in part today, if the rest comes from elsewhere for less than the courier asks.
node b postal 20001 time_zone UTC per_shipment 1.00
hours b all 06:00 18:00                                    -> applied
pickup b van 17:00                                         -> applied
stock pan b on_hand 1
quote pan 2 to 90001 need_by 2030-01-08 may_split          -> done optimal shipments 2 cost 11.00, a ships pan 1 service van leaves 2030-01-07, b ships pan 1 service van leaves 2030-01-07
quote pan 3 to 90001 need_by 2030-01-08 may_split          -> done optimal shipments 1 cost 12.00, a ships pan 3 service courier leaves 2030-01-08
source o2 pan 3 to 90001 need_by 2030-01-08 may_split      -> done, a ships pan 3 service courier leaves 2030-01-08
used a 2030-01-08                                          -> all units used 3
audit                                                      -> ok

# Little does not wait for a day that only more would need, though a tariff is cheaper then: it is told as not proven.
tariff van from 2030-01-09 up_to_g 900 3.00
item cup weight_g 100
node c postal 10002 time_zone UTC per_unit 2.00
node d postal 10003
hours c all 06:00 18:00                                    -> applied
pickup c van 17:00                                         -> applied
capacity c units 4                                         -> applied
capacity c wed units 9                                     -> applied
stock cup c on_hand 8
stock pan c on_hand 8
stock cup d on_hand 8
quote pan 3 to 90001 only c d                              -> done optimal cost 11.00, c ships pan 3 leaves 2030-01-07
quote pan 3, cup 2 to 90001 only c d                       -> done filled shipments 2 cost 11.00, c ships pan 3 leaves 2030-01-07, d ships cup 2
quote pan 3, cup 2 to 90001 only c                         -> done filled shipments 1 cost 13.00, c ships pan 3 leaves 2030-01-09
