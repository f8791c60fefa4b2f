// Levels: who watches what, and what was told.
#include "engine/base/decimal.h"
#include "engine/story/story_verbs.h"

namespace earmark {
namespace {

/// "item SKU", "category WORD" or nothing, then "node NODE", "group NAME", "each_node" or nothing.
LevelRule read_watch(StoryWorld& world, StoryWords& words) {
    LevelRule rule;
    if (words.accept("item")) {
        rule.sku = world.sku(words.take("an item"));
    } else if (words.accept("category")) {
        rule.category = words.take("a category");
    }
    if (words.accept("each_node")) {
        rule.scope = LevelScope::each_node;
    } else if (words.accept("node")) {
        rule.scope = LevelScope::node;
        rule.place.node = world.node(words.take("a node"));
    } else if (words.accept("group")) {
        rule.scope = LevelScope::group;
        rule.place.group = world.group(words.take("a group"));
    }
    return rule;
}

StoryAnswer put(StoryWorld& world, StoryWords& words, const LevelRuleRow& row) {
    if (!words.finish()) return {};
    SupplyReply reply;
    world.engine().put_level_rules({&row, 1}, world.context(), reply);
    return StoryAnswer::of(reply);
}

}  // namespace

StoryAnswer tell_level_rule(StoryWorld& world, StoryWords& words) {
    LevelRuleRow row{.rule = read_watch(world, words)};
    while (!words.at_end() && !words.has_mistake()) {
        if (words.accept("low")) {
            row.rule.low = words.take_whole(0, kLevelUnitsMax, "a whole number");
        } else if (words.accept("medium")) {
            row.rule.medium = words.take_whole(0, kLevelUnitsMax, "a whole number");
        } else {
            words.fail(words.take("low or medium"), "low or medium");
        }
    }
    return put(world, words, row);
}

StoryAnswer tell_end_level_rule(StoryWorld& world, StoryWords& words) {
    return put(world, words, {.remove = true, .rule = read_watch(world, words)});
}

StoryAnswer tell_levels(StoryWorld& world, StoryWords& words) {
    const SkuId sku = world.sku(words.take("an item"));
    LevelPlace place;
    if (words.accept("group")) {
        place.group = world.group(words.take("a group"));
    } else if (!words.at_end()) {
        place.node = world.node(words.take("a node"));
    }
    if (!words.finish()) return {};
    world.engine().sweep_levels(world.context().now);
    for (const PlaceLevel& told : world.engine().levels(sku)) {
        if (told.place != place) continue;
        auto answer = StoryAnswer::of(to_string(told.level), true);
        answer.facts.front().figures.emplace_back(
            "ats", format_decimal(told.ats, world.scale(sku))
        );
        return answer;
    }
    return StoryAnswer::of(to_string(Level::unwatched), true);
}

}  // namespace earmark
