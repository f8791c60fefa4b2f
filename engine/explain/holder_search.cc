#include "engine/explain/holder_search.h"

#include <algorithm>
#include <tuple>

namespace earmark {

namespace {

/// The largest first: units are negative.
bool is_before(const AvailabilityTerm& left, const AvailabilityTerm& right) {
    return std::tie(left.units, left.name, left.line, left.day) <
           std::tie(right.units, right.name, right.line, right.day);
}

void add_line(
    HeldPlace::Holders& holders,
    const Reservation& reservation,
    std::size_t at,
    TermKind kind,
    Units units,
    std::uint32_t limit
) {
    if (units == 0) return;
    holders.units += units;
    ++holders.count;
    auto& largest = holders.largest;
    const bool is_full = largest.size() >= limit;
    if (limit == 0 || (is_full && -units > largest.front().units)) return;
    AvailabilityTerm term{
        .kind = kind,
        .units = -units,
        .name = std::string(reservation.id()),
        .line = reservation.keys()[at].line(),
        .day = reservation.day(at)
    };
    if (is_full) {
        if (!is_before(term, largest.front())) return;
        std::pop_heap(largest.begin(), largest.end(), is_before);
        largest.pop_back();
    }
    largest.push_back(std::move(term));
    std::push_heap(largest.begin(), largest.end(), is_before);
}

/// Returns whether it told them one by one.
bool add_kind(
    HeldPlace::Holders& holders, TermKind kind, Units counted, std::vector<AvailabilityTerm>& terms
) {
    if (holders.units != counted) {
        if (counted != 0) terms.push_back({.kind = kind, .units = -counted, .count = 0});
        return false;
    }
    std::sort(holders.largest.begin(), holders.largest.end(), is_before);
    Units rest = counted;
    const auto listed = static_cast<std::uint32_t>(holders.largest.size());
    for (AvailabilityTerm& term : holders.largest) {
        rest += term.units;
        terms.push_back(std::move(term));
    }
    if (holders.count > listed)
        terms.push_back({.kind = kind, .units = -rest, .count = holders.count - listed});
    return true;
}

}  // namespace

bool HeldPlace::add_terms(std::vector<AvailabilityTerm>& terms) {
    const bool is_held_known = add_kind(held, TermKind::reserved, reserved, terms);
    return add_kind(ordered, TermKind::allocated, allocated, terms) && is_held_known;
}

void find_holders(
    const ReservationTable& reservations,
    SkuId sku,
    std::uint32_t limit,
    std::vector<HeldPlace>& places
) {
    for (HeldPlace& place : places) {
        place.held = {};
        place.ordered = {};
    }
    if (std::none_of(places.begin(), places.end(), [](const HeldPlace& place) {
            return place.reserved + place.allocated > 0;
        }))
        return;
    for (std::uint32_t index = 0; index < ReservationTable::kStripes; ++index) {
        ReservationLock stripe(reservations, index);
        for (const Reservation* reservation : stripe->all()) {
            const auto keys = reservation->keys();
            for (std::size_t at = 0; at < keys.size(); ++at) {
                if (keys[at].sku() != sku) continue;
                const auto place = std::lower_bound(
                    places.begin(),
                    places.end(),
                    keys[at].node(),
                    [](const HeldPlace& each, NodeId node) { return each.node < node; }
                );
                if (place == places.end() || place->node != keys[at].node()) continue;
                if (reservation->day(at) > place->until) continue;
                const LineUnits units = reservation->units(at);
                add_line(place->held, *reservation, at, TermKind::reserved, units.held, limit);
                add_line(
                    place->ordered, *reservation, at, TermKind::allocated, units.allocated, limit
                );
            }
        }
    }
}

}  // namespace earmark
