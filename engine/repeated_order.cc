#include "engine/repeated_order.h"

#include "engine/order_checks.h"
#include "engine/resourcing/order_memory.h"
#include "engine/source_answer.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <xxhash.h>

namespace earmark {

namespace {

std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
    return XXH3_64bits_withSeed(text.data(), text.size(), seed + text.size());
}

std::uint64_t hash_of(std::uint64_t number, std::uint64_t seed) {
    return XXH3_64bits_withSeed(&number, sizeof(number), seed);
}

/// A line takes one backorder at most: in whatever order a request tells them, it is the same.
std::vector<const TakenBackorder*> by_line(std::span<const TakenBackorder> backorders) {
    std::vector<const TakenBackorder*> sorted;
    sorted.reserve(backorders.size());
    for (const TakenBackorder& each : backorders)
        sorted.push_back(&each);
    std::ranges::sort(sorted, {}, &TakenBackorder::line);
    return sorted;
}

std::uint64_t hash_of_lines(std::span<const OrderLine> lines) {
    std::uint64_t hash = 1;
    for (const OrderLine& line : lines) {
        hash = hash_of(line.line, hash);
        hash = hash_of(line.sku.value(), hash);
        hash = hash_of(static_cast<std::uint64_t>(line.quantity), hash);
    }
    return hash;
}

std::uint64_t hash_of(const ShipTo& ship_to, std::uint64_t seed) {
    std::uint64_t hash = hash_of(ship_to.country, seed);
    hash = hash_of(ship_to.postal_code, hash);
    if (ship_to.location) {
        hash = hash_of(static_cast<std::uint32_t>(ship_to.location->latitude_e6), hash);
        hash = hash_of(static_cast<std::uint32_t>(ship_to.location->longitude_e6), hash);
    }
    return hash;
}

/// Of what every order has had from the first on.
std::uint64_t hash_of_limits(const SourceRequest& request, std::uint64_t seed) {
    std::uint64_t hash = hash_of(request.group.value(), seed);
    for (const NodeId node : request.allowed_nodes)
        hash = hash_of(node.value(), hash);
    hash = hash_of(request.allowed_nodes.size(), hash);
    for (const NodeId node : request.excluded_nodes)
        hash = hash_of(node.value(), hash);
    hash = hash_of(request.shipments_max.value_or(0), hash);
    hash = hash_of(static_cast<std::uint64_t>(request.splitting), hash);
    hash = hash_of(static_cast<std::uint64_t>(request.filling), hash);
    hash = hash_of(static_cast<std::uint64_t>(request.split_penalty), hash);
    hash = hash_of(static_cast<std::uint64_t>(request.hold_for.count()), hash);
    hash = hash_of(request.reference, hash);
    return hash_of(std::uint64_t{request.segment.value()}, hash);
}

/// Of what was added since: an order that does not say it keeps the hash that it had before, as a
/// reservation in an older log has it.
std::uint64_t hash_of_additions(const SourceRequest& request, std::uint64_t seed) {
    std::uint64_t hash = seed;
    if (!request.profile.is_none()) hash = hash_of(std::uint64_t{request.profile.value()}, hash);
    if (request.residential) hash = hash_of(std::uint64_t{1}, hash);
    if (request.method != method_ship)
        hash = hash_of((std::uint64_t{request.method} << 32U) | request.store.value(), hash);
    if (!request.customer_class.empty()) hash = hash_of(request.customer_class, hash);
    for (const NodeId node : request.preferred_nodes)
        hash = hash_of(node.value(), hash);
    if (request.preference > 0)
        hash = hash_of(static_cast<std::uint64_t>(request.preference), hash);
    for (const TogetherLine& each : sorted_sets(request.together))
        hash = hash_of((std::uint64_t{each.set} << 32U) | each.line, hash);
    for (const TakenBackorder* each : by_line(request.backorders)) {
        hash = hash_of((std::uint64_t{each->line} << 32U) | each->node.value(), hash);
        hash = hash_of(each->id(), hash);
    }
    if (request.nodes_per_line_max)
        hash = hash_of((std::uint64_t{1} << 32U) | *request.nodes_per_line_max, hash);
    if (const DeliveryWish& wish = request.delivery; !(wish == DeliveryWish{})) {
        hash = hash_of((std::uint64_t{wish.need_by} << 16U) | wish.wish_by, hash);
        hash = hash_of(static_cast<std::uint64_t>(wish.lateness_per_day), hash);
    }
    return hash;
}

/// What the order was not asked with before; empty if it is not known any more, for the order was
/// changed since.
std::string_view differing_field(const Reservation& reservation, const SourceRequest& request) {
    OrderMemory then;
    if (!decode_order(reservation.detail->order, then)) return {};
    const OrderMemory now = memory_of(request);
    const std::chrono::seconds hold_for(reservation.hold_for_s);
    const bool is_partial = request.filling == Filling::partial;
    const std::pair<std::string_view, bool> fields[] = {
        {"reference", reservation.reference() == request.reference},
        {"time to hold it", hold_for == request.hold_for},
        {"segment", reservation.segment() == request.segment},
        {"filling", reservation.partial == is_partial},
        {"country", then.country == now.country},
        {"postal code", then.postal_code == now.postal_code},
        {"location", then.location == now.location},
        {"kind of address", then.residential == now.residential},
        {"method or store", then.method == now.method && then.store == now.store},
        {"group", then.group == now.group},
        {"list of allowed nodes", then.allowed == now.allowed},
        {"list of excluded nodes", then.excluded == now.excluded},
        {"list of preferred nodes", then.preferred == now.preferred},
        {"price of preference", then.preference == now.preference},
        {"limit of shipments", then.shipments_max == now.shipments_max},
        {"limit of nodes per line", then.nodes_per_line_max == now.nodes_per_line_max},
        {"splitting", then.splitting == now.splitting},
        {"split penalty", then.split_penalty == now.split_penalty},
        {"profile", then.profile == now.profile},
        {"need-by or wish date", then.delivery == now.delivery},
        {"customer class", then.customer_class == now.customer_class},
        {"set of lines that travel together", then.together == now.together},
    };
    const auto differs =
        std::ranges::find(fields, false, &std::pair<std::string_view, bool>::second);
    return differs == std::end(fields) ? std::string_view() : differs->first;
}

}  // namespace

std::uint64_t request_hash(const SourceRequest& request) {
    const std::uint64_t lines = hash_of_lines(request.lines);
    std::uint64_t rest = hash_of(request.ship_to, 1);
    rest = hash_of_limits(request, rest);
    rest = hash_of_additions(request, rest);
    return ((lines >> 32U) << 32U) | (rest >> 32U) | 1U;
}

void answer_repeated(
    const Reservation& reservation, const SourceRequest& request, SourceReply& reply
) {
    reply = {};
    reply.lsn = reservation.lsn;
    const bool sourced =
        reservation.detail && reservation.detail->origin == ReservationOrigin::source;
    const std::uint64_t first = sourced ? reservation.detail->request_hash : 0;
    const std::uint64_t now = request_hash(request);
    if (first != now) {
        reply.outcome = Outcome::id_used_differently;
        reply.detail = "reservation '" + std::string(request.id) + "' was made ";
        if (first == 0) {
            reply.detail += "without sourcing";
        } else if ((first >> 32U) != now >> 32U) {
            reply.detail += "with other lines";
        } else {
            const std::string_view field = differing_field(reservation, request);
            reply.detail += field.empty() ? "with another address, reference or other limits"
                                          : "with another " + std::string(field);
        }
        return;
    }
    decode_answer(reservation.detail->answer, reply);
    reply.expires_at = reservation.has_held() ? Time(Duration(reservation.due_us)) : Time{};
    reply.outcome = Outcome::repeated;
}

}  // namespace earmark
