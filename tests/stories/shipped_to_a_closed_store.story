# What is shipped to a store is collected there: the day that is promised is one on which the store is open. A story
# begins on a Monday at 08:00 UTC, 03:00 in New York.

tariff ground up_to_g 5000 6.00
zone 100 200 1
calendar week mon tue wed thu fri                          -> applied
calendar all mon tue wed thu fri sat sun                   -> applied
node dc postal 10001 time_zone America/New_York
node soho store postal 20001 time_zone America/New_York methods pickup ship_to_store
node pier store postal 20001 time_zone America/New_York methods pickup ship_to_store
item hat weight_g 100
stock hat dc on_hand 20
stock hat soho on_hand 1
service truck carrier own tariff ground transit 2 delivers all  -> applied
hours dc all 06:00 18:00                                   -> applied
pickup dc truck 17:00                                      -> applied
hours soho week 09:00 20:00                                -> applied

# The truck comes on Saturday, the store opens on Monday. One without hours says nothing against Saturday.
wait 3 days
quote hat 2 to 99999 method ship_to_store store soho       -> done, dc ships hat 2 leaves 2030-01-10 arrives 2030-01-14 order_by_day 2030-01-10
quote hat 2 to 99999 method ship_to_store store soho need_by 2030-01-13  -> cannot_source, unfilled line 1 too_late
why hat 2 to 99999 method ship_to_store store soho need_by 2030-01-13    -> fate of dc too_late earliest 2030-01-14
quote hat 2 to 99999 method ship_to_store store soho need_by 2030-01-14  -> done, dc ships hat 2 arrives 2030-01-14
quote hat 2 to 99999 method ship_to_store store soho wish_by 2030-01-12 late_per_day 1.00  -> done cost 8.00 lateness 2.00
quote hat 2 to 99999 method ship_to_store store pier need_by 2030-01-12  -> done, dc ships hat 2 arrives 2030-01-12

# A holiday of the store counts, too.
calendar week mon tue wed thu fri closed 2030-01-14        -> applied
quote hat 2 to 99999 method ship_to_store store soho       -> done, dc ships hat 2 arrives 2030-01-15

# Nothing is shipped to a store that is disabled, nor collected there; it is named.
source o1 hat 2 to 99999 method ship_to_store store soho   -> done, dc ships hat 2
node soho disabled
quote hat 2 to 99999 method ship_to_store store soho       -> node_closed "'soho', disabled"
source o2 hat 2 to 99999 method ship_to_store store soho   -> node_closed "'soho', disabled"
quote hat 1 to 99999 method pickup store soho              -> node_closed "'soho', disabled"
why hat 2 to 99999 method ship_to_store store soho         -> node_closed
quote hat 2 to 99999 method ship_to_store store pier       -> done
resource o1 at dc declined as no-1                         -> cannot_source
node soho enabled
quote hat 2 to 99999 method ship_to_store store soho       -> done
audit                                                      -> ok
