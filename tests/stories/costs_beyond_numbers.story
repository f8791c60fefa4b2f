# A cost that no number holds is refused, also where a profile weighs it for little or nothing.

profile tiny handling 0.001
profile none handling 0
profile few compares shipments cost
node a per_unit 1000000000.00
stock cup a on_hand 99999
quote cup 20000 to 90001                -> bad_value "the cost of a plan"
quote cup 20000 to 90001 profile few    -> bad_value "the cost of a plan"
quote cup 20000 to 90001 profile tiny   -> bad_value "the cost of a plan"
quote cup 20000 to 90001 profile none   -> bad_value "the cost of a plan"
why cup 20000 to 90001 profile tiny     -> bad_value "the cost of a plan"
source o1 cup 20000 to 90001 profile tiny -> bad_value "the cost of a plan"
