# Of a day's units a kit takes as many as it has parts, and so do lines that travel together: what is too large for the
# rest of a day goes elsewhere or leaves later, and what is small still fits.

node x per_unit 1 time_zone UTC
node y per_unit 2 time_zone UTC
stock mug x on_hand 2
stock pot x on_hand 9
stock pot y on_hand 9
kit duo of pot 3
capacity x units 2
quote duo 1 to 90001                                       -> done optimal cost 2.00, y ships pot 3
quote mug 2, duo 1 to 90001                                -> done optimal cost 4.00, x ships mug 2, y ships pot 3
quote mug 2, duo 1 to 90001 may_split                      -> done optimal cost 4.00, x ships mug 2, y ships pot 3
source o1 mug 1, duo 1 to 90001                            -> done optimal cost 3.00, x ships mug 1, y ships pot 3

# Three units are left: a kit, or what is loose.
capacity x units 4
quote duo 1, pot 1 to 90001                                -> done optimal cost 3.00, x ships pot 3, y ships pot 1
quote duo 2 to 90001 may_split                             -> done optimal cost 3.00, x ships pot 3, y ships pot 3
quote duo 2, pot 1 to 90001 may_split                      -> done optimal cost 5.00, x ships pot 3, y ships pot 4
quote duo 2 to 90001                                       -> done optimal cost 4.00, y ships pot 6
quote duo 2 to 90001 partial may_split only x              -> done optimal cost 1.00, x ships pot 3, unfilled line 1 no_capacity units 1 ats 1
quote duo 2 to 90001 partial only x                        -> cannot_source, unfilled line 1 no_capacity units 2 ats 1
audit                                                      -> ok

# Today's last two units go by the van today, what is larger by that of tomorrow.
tariff van up_to_g 900 5.00
zone 100 900 1
calendar all mon tue wed thu fri sat sun                   -> applied
service van carrier k tariff van transit 1                 -> applied
item ring weight_g 100
item box weight_g 100
kit gift of ring 1, box 1
node a postal 10001 time_zone UTC
hours a all 06:00 18:00                                    -> applied
pickup a van 17:00                                         -> applied
capacity a units 4                                         -> applied
stock ring a on_hand 20
stock box a on_hand 20
source r1 ring 2 to 90001                                  -> done, a ships ring 2 service van leaves 2030-01-07
quote gift 1 to 90001 need_by 2030-01-08                   -> done optimal, a ships box 1 ring 1 service van leaves 2030-01-07
quote gift 2 to 90001 need_by 2030-01-08 partial may_split -> done optimal, a ships box 1 ring 1 service van leaves 2030-01-07, unfilled line 1 no_capacity units 1 ats 1
quote gift 2 to 90001                                      -> done optimal, a ships box 2 ring 2 service van leaves 2030-01-08
quote ring 1, box 1 to 90001 need_by 2030-01-08 together 1 2  -> done optimal, a ships box 1 ring 1 service van leaves 2030-01-07
quote ring 2, box 1 to 90001 need_by 2030-01-08 together 1 2  -> cannot_source, unfilled line 1 no_capacity units 2, unfilled line 2 no_capacity units 1
quote ring 2, box 1 to 90001 together 1 2                  -> done optimal, a ships box 1 ring 2 service van leaves 2030-01-08
source r2 gift 2 to 90001                                  -> done optimal, a ships box 2 ring 2 service van leaves 2030-01-08
used a 2030-01-07                                          -> all units used 2
used a 2030-01-08                                          -> all units used 4
audit                                                      -> ok

# Of many kits and loose units over tight days there is a plan, proven or not.
node full0 time_zone UTC per_shipment 1 per_unit 1
node full1 time_zone UTC per_shipment 2 per_unit 3
node full2 time_zone UTC per_shipment 3 per_unit 5
node full3 time_zone UTC per_shipment 1 per_unit 2
node full4 time_zone UTC per_shipment 2 per_unit 4
stock i0 full0 on_hand 40
stock i0 full1 on_hand 40
stock i0 full2 on_hand 40
stock i0 full3 on_hand 40
stock i0 full4 on_hand 40
stock i1 full0 on_hand 40
stock i1 full1 on_hand 40
stock i1 full2 on_hand 40
stock i1 full3 on_hand 40
stock i1 full4 on_hand 40
kit k0 of i0 3
kit k1 of i1 4
capacity full0 units 40
capacity full1 units 40
capacity full2 units 40
capacity full3 units 40
capacity full4 units 40
quote k0 10, k1 10, i0 10, i1 10 to 90001 may_split   -> done
quote k0 10, k1 10 to 90001 may_split   -> done
quote k0 5, k1 5, i0 5, k0 5, k1 5, i1 5 to 90001 may_split   -> done
