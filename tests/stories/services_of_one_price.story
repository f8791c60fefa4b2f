# Of services of a node that cost the same the one goes that arrives first, then the first by name. A story begins on a
# Monday at 08:00 UTC.

tariff ground up_to_g 5000 6.00
zone 100 900 1
calendar all mon tue wed thu fri sat sun
calendar mondays mon
node a postal 10001 time_zone UTC
item cup weight_g 400
stock cup a on_hand 20
service anyday carrier own tariff ground                      -> applied
service boat carrier own tariff ground transit 6 delivers all -> applied
service jet carrier own tariff ground transit 1 delivers all  -> applied
service kite carrier own tariff ground transit 1 delivers all -> applied
hours a all 06:00 18:00                                       -> applied
pickup a anyday 17:00                                         -> applied
quote cup 1 to 90001                                          -> cost 6.00 optimal, a ships cup 1 service anyday

# What says no date comes last.
pickup a boat 17:00                                           -> applied
quote cup 1 to 90001                                          -> cost 6.00 optimal, a ships cup 1 service boat arrives 2030-01-13
pickup a kite 17:00                                           -> applied
quote cup 1 to 90001                                          -> cost 6.00 optimal, a ships cup 1 service kite arrives 2030-01-08
pickup a jet 17:00                                            -> applied
quote cup 1 to 90001                                          -> cost 6.00 optimal, a ships cup 1 service jet arrives 2030-01-08
delivery cup 1 to 90001                                       -> cup earliest 2030-01-08 for 6.00 cheapest 2030-01-08 at 6.00

# Weighed by a profile the same.
profile own compares cost
quote cup 1 to 90001 profile own                              -> cost 6.00, a ships cup 1 service jet

# On a full day: each is seen as it would leave then.
drop pickup a jet 17:00                                       -> applied
drop pickup a kite 17:00                                      -> applied
pickup a jet 17:00 calendar mondays                           -> applied
quote cup 1 to 90001                                          -> a ships cup 1 service jet arrives 2030-01-08
capacity a shipments 1                                        -> applied
source o1 cup 1 to 90001                                      -> done cost 6.00, a ships cup 1 service jet leaves 2030-01-07 arrives 2030-01-08
source o2 cup 1 to 90001                                      -> done cost 6.00, a ships cup 1 service boat leaves 2030-01-08 arrives 2030-01-14
used a 2030-01-07                                             -> all shipments used 1
used a 2030-01-08                                             -> all shipments used 1
used a 2030-01-14                                             -> all shipments used 0
restart                                                       -> same
audit                                                         -> ok
