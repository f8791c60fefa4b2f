# A planned order is changed while it is held; asking for the plan again still answers the first plan.

tariff flat up_to_g 10000 5.00
zone 100 900 1
zone 200 900 1
node a postal 10001 tariff flat
node b postal 20001 tariff flat
item cup weight_g 100
stock cup a on_hand 3
stock cup b on_hand 5
source o1 cup 5 to 90001 reference order-9         -> done, b ships cup 5
amend o1 line 1 move 2 from b to a as nearer       -> amended, line 1 at b held 3, line 1 at a held 2
figures cup a                                      -> reserved 2 ats 1
split o1 into o2 line 1 at a 2 as first-parcel     -> split held, line 1 held 3
reservation o2                                     -> held reference order-9, line 1 held 2
restart                                            -> same
source o1 cup 5 to 90001 reference order-9         -> repeated, b ships cup 5
source o1 cup 5 to 90001 reference order-10        -> id_used_differently "reference"
source o2 cup 2 to 90001                           -> id_used_differently
commit o2                                          -> committed
ship o2                                            -> shipped
figures cup a                                      -> on_hand 1 reserved 0 allocated 0
audit                                              -> ok
