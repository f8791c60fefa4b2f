# What a method may not sell is not there for its orders, though another order that waits beside them sees it: neither for a kit's parts together with other lines.
tariff flat up_to_g 10000 5.00
tariff far up_to_g 10000 9.00
zone 100 900 1
zone 200 900 1
node a postal 10001 tariff flat methods ship pickup
node b postal 20001 tariff far
item cup weight_g 100
item hat weight_g 100
kit duo of cup 1, hat 1
stock cup a on_hand 3
stock hat a on_hand 3
stock cup b on_hand 3
safety_rule web 2 item cup node a method ship              -> applied
ats cup a                                                  -> 1
ats cup a method pickup                                    -> 3
jointly quoted o1 duo 1, cup 1 to 90001                    -> done held 1 cost 14.00 bound 14.00
jointly quoted o1 duo 1, cup 1 to 90001 beside o2 cup 1 to 10001 method pickup store a -> done held 2 replans 0 cost 14.00 first_come 14.00
jointly o1 duo 1, cup 1 to 90001 beside o2 cup 1 to 10001 method pickup store a -> done held 2 replans 0 cost 14.00
audit                                                      -> ok
