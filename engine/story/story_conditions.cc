// Sourcing rules.
#include "engine/base/decimal.h"
#include "engine/story/story_verbs.h"

namespace earmark {
namespace {

std::uint8_t take_rule_method(StoryWords& words) {
    for (const auto& [word, method] :
         {std::pair<std::string_view, std::uint8_t>{"ship", method_ship},
          {"pickup", method_pickup},
          {"ship_to_store", method_ship_to_store},
          {"same_day", method_same_day}}) {
        if (words.accept(word)) return method;
    }
    words.fail(words.take("a method"), "ship, pickup, ship_to_store or same_day");
    return 0;
}

SourcingEffect take_effect(StoryWords& words) {
    for (const auto effect :
         {SourcingEffect::exclude,
          SourcingEffect::only,
          SourcingEffect::prefer,
          SourcingEffect::most_shipments,
          SourcingEffect::keep_whole,
          SourcingEffect::most_nodes_per_line,
          SourcingEffect::ship_complete})
        if (words.accept(to_string(effect))) return effect;
    words.fail(
        words.take("an effect"),
        "exclude, only, prefer, most_shipments, keep_whole, most_nodes_per_line or ship_complete"
    );
    return SourcingEffect::exclude;
}

/// Of lists, each word adds one.
bool read_list_condition(const StoryWorld& world, StoryWords& words, SourcingRule& rule) {
    if (words.accept("node")) {
        rule.nodes.push_back(world.node(words.take("a node")));
    } else if (words.accept("group")) {
        rule.groups.push_back(world.group(words.take("a group")));
    } else if (words.accept("country")) {
        rule.countries.push_back(words.take("a country"));
    } else if (words.accept("postal")) {
        rule.postal_prefixes.push_back(words.take("the first characters of a code"));
    } else if (words.accept("class")) {
        rule.customer_classes.push_back(words.take("a customer class"));
    } else if (words.accept("attribute")) {
        rule.attributes.push_back(words.take("an attribute of items"));
    } else if (words.accept("category")) {
        rule.categories.push_back(words.take("a category"));
    } else if (words.accept("item")) {
        rule.skus.push_back(world.sku(words.take("an item")));
    } else {
        return false;
    }
    return true;
}

void read_rule_condition(const StoryWorld& world, StoryWords& words, SourcingRule& rule) {
    constexpr std::int64_t kUnitsMost = 1'000'000'000;
    if (read_list_condition(world, words, rule)) return;
    if (words.accept("from")) {
        rule.from = take_date(words);
    } else if (words.accept("until")) {
        rule.until = take_date(words);
    } else if (words.accept("method")) {
        rule.methods = take_rule_method(words);
    } else if (words.accept("residential")) {
        rule.address = AddressKind::residential;
    } else if (words.accept("business")) {
        rule.address = AddressKind::business;
    } else if (words.accept("units_least")) {
        rule.units_least = words.take_whole(0, kUnitsMost, "units");
    } else if (words.accept("units_most")) {
        rule.units_most = words.take_whole(0, kUnitsMost, "units");
    } else if (words.accept("value_least")) {
        rule.value_least = words.take_decimal(kMoneyScale, "an amount of money");
    } else if (words.accept("value_most")) {
        rule.value_most = words.take_decimal(kMoneyScale, "an amount of money");
    } else if (words.accept("penalty")) {
        rule.penalty = words.take_decimal(kMoneyScale, "an amount of money");
    } else {
        const std::string found = words.take("a part of the rule");
        words.fail(
            found,
            "node, group, from, until, country, postal, class, method, residential, business, "
            "units_least, units_most, value_least, value_most, attribute, category, item or penalty"
        );
    }
}

StoryAnswer tell_sourcing_row(StoryWorld& world, StoryWords& words, const SourcingRuleRow& row) {
    if (!words.finish()) return {};
    SupplyReply reply;
    world.engine().put_sourcing_rules({&row, 1}, world.context(), reply);
    return StoryAnswer::of(reply);
}

}  // namespace

SourcingRuleRow take_sourcing_rule(const StoryWorld& world, StoryWords& words) {
    SourcingRuleRow row;
    row.rule.name = words.take("a rule");
    row.rule.effect = take_effect(words);
    constexpr std::int64_t kMost = 1'000'000;
    if (row.rule.effect == SourcingEffect::most_shipments) {
        row.rule.shipments_most =
            static_cast<std::uint32_t>(words.take_whole(0, kMost, "a number of shipments"));
    }
    if (row.rule.effect == SourcingEffect::most_nodes_per_line) {
        row.rule.nodes_per_line_most =
            static_cast<std::uint32_t>(words.take_whole(0, kMost, "a number of nodes"));
    }
    while (!words.at_end() && !words.has_mistake())
        read_rule_condition(world, words, row.rule);
    return row;
}

StoryAnswer tell_sourcing_rule(StoryWorld& world, StoryWords& words) {
    return tell_sourcing_row(world, words, take_sourcing_rule(world, words));
}

StoryAnswer tell_drop_sourcing_rule(StoryWorld& world, StoryWords& words) {
    SourcingRuleRow row{.change = SourcingRuleChange::remove};
    row.rule.name = words.take("a rule");
    return tell_sourcing_row(world, words, row);
}

}  // namespace earmark
