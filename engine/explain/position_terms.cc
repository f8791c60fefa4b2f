#include "engine/explain/position_terms.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace earmark {

namespace {

std::string rule_name(const ReferenceData& reference, RuleId id) {
    const SellingRule* rule = reference.rules->find(id);
    return rule == nullptr ? std::string() : rule->name;
}

void add_units(TermKind kind, Units units, std::vector<AvailabilityTerm>& terms) {
    if (units != 0) terms.push_back({.kind = kind, .units = units});
}

/// Appends what was found as it is, or the largest of it and the rest in one.
void add_largest(
    std::vector<AvailabilityTerm> found, std::uint32_t limit, std::vector<AvailabilityTerm>& terms
) {
    if (found.size() > limit) {
        std::ranges::sort(found, {}, [](const AvailabilityTerm& term) {
            return std::tuple(-std::abs(term.units), term.rank, std::string_view(term.name));
        });
        AvailabilityTerm rest{.kind = found.front().kind, .count = 0};
        for (std::size_t index = limit; index < found.size(); ++index) {
            rest.units += found[index].units;
            ++rest.count;
        }
        found.resize(limit);
        found.push_back(std::move(rest));
    }
    for (AvailabilityTerm& term : found)
        terms.push_back(std::move(term));
}

/// What is promised for days that count, and the receipts that do.
void add_dated(
    const TermSources& sources,
    HeldPlace& place,
    std::vector<AvailabilityTerm>& backorders,
    std::vector<AvailabilityTerm>& receipts
) {
    const auto rows = sources.stock.rows_of<DatedRow>();
    const PromiseTerms promise = promise_terms(rows, *sources.stock.calendar);
    rows.visit_node(place.node, [&](const DatedRow& row) {
        const bool is_confirmed = row.kind == DatedRow::Kind::waiting && row.confirmed > 0;
        if (is_confirmed && row.confirmed_day <= place.until) {
            // Counted as reserved in the row of its day, too, where no reservation is behind it.
            place.reserved -= row.confirmed;
            backorders.push_back({
                .kind = TermKind::backorder,
                .units = -row.confirmed,
                .name = std::string(row.id()),
                .day = row.confirmed_day,
            });
        }
        if (row.day > place.until) return;
        if (row.kind == DatedRow::Kind::demand) {
            place.reserved += row.reserved;
            place.allocated += row.allocated;
        }
        if (row.kind != DatedRow::Kind::supply || sources.asking.day == kNoDay) return;
        const Units change = projected_change(row, promise);
        if (change == 0) return;
        receipts.push_back({
            .kind = TermKind::receipt,
            .units = change,
            .name = std::string(row.id()),
            .day = row.day,
        });
    });
}

Units counted_back(const OwnUnits& own, Day until) {
    Units units = own.held;
    for (const OwnDated& each : own.dated) {
        if (each.day <= until) units += each.units;
    }
    return units;
}

void add_withheld(
    const TermSources& sources,
    const PositionOffer& offer,
    Units withheld,
    std::vector<AvailabilityTerm>& terms
) {
    if (withheld == 0) return;
    AvailabilityTerm term{.kind = TermKind::safety, .units = -withheld};
    if (!offer.stopped_by.is_none()) {
        term.kind = TermKind::stop;
        term.name = rule_name(sources.reference, offer.stopped_by);
    } else if (offer.is_closed) {
        term.kind = TermKind::node_disabled;
    } else {
        term.name = rule_name(sources.reference, offer.safety_rule);
        term.figure = offer.safety;
    }
    terms.push_back(std::move(term));
}

void add_segments(
    const TermSources& sources, const SegmentParts& parts, std::vector<AvailabilityTerm>& terms
) {
    std::vector<AvailabilityTerm> floors;
    floors.reserve(parts.floors.size());
    for (const SegmentParts::Floor& floor : parts.floors) {
        floors.push_back({
            .kind = TermKind::floor,
            .units = -floor.granted,
            .name = segment_name(sources.state, floor.segment),
            .rank = floor.rank,
        });
    }
    add_largest(std::move(floors), sources.limit, terms);
    if (parts.over_ceiling == 0) return;
    terms.push_back({
        .kind = TermKind::ceiling,
        .units = -parts.over_ceiling,
        .name = segment_name(sources.state, sources.asking.segment),
        .figure = parts.ceiling,
        .used = parts.used,
    });
}

}  // namespace

std::string segment_name(const EngineState& state, SegmentId segment) {
    if (segment.is_none() || segment.value() > state.segments.count()) return {};
    return std::string(state.segments.text_of(segment.value() - 1U));
}

void explain_position(
    const TermSources& sources,
    const Position& position,
    const OwnUnits& own,
    const PositionOffer& offer,
    const OfferParts& parts,
    std::vector<AvailabilityTerm>& terms,
    HeldPlace& place
) {
    const bool is_now = sources.asking.day == kNoDay;
    place.node = position.node();
    place.until = is_now ? sources.stock.calendar->today() : parts.dated.least_day;
    place.reserved = position.reserved();
    place.allocated = position.allocated();
    std::vector<AvailabilityTerm> backorders;
    std::vector<AvailabilityTerm> receipts;
    add_dated(sources, place, backorders, receipts);

    terms.push_back({.kind = TermKind::on_hand, .units = position.on_hand()});
    add_units(TermKind::reserved, -place.reserved, terms);
    add_units(TermKind::allocated, -place.allocated, terms);
    add_largest(std::move(backorders), sources.limit, terms);
    add_largest(std::move(receipts), sources.limit, terms);
    add_units(TermKind::counted_back, counted_back(own, place.until), terms);

    const Units base = is_now ? offer.free : parts.dated.least;
    if (parts.dated.is_behind_horizon) add_units(TermKind::beyond_horizon, -sum_of(terms), terms);
    if (!is_now && base == kUnitsMax) add_units(TermKind::unlimited, base - sum_of(terms), terms);
    const Units positive = std::max<Units>(0, base);
    add_units(TermKind::shortage, positive - base, terms);
    const Units withheld = is_now ? offer.withheld : positive - parts.available;
    add_withheld(sources, offer, withheld, terms);
    const Units later = positive - withheld - parts.available;
    if (later != 0) {
        terms.push_back(
            {.kind = TermKind::later_promises, .units = -later, .day = parts.dated.least_day}
        );
    }
    add_segments(sources, parts.segments, terms);
}

void add_network_term(
    const ReferenceData& reference,
    Units units,
    const std::vector<LeaningGroup>& leaning,
    std::vector<AvailabilityTerm>& terms
) {
    if (units == 0) return;
    AvailabilityTerm term{.kind = TermKind::network, .units = -units, .count = 0};
    for (const LeaningGroup& each : leaning) {
        const Group* group = reference.groups->find(each.id);
        if (group != nullptr) term.name += (term.name.empty() ? "" : ", ") + group->name;
        term.figure += each.units;
        ++term.count;
    }
    terms.push_back(std::move(term));
}

}  // namespace earmark
