// Rules of selling: safety stock by rule, stops, and which of them applies.
#include "engine/base/decimal.h"
#include "engine/story/story_verbs.h"

#include <array>
#include <limits>
#include <utility>

namespace earmark {
namespace {

std::uint8_t method_of(StoryWords& words) {
    constexpr std::array<std::pair<std::string_view, std::uint8_t>, 4> kMethods{{
        {"ship", method_ship},
        {"pickup", method_pickup},
        {"ship_to_store", method_ship_to_store},
        {"same_day", method_same_day},
    }};
    for (const auto& [name, method] : kMethods) {
        if (words.accept(name)) return method;
    }
    const std::string_view options = "ship, pickup, ship_to_store or same_day";
    words.fail(words.take(options), options);
    return method_ship;
}

NodeType type_of(StoryWords& words) {
    if (words.accept("dc")) return NodeType::dc;
    if (words.accept("store")) return NodeType::store;
    if (words.accept("vendor")) return NodeType::vendor;
    if (words.accept("3pl")) return NodeType::third_party;
    const std::string_view options = "dc, store, vendor or 3pl";
    words.fail(words.take(options), options);
    return NodeType::dc;
}

/// A row with the texts it borrows.
struct ToldRule {
    std::string name;
    std::string category;
    SellingRuleRow row;
};

/// "8" or "25%".
void take_figure(StoryWords& words, std::uint8_t scale, SellingRuleRow& row) {
    constexpr std::uint8_t kPercentScale = 2;
    std::string text = words.take("a quantity or a percentage");
    const bool is_percent = !text.empty() && text.back() == '%';
    if (is_percent) text.pop_back();
    row.basis = is_percent ? SegmentBasis::percent : SegmentBasis::units;
    const Decimal figure = parse_decimal(text, is_percent ? kPercentScale : scale);
    if (!figure.is_good()) words.fail(text, "a quantity or a percentage");
    row.figure = figure.value;
}

void read_scope(StoryWorld& world, StoryWords& words, ToldRule& told) {
    RuleScope& scope = told.row.scope;
    // Handles that nothing has, so that the engine says what is unknown.
    if (words.accept("item")) {
        scope.sku = world.sku(words.take("an item"));
        if (scope.sku.is_none()) scope.sku = SkuId(std::numeric_limits<std::uint32_t>::max());
    } else if (words.accept("category")) {
        told.category = words.take("a category");
        scope.category = told.category;
    } else if (words.accept("node")) {
        scope.node = world.node(words.take("a node"));
        if (scope.node.is_none()) scope.node = NodeId(kNodesMax);
    } else if (words.accept("type")) {
        scope.node_type = type_of(words);
    } else if (words.accept("group")) {
        scope.group = world.group(words.take("a group"));
        if (scope.group.is_none()) scope.group = GroupId(std::numeric_limits<std::uint16_t>::max());
    } else if (words.accept("network")) {
        told.row.network = true;
    } else if (words.accept("segment")) {
        scope.segment = take_segment(world, words);
    } else if (words.accept("method")) {
        scope.method = method_of(words);
    } else if (words.accept("rank")) {
        told.row.rank = static_cast<std::uint16_t>(words.take_whole(0, kSegmentRankMax, "a rank"));
    } else if (words.accept("begins")) {
        told.row.from = world.context().now + take_duration(words);
    } else if (words.accept("ends")) {
        told.row.until = world.context().now + take_duration(words);
    } else {
        const std::string_view options =
            "item, category, node, type, group, network, segment, method, rank, begins or ends";
        words.fail(words.take(options), options);
    }
}

/// The name of a rule and what follows it, as the verb has it. Returns whether it means something.
bool read_row(StoryWorld& world, StoryWords& words, ToldRule& told) {
    while (!words.at_end() && !words.has_mistake())
        read_scope(world, words, told);
    if (!words.finish()) return false;
    told.row.name = told.name;
    return true;
}

void read_safety_rule(StoryWords& words, ToldRule& told) {
    told.name = words.take("a name for the rule");
    take_figure(words, 0, told.row);
}

void read_stop(StoryWords& words, ToldRule& told) {
    told.name = words.take("a name for the stop");
    told.row.effect = RuleEffect::stop;
}

void read_drop(StoryWords& words, ToldRule& told) {
    told.name = words.take("the name of a rule");
    told.row.change = RuleChange::remove;
}

StoryAnswer tell_row(StoryWorld& world, StoryWords& words, ToldRule& told) {
    if (!read_row(world, words, told)) return {};
    SupplyReply reply;
    world.engine().put_selling_rules({&told.row, 1}, world.context(), reply);
    return StoryAnswer::of(reply);
}

}  // namespace

void take_asking(StoryWords& words, std::uint8_t& method, bool& ignore_safety) {
    if (words.accept("method")) method = method_of(words);
    if (words.accept("ignore_safety")) ignore_safety = true;
}

StoryAnswer tell_safety_rule(StoryWorld& world, StoryWords& words) {
    ToldRule told;
    read_safety_rule(words, told);
    return tell_row(world, words, told);
}

StoryAnswer tell_stop(StoryWorld& world, StoryWords& words) {
    ToldRule told;
    read_stop(words, told);
    return tell_row(world, words, told);
}

StoryAnswer tell_drop_rule(StoryWorld& world, StoryWords& words) {
    ToldRule told;
    read_drop(words, told);
    return tell_row(world, words, told);
}

StoryAnswer tell_preview(StoryWorld& world, StoryWords& words) {
    ToldRule told;
    if (words.accept("safety_rule")) {
        read_safety_rule(words, told);
    } else if (words.accept("stop")) {
        read_stop(words, told);
    } else if (words.accept("drop_rule")) {
        read_drop(words, told);
    } else if (words.accept("rule")) {
        return preview_segment_rule(world, words);
    } else if (words.accept("terms")) {
        return preview_terms(world, words);
    } else if (words.accept("node")) {
        return preview_node(world, words);
    } else {
        const std::string_view options = "safety_rule, stop, drop_rule, rule, terms or node";
        words.fail(words.take(options), options);
    }
    if (!read_row(world, words, told)) return {};
    return tell_pages(world, [&](std::string_view after, RulePreviewReply& page) {
        const RulePreviewRequest request{.rows = {&told.row, 1}, .after = after, .limit = 2};
        world.engine().preview_rules(request, world.context().now, page);
    });
}

StoryAnswer tell_applied(StoryWorld& world, StoryWords& words) {
    const SkuId sku = world.sku(words.take("an item"));
    const NodeId node = world.node(words.take("a node"));
    Asking asking;
    if (words.accept("segment")) asking.segment = take_segment(world, words);
    take_asking(words, asking.method, asking.ignore_safety);
    if (!words.finish()) return {};
    std::vector<NodeAvailability> positions;
    world.engine().item_availability(sku, {}, asking, positions);
    for (const NodeAvailability& position : positions) {
        if (position.node != node) continue;
        const auto name = [&](RuleId id) {
            return id.is_none() ? std::string("none") : world.engine().selling_rule_name(id);
        };
        StoryAnswer answer;
        StoryFact& fact = answer.facts.emplace_back();
        fact.figures.emplace_back("safety", name(position.safety_rule));
        fact.figures.emplace_back("stop", name(position.stopped_by));
        return answer;
    }
    return StoryAnswer::of("no_position", false);
}

}  // namespace earmark
