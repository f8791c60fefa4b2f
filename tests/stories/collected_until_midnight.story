# A store that closes at midnight hands out what is ready by then: the last moment to order for the day is in time. A
# story begins on a Monday at 08:00 UTC.

item cup weight_g 100
node soho store time_zone UTC methods ship pickup
stock cup soho on_hand 3
calendar all mon tue wed thu fri sat sun                   -> applied
hours soho all 06:00 24:00 processing 120                  -> applied
quote cup 1 to 90001 method pickup store soho              -> done, soho ships cup 1 arrives 2030-01-07 order_by 22:00:00
wait 14 hours
quote cup 1 to 90001 method pickup store soho              -> done, soho ships cup 1 arrives 2030-01-07 order_by 22:00:00
wait 1 second
quote cup 1 to 90001 method pickup store soho              -> done, soho ships cup 1 arrives 2030-01-08 order_by 22:00:00
