# Sourcing rules say which nodes may ship what, and which are to ship rather than others.

tariff flat up_to_g 10000 5.00
zone 100 900 1
zone 200 900 1
zone 300 900 1
node dc postal 10001 tariff flat priority 1
node hazdc postal 20001 tariff flat priority 2
node store postal 30001 tariff flat priority 3
group haz hazdc
group shops store
item cup weight_g 100
item paint weight_g 100 attributes hazmat
item sofa weight_g 900 value 500.00 category furniture
stock cup dc on_hand 20
stock cup hazdc on_hand 20
stock cup store on_hand 20
stock paint dc on_hand 20
stock paint hazdc on_hand 3
stock paint store on_hand 20
stock sofa dc on_hand 5
stock sofa store on_hand 5

# Without rules the node of the first priority ships.
quote paint 1 to 90001 country US -> done, dc ships paint 1

# Of an item: dangerous goods only from where they are kept, whatever else is in the order.
sourcing_rule haz-only only group haz attribute hazmat -> applied
sourcing_rule haz-only only group haz attribute hazmat -> unchanged
quote paint 1 to 90001 country US        -> done, hazdc ships paint 1
quote paint 1, cup 1 to 90001 country US -> done, hazdc ships cup 1 paint 1
quote paint 1, sofa 1 to 90001 country US -> done shipments 2, hazdc ships paint 1, dc ships sofa 1
# There are three that may leave, and more that may not.
quote paint 4 to 90001 country US        -> cannot_source, unfilled line 1 excluded_by_rule units 4 ats 3
quote paint 1 to 90001 country US not hazdc -> cannot_source, unfilled line 1 excluded_by_rule
why paint 1, cup 1 to 90001 country US -> done, fate of dc not_chosen rule haz-only, fate of hazdc chosen
why paint 1 to 90001 country US -> done, fate of dc excluded_by_rule rule haz-only, fate of store excluded_by_rule rule haz-only

# Of an order: the address, who buys, how much.
sourcing_rule no-store-west exclude group shops country US postal 90 -> applied
quote cup 30 to 90001 country US may_split -> done, dc ships cup 20, hazdc ships cup 10
quote cup 50 to 90001 country US may_split -> cannot_source, unfilled line 1 excluded_by_rule ats 40
quote cup 50 to 90001 country CA may_split -> done shipments 3
sourcing_rule trade exclude node dc class wholesale -> applied
quote cup 1 to 90001 country US                 -> done, dc ships cup 1
quote cup 1 to 90001 country US class wholesale -> done, hazdc ships cup 1
sourcing_rule small exclude node dc units_most 2 value_least 400.00 -> applied
quote sofa 1 to 90002 country CA -> done, store ships sofa 1
quote sofa 3 to 90002 country CA -> done, dc ships sofa 3
quote cup 2 to 90002 country CA  -> done, dc ships cup 2
drop_sourcing_rule small -> applied
drop_sourcing_rule trade -> applied

# An order keeps what it was asked with, so a change is planned by the same rules.
sourcing_rule trade exclude node dc class wholesale -> applied
source w1 cup 1 to 90001 country US class wholesale -> done, hazdc ships cup 1
source w1 cup 1 to 90001 country US                 -> id_used_differently
commit w1                                           -> committed
resource w1 at hazdc declined as one                -> cannot_source, unfilled line 1 excluded_by_rule
drop_sourcing_rule trade                            -> applied
resource w1 at hazdc declined as two                -> resourced, dc ships cup 1

# What leaves no node is refused.
sourcing_rule no-haz exclude node hazdc attribute hazmat -> bad_value, "leave no node"
sourcing_rule other-haz only node dc attribute hazmat    -> bad_value, "leave no node"
sourcing_rule west-haz exclude node hazdc attribute hazmat country US -> applied
quote paint 1 to 90001 country US -> cannot_source, unfilled line 1 excluded_by_rule
quote paint 1 to 90001 country CA -> done, hazdc ships paint 1
drop_sourcing_rule west-haz -> applied
# So are two of which one is about a part of the other: each alone may ship, and they share no node.
sourcing_rule haz-in-us only node dc attribute hazmat country US -> bad_value, "'haz-in-us' and 'haz-only' leave no node"
sourcing_rule all-us-91 only node store country US postal 91     -> applied
sourcing_rule all-us-9 only node dc country US postal 9          -> bad_value, "'all-us-9' and 'all-us-91' leave no node"
sourcing_rule all-us-9 only node dc country US postal 9 until 2030-01-31 -> bad_value, "leave no node"
sourcing_rule all-us-9 only node dc node store country US postal 9    -> applied
sourcing_rule all-us-91 only node dc country US postal 91 from 2030-02-01 -> applied
sourcing_rule all-us-9 only node store country US postal 9 until 2030-01-31 -> applied
drop_sourcing_rule all-us-9                                      -> applied
drop_sourcing_rule all-us-91                                     -> applied
sourcing_rule last-year only node store country MX until 2029-12-31 -> applied
sourcing_rule this-year only node dc country MX postal 91        -> applied
sourcing_rule this-year only node dc country MX                  -> applied
drop_sourcing_rule last-year                                     -> applied
drop_sourcing_rule this-year                                     -> applied
sourcing_rule wrong exclude node dc attribute hazmt      -> bad_value, "an attribute that some item has"
sourcing_rule wrong exclude node dc country Untied       -> bad_value, "a code of two capital letters"
sourcing_rule wrong exclude node dc category sofas       -> bad_value, "a category that some item has"
sourcing_rule wrong exclude node dc from 2030-02-01 until 2030-01-01 -> bad_value, "from or after"
sourcing_rule wrong exclude country US                   -> bad_value, "the nodes or groups"
sourcing_rule wrong prefer node dc                       -> bad_value, "penalty"
sourcing_rule wrong prefer node dc penalty 1.00 attribute hazmat -> bad_value, "conditions on orders alone"
drop_sourcing_rule wrong                                 -> bad_value, "one that is there"

# By days, the first and the last with it. Stories begin on 2030-01-07.
sourcing_rule stocktaking exclude node dc country MX from 2030-01-08 until 2030-01-08 -> applied
quote cup 1 to 90004 country MX -> dc ships cup 1
wait 1 day
quote cup 1 to 90004 country MX -> hazdc ships cup 1
wait 1 day
quote cup 1 to 90004 country MX -> dc ships cup 1

# Rather than others: the cost of the wish is told apart.
quote cup 1 to 90003 country CA -> cost 5.00, dc ships cup 1
sourcing_rule empty-stores prefer group shops penalty 2.50 country CA -> applied
quote cup 1 to 90003 country CA -> cost 5.00 preference 0.00 optimal, store ships cup 1
quote cup 1 to 90003 country CA not store -> cost 7.50 preference 2.50 transport 5.00 handling 0.00 optimal, dc ships cup 1
quote cup 30 to 90003 country CA may_split -> cost 12.50 preference 2.50 shipments 2, dc ships cup 19, store ships cup 11
# A profile weighs that wish as it weighs its own.
profile indifferent preference 0 -> applied
quote cup 1 to 90003 country CA profile indifferent -> dc ships cup 1, preference 2.50
restart -> same
quote cup 1 to 90003 country CA -> store ships cup 1
