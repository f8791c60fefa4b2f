// Items, nodes, groups, tariffs and zones. What a line does not mention stays as it was.
#include "engine/base/decimal.h"
#include "engine/story/story_verbs.h"

#include <limits>
#include <optional>
#include <utility>

namespace earmark {
namespace {

constexpr std::int64_t kUint32Max = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t kUint16Max = std::numeric_limits<std::uint16_t>::max();

std::uint32_t take_uint32(StoryWords& words, std::string_view what) {
    return static_cast<std::uint32_t>(words.take_whole(0, kUint32Max, what));
}

Micros take_money(StoryWords& words) {
    return words.take_decimal(kMoneyScale, "an amount of money");
}

StoryAnswer answer_of(const PutReply& reply) {
    if (reply.outcome != Outcome::done) {
        auto answer = StoryAnswer::of(to_string(reply.outcome), false);
        answer.detail = reply.detail;
        return answer;
    }
    if (reply.answers.empty()) return StoryAnswer::of("applied", true);
    const RowAnswer& row = reply.answers.front();
    auto answer = StoryAnswer::of(to_string(row.verdict), row.verdict == RowVerdict::unchanged);
    answer.detail = row.detail;
    return answer;
}

void read_item_attribute(StoryWords& words, ItemView& item) {
    if (words.accept("unit")) {
        item.unit_of_measure = words.take("a unit of measure");
    } else if (words.accept("scale")) {
        item.scale = static_cast<std::uint8_t>(words.take_whole(0, 255, "a scale"));
    } else if (words.accept("weight_g")) {
        item.weight_g = take_uint32(words, "grams");
    } else if (words.accept("size_mm")) {
        item.length_mm = take_uint32(words, "millimetres");
        item.width_mm = take_uint32(words, "millimetres");
        item.height_mm = take_uint32(words, "millimetres");
    } else if (words.accept("value")) {
        item.value_micros = take_money(words);
    } else if (words.accept("category")) {
        item.category = words.take("a category");
    } else if (words.accept("attributes")) {
        item.attributes = words.take("attributes");
    } else {
        const std::string found = words.take("an attribute of the item");
        words.fail(found, "unit, scale, weight_g, size_mm, value, category or attributes");
    }
}

std::optional<NodeType> node_type(StoryWords& words) {
    if (words.accept("dc")) return NodeType::dc;
    if (words.accept("store")) return NodeType::store;
    if (words.accept("vendor")) return NodeType::vendor;
    if (words.accept("3pl")) return NodeType::third_party;
    return std::nullopt;
}

std::uint8_t take_methods(StoryWords& words) {
    unsigned methods = 0;
    while (true) {
        if (words.accept("ship")) {
            methods |= method_ship;
        } else if (words.accept("pickup")) {
            methods |= method_pickup;
        } else if (words.accept("ship_to_store")) {
            methods |= method_ship_to_store;
        } else if (words.accept("same_day")) {
            methods |= method_same_day;
        } else {
            return static_cast<std::uint8_t>(methods);
        }
    }
}

void read_node_attribute(StoryWords& words, NodeView& node) {
    if (const auto type = node_type(words)) {
        node.type = *type;
    } else if (words.accept("at")) {
        const std::int64_t latitude = words.take_decimal(6, "a latitude");
        const std::int64_t longitude = words.take_decimal(6, "a longitude");
        node.location = Location{
            .latitude_e6 = static_cast<std::int32_t>(latitude),
            .longitude_e6 = static_cast<std::int32_t>(longitude)
        };
    } else if (words.accept("country")) {
        node.country = words.take("a country");
    } else if (words.accept("postal")) {
        node.postal_code = words.take("a postal code");
    } else if (words.accept("time_zone")) {
        node.time_zone = words.take("a time zone");
    } else if (words.accept("methods")) {
        node.methods = take_methods(words);
    } else if (words.accept("priority")) {
        node.priority = static_cast<std::uint16_t>(words.take_whole(0, kUint16Max, "a priority"));
    } else if (words.accept("tariff")) {
        node.tariff = words.take("a tariff");
    } else if (words.accept("per_shipment")) {
        node.handling_per_shipment = take_money(words);
    } else if (words.accept("per_line")) {
        node.handling_per_line = take_money(words);
    } else if (words.accept("per_unit")) {
        node.handling_per_unit = take_money(words);
    } else if (words.accept("enabled")) {
        node.enabled = true;
    } else if (words.accept("disabled")) {
        node.enabled = false;
    } else {
        const std::string found = words.take("an attribute of the node");
        words.fail(
            found,
            "dc, store, vendor, 3pl, at, country, postal, time_zone, methods, priority, tariff, "
            "per_shipment, per_line, per_unit, enabled or disabled"
        );
    }
}

std::vector<Micros> take_rates(StoryWords& words) {
    std::vector<Micros> rates;
    while (!words.at_end() && !words.has_mistake()) {
        if (words.accept("-")) {
            rates.push_back(-1);
        } else {
            rates.push_back(take_money(words));
        }
    }
    return rates;
}

}  // namespace

StoryAnswer tell_item(StoryWorld& world, StoryWords& words) {
    const std::string name = words.take("an item");
    ItemView item;
    if (auto known = world.engine().item(world.sku(name))) item = *std::move(known);
    while (!words.at_end() && !words.has_mistake())
        read_item_attribute(words, item);
    if (!words.finish()) return {};
    const ItemRow row{
        .sku = name,
        .unit_of_measure = item.unit_of_measure,
        .scale = item.scale,
        .weight_g = item.weight_g,
        .length_mm = item.length_mm,
        .width_mm = item.width_mm,
        .height_mm = item.height_mm,
        .value_micros = item.value_micros,
        .category = item.category,
        .attributes = item.attributes
    };
    PutReply reply;
    world.engine().put_items({&row, 1}, world.context(), reply);
    return answer_of(reply);
}

namespace {

/// A node as the words leave it; `node` keeps the row's texts.
NodeRow take_node(const StoryWorld& world, StoryWords& words, NodeId known, NodeView& node) {
    if (auto view = world.engine().node(known)) node = *std::move(view);
    while (!words.at_end() && !words.has_mistake())
        read_node_attribute(words, node);
    return {
        .key = node.key,
        .type = node.type,
        .location = node.location,
        .country = node.country,
        .postal_code = node.postal_code,
        .time_zone = node.time_zone,
        .methods = node.methods,
        .priority = node.priority,
        .tariff = node.tariff,
        .handling_per_shipment = node.handling_per_shipment,
        .handling_per_line = node.handling_per_line,
        .handling_per_unit = node.handling_per_unit,
        .enabled = node.enabled
    };
}

}  // namespace

StoryAnswer tell_node(StoryWorld& world, StoryWords& words) {
    NodeView node;
    node.key = words.take("a node");
    const NodeRow row = take_node(world, words, world.node(node.key), node);
    if (!words.finish()) return {};
    PutReply reply;
    world.engine().put_nodes({&row, 1}, world.context(), reply);
    return answer_of(reply);
}

StoryAnswer preview_node(StoryWorld& world, StoryWords& words) {
    NodeView node;
    node.key = words.take("a node");
    const NodeRow row = take_node(world, words, world.node(node.key), node);
    if (!words.finish()) return {};
    return tell_pages(world, [&](std::string_view after, RulePreviewReply& page) {
        const NodePreviewRequest request{.rows = {&row, 1}, .after = after, .limit = 2};
        world.engine().preview_rules(request, world.context().now, page);
    });
}

StoryAnswer tell_group(StoryWorld& world, StoryWords& words) {
    const std::string name = words.take("a group");
    std::vector<std::string> keys;
    while (!words.at_end() && !words.has_mistake())
        keys.push_back(words.take("a node"));
    if (!words.finish()) return {};
    std::vector<GroupMember> members;
    members.reserve(keys.size());
    for (const std::string& key : keys)
        members.push_back({.node = world.ensure_node(key)});
    const GroupRow row{.name = name, .members = members};
    PutReply reply;
    world.engine().put_groups({&row, 1}, world.context(), reply);
    return answer_of(reply);
}

StoryAnswer tell_tariff(StoryWorld& world, StoryWords& words) {
    const std::string name = words.take("a tariff");
    const Day from = words.accept("from") ? take_date(words) : kNoDay;
    const auto key = std::pair(name, from);
    StoryTariff told = world.tariffs()[key];
    if (words.accept("dim_cm3_per_kg")) {
        told.dim_cm3_per_kg = take_uint32(words, "cubic centimetres per kilogram");
    } else if (words.accept("surcharge")) {
        told.surcharge_per_parcel = take_money(words);
    } else {
        words.demand("up_to_g");
        const std::uint32_t weight = take_uint32(words, "grams");
        told.steps.push_back({.weight_g_max = weight, .rates = take_rates(words)});
    }
    if (!words.finish()) return {};
    world.tariffs()[key] = told;
    // Without a step yet there is nothing that an engine could rate by.
    if (told.steps.empty()) return StoryAnswer::of("applied", true);

    std::vector<TariffStep> steps;
    steps.reserve(told.steps.size());
    for (const StoryTariff::Step& step : told.steps)
        steps.push_back({.weight_g_max = step.weight_g_max, .rates = step.rates});
    const TariffRow row{
        .name = name,
        .dim_cm3_per_kg = told.dim_cm3_per_kg,
        .surcharge_per_parcel = told.surcharge_per_parcel,
        .steps = steps,
        .from = from
    };
    PutReply reply;
    world.engine().put_tariffs({&row, 1}, world.context(), reply);
    return answer_of(reply);
}

StoryAnswer tell_zone(StoryWorld& world, StoryWords& words) {
    const std::string origin = words.take("the first characters of a postal code");
    const std::string destination = words.take("the first characters of a postal code");
    const auto zone = static_cast<std::uint8_t>(words.take_whole(0, 255, "a zone"));
    if (!words.finish()) return {};
    const ZonePair pair{.origin_prefix = origin, .destination_prefix = destination, .zone = zone};
    PutReply reply;
    world.engine().put_zones({.pairs = {&pair, 1}, .bands = {}}, world.context(), reply);
    return answer_of(reply);
}

StoryAnswer tell_zone_band(StoryWorld& world, StoryWords& words) {
    const std::uint32_t miles = take_uint32(words, "miles");
    words.demand("miles");
    const auto zone = static_cast<std::uint8_t>(words.take_whole(0, 255, "a zone"));
    if (!words.finish()) return {};
    world.zone_bands().push_back({.miles_max = miles, .zone = zone});
    PutReply reply;
    world.engine().put_zones({.pairs = {}, .bands = world.zone_bands()}, world.context(), reply);
    return answer_of(reply);
}

}  // namespace earmark
