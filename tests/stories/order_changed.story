# A buyer changes an order: only what must change moves, and it costs what it costs.

tariff flat up_to_g 500 5.00 9.00
tariff flat up_to_g 5000 7.00 12.00
zone 100 900 1
zone 200 900 1
zone 300 900 1
zone 100 800 2
zone 200 800 2
zone 300 800 1
node a postal 10001 tariff flat
node b postal 20001 tariff flat
node c postal 30001 tariff flat
item cup weight_g 300
item hat weight_g 100
item pen weight_g 100
stock cup a on_hand 1
stock cup b on_hand 2
stock cup c on_hand 0
stock hat b on_hand 9
stock pen c on_hand 9
source o1 cup 3, hat 1 to 90001 may_split                -> done cost 12.00, a ships cup 1, b ships cup 2 hat 1

# One cup less saves 5.00 at a and 2.00 at b: it is a's that goes. Nothing else moves.
change o1 line 1 2 quote                                 -> done held filled optimal planned_anew nothing cost 0.00 saved 5.00, given_back line 1 at a units 1
change o1 line 1 2                                       -> operation_missing
change o1 line 1 2 as less-1                             -> changed held saved 5.00, given_back line 1 at a units 1, line 1 held 2, line 2 held 1
change o1 line 1 2 as less-1                             -> repeated, line 1 held 2
change o1 line 1 1 as less-1                             -> id_used_differently
figures cup a                                            -> on_hand 1 reserved 0 ats 1
figures cup b                                            -> reserved 2

# A hat more joins the parcel of 700 g; a pen comes from c, where the only ones are.
change o1 line 2 2, add line 3 pen 1 as more-1           -> changed held filled optimal cost 5.00 saved 0.00, b ships hat 1 transport 0.00 parcels 0 billed_g 100 joined, c ships pen 1 transport 5.00, line 2 held 2, line 3 held 1
change o1 add line 4 cup 9 as more-2                     -> cannot_source, unfilled line 4 not_enough_stock units 9, line 1 held 2
change o1 line 9 1 as more-2                             -> bad_value "line 9 is not in the order"
change o1 add line 9 pen 0 as more-2                     -> bad_value "quantity of line 9: found 0, expected 1 or more"
change o1 remove line 3 as pen-1                         -> changed saved 5.00, given_back line 3 at c units 1
figures pen c                                            -> reserved 0 ats 9
restart                                                  -> same

# Once it is an order what is added is ordered, too. What has shipped stays.
commit o1                                                -> committed
change o1 line 2 3 as more-3                             -> changed committed cost 0.00, b ships hat 1 joined, line 2 allocated 3
ship o1 line 1 1 as van-1                                -> shipped, line 1 shipped 1 allocated 1
change o1 line 1 0 as less-2                             -> more_than_there_is "line 1"
change o1 remove line 1, remove line 2 as less-2         -> more_than_there_is

# It goes elsewhere: all that has not left is planned anew, own units counted back. c is nearer there.
sync cup c 9
sync hat c 9
change o1 to 80001 country US quote                      -> done committed planned_anew all cost 7.00, c ships cup 1 hat 3 zone 1 transport 7.00 billed_g 600, given_back line 1 at b units 1, given_back line 2 at b units 3
change o1 to 80001 country US as move-1                  -> changed committed filled optimal, c ships cup 1 hat 3, line 1 at b shipped 1 allocated 0, line 1 at c allocated 1, line 2 allocated 3
figures hat b                                            -> allocated 0 ats 9
# Later changes know the new address: c to 80001 is zone 1, a parcel of 700 g.
change o1 line 2 4 as more-4                             -> changed cost 0.00, c ships hat 1 zone 1 joined
resource o1 at c declined as no-1                        -> resourced cost 12.00, b ships cup 1 hat 4 zone 2
restart                                                  -> same

# What has left is not planned anew, nor what was cancelled.
ship o1 as van-2                                         -> shipped
change o1 line 2 5 as more-5                             -> wrong_state "nothing is left to plan: all of it has shipped"
resource o1 at b declined as no-2                        -> wrong_state "nothing is left to plan: all of it has shipped"
source o2 pen 1 to 90001                                 -> done
release o2                                               -> released
change o2 line 1 2 as more-1                             -> wrong_state "the reservation is released"
audit                                                    -> ok
