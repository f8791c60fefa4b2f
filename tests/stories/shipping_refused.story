# What is wrong about shipping is refused by name, and changes nothing.

tariff ground dim_cm3_per_kg 5000
tariff ground up_to_g 1000 8.00 10.00
node a postal 10001 time_zone America/New_York
node b postal 20001
item cup weight_g 400

calendar never                                              -> bad_value
calendar work mon tue wed thu fri closed 2026-12-25         -> applied
calendar work mon tue wed thu fri closed 2026-12-25 opened 2026-12-25 -> bad_value
service g carrier ups tariff unknown                        -> bad_value
service g carrier ups tariff ground discount 100%           -> bad_value
service g carrier ups tariff ground delivers nights         -> bad_value
service g carrier ups tariff ground transit 1               -> bad_value
service g carrier ups tariff ground transit 1;2 from 2026-12-02 until 2026-12-01 -> bad_value
service g carrier ups tariff ground window 18:00 09:00      -> bad_value "window_from"
service g carrier ups tariff ground window 18:00 00:00      -> bad_value "window_until: found none"
service g carrier ups tariff ground transit 1;2 delivers work window 09:00 18:00 -> applied
drop calendar work                                          -> bad_value

hours b work 08:00 17:00                                    -> bad_value
hours a nights 08:00 17:00                                  -> bad_value
hours a work 17:00 08:00                                    -> bad_value
hours a work 08:00 17:00 cutoff 18:00                       -> bad_value
hours a work 08:00 17:00 cutoff 14:00 processing 120        -> applied
pickup a h 17:00                                            -> bad_value
pickup c g 17:00                                            -> unknown_node
pickup a g 17:00                                            -> applied

# A tariff keeps to the zones for which a service has days.
tariff ground up_to_g 2000 9.00 11.00                       -> applied
# Hours go by a clock: a node that has some keeps a time zone.
node a time_zone Mars/Olympus                               -> bad_value
node a time_zone America/Chicago                            -> applied
drop hours a                                                -> applied
node a time_zone Mars/Olympus                               -> bad_value
restart                                                     -> same
