#include "engine/resourcing/order_memory.h"

#include "engine/base/bytes.h"
#include "engine/engine_state.h"
#include "engine/order_checks.h"

#include <algorithm>

namespace earmark {

namespace {

/// Of the word of flags. New ones are appended, and their fields follow the others.
enum OrderFlag : std::uint32_t {
    order_may_split = 1U << 0U,
    order_ignores_safety = 1U << 1U,
    order_has_country = 1U << 2U,
    order_has_postal_code = 1U << 3U,
    order_has_location = 1U << 4U,
    order_has_group = 1U << 5U,
    order_has_shipments_max = 1U << 6U,
    order_has_split_penalty = 1U << 7U,
    order_has_allowed = 1U << 8U,
    order_has_excluded = 1U << 9U,
    order_has_declined = 1U << 10U,
    order_has_profile = 1U << 11U,
    order_is_residential = 1U << 12U,
    order_has_delivery = 1U << 13U,
    order_is_collected = 1U << 14U,
    order_has_customer_class = 1U << 15U,
    order_has_preference = 1U << 16U,
    order_has_sets = 1U << 17U,
    order_has_nodes_per_line_max = 1U << 18U,
};
constexpr std::uint32_t kOrderFlags = (1U << 19U) - 1;

void put_nodes(ByteWriter& out, const std::vector<NodeId>& nodes) {
    if (nodes.empty()) return;
    out.put_varint(static_cast<std::int64_t>(nodes.size()));
    std::int64_t before = 0;
    for (const NodeId node : nodes) {
        out.put_varint(std::int64_t{node.value()} - before);
        before = node.value();
    }
}

void get_nodes(ByteReader& in, std::vector<NodeId>& nodes) {
    std::int64_t node = 0;
    for (std::int64_t left = in.get_varint(); left > 0 && !in.failed(); --left) {
        node += in.get_varint();
        nodes.emplace_back(static_cast<std::uint32_t>(node));
    }
}

/// Sets one after the other, each as how many lines it has and how far each is from that before.
void put_sets(ByteWriter& out, const std::vector<TogetherLine>& together) {
    if (together.empty()) return;
    out.put_varint(together.back().set);
    for (auto begin = together.begin(), end = begin; begin != together.end(); begin = end) {
        end = std::find_if(begin, together.end(), [&](const TogetherLine& each) {
            return each.set != begin->set;
        });
        out.put_varint(end - begin);
        std::int64_t before = 0;
        for (auto each = begin; each != end; ++each) {
            out.put_varint(std::int64_t{each->line} - before);
            before = each->line;
        }
    }
}

void get_sets(ByteReader& in, std::vector<TogetherLine>& together) {
    const std::int64_t sets = in.get_varint();
    for (std::int64_t set = 1; set <= sets && !in.failed(); ++set) {
        std::int64_t line = 0;
        for (std::int64_t left = in.get_varint(); left > 0 && !in.failed(); --left) {
            line += in.get_varint();
            together.push_back({static_cast<std::uint32_t>(set), static_cast<std::uint32_t>(line)});
        }
    }
}

std::vector<NodeId> as_set(std::span<const NodeId> nodes) {
    std::vector<NodeId> set(nodes.begin(), nodes.end());
    std::ranges::sort(set);
    const auto repeated = std::ranges::unique(set);
    set.erase(repeated.begin(), repeated.end());
    return set;
}

std::uint32_t flags_of(const OrderMemory& order) {
    std::uint32_t flags = 0;
    const auto note = [&](bool is_so, OrderFlag flag) {
        if (is_so) flags |= flag;
    };
    note(order.splitting == LineSplit::may_split, order_may_split);
    note(order.ignore_safety, order_ignores_safety);
    note(!order.country.empty(), order_has_country);
    note(!order.postal_code.empty(), order_has_postal_code);
    note(order.location.has_value(), order_has_location);
    note(!order.group.is_none(), order_has_group);
    note(order.shipments_max.has_value(), order_has_shipments_max);
    note(order.split_penalty != 0, order_has_split_penalty);
    note(!order.allowed.empty(), order_has_allowed);
    note(!order.excluded.empty(), order_has_excluded);
    note(!order.declined.empty(), order_has_declined);
    note(!order.profile.is_none(), order_has_profile);
    note(order.residential, order_is_residential);
    note(order.delivery != DeliveryWish(), order_has_delivery);
    note(order.method != method_ship, order_is_collected);
    note(!order.customer_class.empty(), order_has_customer_class);
    note(order.preference > 0, order_has_preference);
    note(!order.together.empty(), order_has_sets);
    note(order.nodes_per_line_max.has_value(), order_has_nodes_per_line_max);
    return flags;
}

}  // namespace

OrderMemory memory_of(const SourceRequest& request) {
    return {
        .country = std::string(request.ship_to.country),
        .postal_code = std::string(request.ship_to.postal_code),
        .location = request.ship_to.location,
        .group = request.group,
        .allowed = as_set(request.allowed_nodes),
        .excluded = as_set(request.excluded_nodes),
        .declined = {},
        .shipments_max = request.shipments_max,
        .splitting = request.splitting,
        .split_penalty = request.split_penalty,
        .ignore_safety = request.ignore_safety,
        .profile = request.profile,
        .residential = request.residential,
        .delivery = request.delivery,
        .method = request.method,
        .store = request.store,
        .customer_class = std::string(request.customer_class),
        .preferred = as_set(request.preferred_nodes),
        .preference = request.preference,
        .together = sorted_sets(request.together),
        .nodes_per_line_max = request.nodes_per_line_max,
    };
}

SourceRequest request_of(const OrderMemory& order, std::vector<NodeId>& excluded) {
    excluded.insert(excluded.end(), order.excluded.begin(), order.excluded.end());
    excluded.insert(excluded.end(), order.declined.begin(), order.declined.end());
    return {
        .id = {},
        .lines = {},
        .ship_to =
            {.country = order.country, .postal_code = order.postal_code, .location = order.location
            },
        .group = order.group,
        .allowed_nodes = order.allowed,
        .excluded_nodes = excluded,
        .shipments_max = order.shipments_max,
        .splitting = order.splitting,
        .split_penalty = order.split_penalty,
        .delivery = order.delivery,
        .ignore_safety = order.ignore_safety,
        .profile = order.profile,
        .residential = order.residential,
        .method = order.method,
        .store = order.store,
        .customer_class = order.customer_class,
        .preferred_nodes = order.preferred,
        .preference = order.preference,
        .together = order.together,
        .nodes_per_line_max = order.nodes_per_line_max,
    };
}

std::vector<std::byte> encode_order(const OrderMemory& order) {
    static thread_local std::vector<std::byte> bytes;  // What is kept takes no more than it needs.
    bytes.clear();
    ByteWriter out(bytes);
    out.put_varint(flags_of(order));
    if (!order.country.empty()) out.put_text(order.country);
    if (!order.postal_code.empty()) out.put_text(order.postal_code);
    if (order.location) out.put_all(order.location->latitude_e6, order.location->longitude_e6);
    if (!order.group.is_none()) out.put_varint(order.group.value());
    if (order.shipments_max) out.put_varint(*order.shipments_max);
    if (order.split_penalty != 0) out.put_varint(order.split_penalty);
    put_nodes(out, order.allowed);
    put_nodes(out, order.excluded);
    put_nodes(out, order.declined);
    if (!order.profile.is_none()) out.put_varint(order.profile.value());
    if (order.delivery != DeliveryWish()) {
        out.put_all(order.delivery.need_by, order.delivery.wish_by);
        out.put_varint(order.delivery.lateness_per_day);
    }
    if (order.method != method_ship) out.put_all(order.method, order.store.value());
    if (!order.customer_class.empty()) out.put_text(order.customer_class);
    if (order.preference > 0) {
        put_nodes(out, order.preferred);
        out.put_varint(order.preference);
    }
    put_sets(out, order.together);
    if (order.nodes_per_line_max) out.put_varint(*order.nodes_per_line_max);
    return bytes;
}

bool decode_order(std::span<const std::byte> bytes, OrderMemory& order) {
    order = {};
    ByteReader in(bytes);
    const std::int64_t word = in.get_varint();
    if (word < 0 || word > kOrderFlags) return false;
    const auto flags = static_cast<std::uint32_t>(word);
    const auto has = [&](OrderFlag flag) { return (flags & flag) != 0; };
    if (has(order_may_split)) order.splitting = LineSplit::may_split;
    order.ignore_safety = has(order_ignores_safety);
    if (has(order_has_country)) order.country = in.get_text();
    if (has(order_has_postal_code)) order.postal_code = in.get_text();
    if (has(order_has_location)) {
        const auto latitude = in.get<std::int32_t>();
        order.location = Location{.latitude_e6 = latitude, .longitude_e6 = in.get<std::int32_t>()};
    }
    if (has(order_has_group)) order.group = GroupId(static_cast<std::uint16_t>(in.get_varint()));
    if (has(order_has_shipments_max))
        order.shipments_max = static_cast<std::uint32_t>(in.get_varint());
    if (has(order_has_split_penalty)) order.split_penalty = in.get_varint();
    if (has(order_has_allowed)) get_nodes(in, order.allowed);
    if (has(order_has_excluded)) get_nodes(in, order.excluded);
    if (has(order_has_declined)) get_nodes(in, order.declined);
    if (has(order_has_profile))
        order.profile = ProfileId(static_cast<std::uint16_t>(in.get_varint()));
    order.residential = has(order_is_residential);
    if (has(order_has_delivery)) {
        order.delivery.need_by = in.get<Day>();
        order.delivery.wish_by = in.get<Day>();
        order.delivery.lateness_per_day = in.get_varint();
    }
    if (has(order_is_collected)) {
        order.method = in.get<std::uint8_t>();
        order.store = NodeId(in.get<std::uint32_t>());
    }
    if (has(order_has_customer_class)) order.customer_class = in.get_text();
    if (has(order_has_preference)) {
        get_nodes(in, order.preferred);
        order.preference = in.get_varint();
    }
    if (has(order_has_sets)) get_sets(in, order.together);
    if (has(order_has_nodes_per_line_max))
        order.nodes_per_line_max = static_cast<std::uint32_t>(in.get_varint());
    return !in.failed() && in.at_end();
}

Outcome check_nodes(const SourceRequest& request, std::string& detail) {
    for (const auto nodes :
         {request.allowed_nodes, request.excluded_nodes, request.preferred_nodes}) {
        if (nodes.size() <= kOrderNodesMax) continue;
        const std::size_t found = as_set(nodes).size();
        if (found <= kOrderNodesMax) continue;
        detail = found_expected(
            "nodes of a list of an order that is held",
            std::to_string(found),
            "at most " + std::to_string(kOrderNodesMax)
        );
        return Outcome::bad_value;
    }
    return Outcome::done;
}

}  // namespace earmark
