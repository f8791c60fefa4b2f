#include "engine/backorders/taken_backorders.h"

#include "engine/order_candidates.h"
#include "engine/promising/dated_change.h"
#include "engine/shipping/local_time.h"
#include "engine/shipping/schedule.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace earmark {

namespace {

const OrderLine* line_of(const SourceRequest& request, const TakenBackorder& taken) {
    const auto line = std::ranges::find(request.lines, taken.line, &OrderLine::line);
    return line == request.lines.end() ? nullptr : &*line;
}

std::optional<DatedRow> find_row(const ItemStock& stock, const TakenBackorder& taken) {
    std::optional<DatedRow> found;
    stock.rows_of<DatedRow>().visit_node(taken.node, [&](const DatedRow& row) {
        if (row.kind == DatedRow::Kind::waiting && row.id() == taken.id()) found = row;
    });
    return found;
}

std::string name_of(const TakenBackorder& taken) {
    return "backorder '" + std::string(taken.id()) + "' of line " + std::to_string(taken.line);
}

/// Whether the row waits for so many, for who asks.
Outcome check_row(
    const std::optional<DatedRow>& row,
    const TakenBackorder& taken,
    SegmentId segment,
    Units units,
    std::string& detail
) {
    if (!row) {
        detail = name_of(taken) + ": found none that waits for the line's item at that node";
        return Outcome::unknown_backorder;
    }
    if (row->segment != segment) {
        detail = name_of(taken) + ": found another segment than the order's, expected the same";
        return Outcome::bad_value;
    }
    if (units <= row->wanted) return Outcome::done;
    detail = found_expected(
        name_of(taken),
        std::to_string(units) + " units asked",
        "at most the " + std::to_string(row->wanted) + " that wait"
    );
    return Outcome::bad_value;
}

bool is_shipped(const std::vector<Shipment>& shipments, std::uint32_t line) {
    return std::ranges::any_of(shipments, [&](const Shipment& shipment) {
        return std::ranges::find(shipment.lines, line, &ShipmentLine::line) != shipment.lines.end();
    });
}

/// What a plan ships of a line.
struct LineTaken {
    Units units = 0;
    Units here = 0;     ///< Of these, from one node,
    Units in_time = 0;  ///< and on a day or before.
};

LineTaken taken_of(
    const std::vector<Shipment>& shipments, std::uint32_t line, NodeId node, Day day
) {
    LineTaken taken;
    for (const Shipment& shipment : shipments) {
        const bool is_in_time = !shipment.dates.are_said() || shipment.dates.ship_day <= day;
        for (const ShipmentLine& shipped : shipment.lines) {
            if (shipped.line != line) continue;
            taken.units += shipped.quantity;
            if (shipment.node == node) taken.here += shipped.quantity;
            if (is_in_time) taken.in_time += shipped.quantity;
        }
    }
    return taken;
}

/// The day by whose end units leave a node that are promised there for a day: that day, or that of
/// the first pickup from then and from now on; where none picks up, that on which it works.
Day leaves_by(const ReferenceData& reference, NodeId node, Day promised, Time now) {
    const ServiceDates* dates = reference.service_dates.get();
    const NodeHours* hours = dates == nullptr ? nullptr : dates->hours_of(node);
    std::optional<Time> ready;
    if (hours != nullptr) ready = ready_at(*hours, now);
    if (!ready) return std::max(promised, day_of(now));
    ready = std::max(*ready, hours->zone->utc(local_time(promised, 0)));
    std::optional<Day> first;
    const auto leaves = [&](std::span<const PickupTime> pickups, const ServiceDays& days) {
        const auto day = ship_day(*hours, pickups, days, *ready);
        if (day && (!first || *day < *first)) first = day;
    };
    if (const ServiceRates* services = reference.service_rates.get()) {
        for (const std::uint32_t service : services->at(node))
            leaves(dates->pickups(node, service), dates->service(service).days);
    }
    const PickupTime closing{.minute = hours->closes_minute, .days = hours->days};
    if (!first) leaves({&closing, 1}, {});
    return std::max(promised, first.value_or(promised));
}

/// Read without a lock.
Units ats_at(SellingWalk& selling, const ItemStock& stock, NodeId node, const OwnUnits& own) {
    const PositionBlock* block = stock.positions;
    const std::uint32_t count = block == nullptr ? 0 : std::min(block->count(), block->capacity());
    for (std::uint32_t place = 0; place < count; ++place) {
        const Position position = block->load_counters(place);
        if (position.node() == node) return selling.at(position, own).ats;
    }
    return 0;
}

}  // namespace

Outcome check_backorders(
    const ReferenceData& reference, const SourceRequest& request, std::string& detail
) {
    std::vector<std::pair<const TakenBackorder*, SkuId>> before;
    before.reserve(std::min(request.backorders.size(), request.lines.size()));
    for (const TakenBackorder& taken : request.backorders) {
        if (taken.name_bytes == 0 || taken.name_bytes > kReceiptIdBytesMax) {
            detail = found_expected(
                "backorder of line " + std::to_string(taken.line),
                std::to_string(taken.name_bytes) + " bytes",
                "1 to 32"
            );
            return Outcome::bad_value;
        }
        const OrderLine* line = line_of(request, taken);
        if (line == nullptr) {
            detail = name_of(taken) + ": found no such line, expected one of the order";
            return Outcome::bad_value;
        }
        if (reference.nodes->find(taken.node) == nullptr) {
            detail = name_of(taken) + ": node handle " + std::to_string(taken.node.value());
            return Outcome::unknown_node;
        }
        const bool is_twice = std::ranges::any_of(before, [&](const auto& each) {
            const auto& [other, sku] = each;
            return other->line == taken.line ||
                   (other->node == taken.node && sku == line->sku && other->id() == taken.id());
        });
        before.emplace_back(&taken, line->sku);
        if (!is_twice) continue;
        detail = name_of(taken) + ": found the line or the backorder twice, expected once";
        return Outcome::bad_value;
    }
    return Outcome::done;
}

Outcome check_waiting(const EngineState& state, const SourceRequest& request, std::string& detail) {
    for (const TakenBackorder& taken : request.backorders) {
        const OrderLine& line = *line_of(request, taken);
        std::optional<DatedRow> row;
        if (const ItemSlot* slot = state.items.find_slot(line.sku)) {
            state.items.read_positions(line.sku, *slot, [&](const ItemStock& stock) {
                row = find_row(stock, taken);
            });
        }
        const Outcome bad = check_row(row, taken, request.segment, line.quantity, detail);
        if (bad != Outcome::done) return bad;
    }
    return Outcome::done;
}

void find_confirmed(
    const SourceRequest& request,
    SkuId sku,
    const ItemStock& stock,
    std::vector<ConfirmedUnits>& confirmed
) {
    // Of the item's lines first: an order may have a thousand lines, and as many items.
    for (const OrderLine& line : request.lines) {
        if (line.sku != sku) continue;
        const auto taken = std::ranges::find(request.backorders, line.line, &TakenBackorder::line);
        if (taken == request.backorders.end()) continue;
        const auto row = find_row(stock, *taken);
        if (!row || row->confirmed == 0) continue;
        const Units units = std::min(row->confirmed, line.quantity);
        confirmed.push_back({sku, taken->node, row->confirmed_day, row->segment, units, line.line});
    }
}

std::vector<UnitsOfOrder> only_for(const EngineState& state, const SourceRequest& request) {
    std::vector<UnitsOfOrder> all;
    const ReferenceData& reference = state.reference.current();
    for (const TakenBackorder& taken : request.backorders) {
        const SkuId sku = line_of(request, taken)->sku;
        const ItemSlot* slot = state.items.find_slot(sku);
        const bool is_known = std::ranges::any_of(all, [&](const UnitsOfOrder& each) {
            return each.sku == sku && each.node == taken.node;
        });
        if (slot == nullptr || is_known) continue;
        Units units = 0;
        state.items.read_positions(sku, *slot, [&](const ItemStock& stock) {
            std::vector<ConfirmedUnits> confirmed;
            find_confirmed(request, sku, stock, confirmed);
            CountedBack own(confirmed, sku);
            const auto ats = [&](const OwnUnits& counted) {
                SellingWalk selling(state.items, sku, stock, reference, asking_of(request));
                return ats_at(selling, stock, taken.node, counted);
            };
            units = ats(own.at(taken.node)) - ats({});
        });
        all.push_back({sku, taken.node, units});
    }
    return all;
}

CountedBack::CountedBack(std::span<const ConfirmedUnits> confirmed, SkuId sku) {
    for (const ConfirmedUnits& each : confirmed) {
        if (each.sku != sku || each.units == 0) continue;
        own_.push_back({.sku = sku, .node = each.node, .reserved = each.units, .day = each.day});
        if (!each.segment.is_none()) uses_.push_back({each.node, {each.segment, each.units}});
    }
}

OwnUnits CountedBack::at(NodeId node) {
    dated_here_.clear();
    uses_here_.clear();
    for (const PositionDelta& each : own_) {
        if (each.node == node) dated_here_.push_back({each.day, each.reserved});
    }
    for (const OwnUseAt& each : uses_) {
        if (each.node == node) uses_here_.push_back(each.use);
    }
    return {.dated = dated_here_, .uses = uses_here_};
}

void BackorderTake::take(
    const DatedRow& row, SkuId sku, std::uint32_t line, Units taken, Units given
) {
    auto outcome = std::ranges::find(outcomes_, sku, &DatedOutcome::sku);
    if (outcome == outcomes_.end()) {
        outcome = outcomes_.insert(outcomes_.end(), DatedOutcome());
        outcome->sku = sku;
    }
    if (taken == row.wanted) {
        outcome->dropped.push_back(row);
    } else {
        DatedRow rest = row;
        rest.wanted -= taken;
        rest.confirmed -= given;
        if (rest.confirmed == 0) rest.confirmed_day = kNoDay;
        outcome->put.push_back(rest);
    }
    if (given == 0) return;
    given_back_.push_back({sku, row.node, row.confirmed_day, row.segment, given, line});
    const auto moved = std::ranges::find_if(outcome->moved, [&](const PositionDelta& delta) {
        return delta.node == row.node && delta.day == row.confirmed_day;
    });
    if (moved != outcome->moved.end()) {
        moved->reserved -= given;
    } else {
        outcome->moved.push_back(
            {.sku = sku, .node = row.node, .reserved = -given, .day = row.confirmed_day}
        );
    }
}

Outcome BackorderTake::settle(
    const EngineState& state,
    const SourceRequest& request,
    Time now,
    const std::vector<Shipment>& shipments,
    std::string& detail
) {
    outcomes_.clear();
    given_back_.clear();
    for (const TakenBackorder& each : request.backorders) {
        // Only items of which the plan ships any are held.
        if (!is_shipped(shipments, each.line)) continue;
        const SkuId sku = line_of(request, each)->sku;
        const auto row = find_row(state.items.stock(sku), each);
        const Day promised = row ? row->confirmed_day : kNoDay;
        const Day last = leaves_by(state.reference.current(), each.node, promised, now);
        const LineTaken taken = taken_of(shipments, each.line, each.node, last);
        const Outcome bad = check_row(row, each, request.segment, taken.units, detail);
        if (bad != Outcome::done) return bad;
        const Units still_wanted = row->wanted - taken.units;
        const Units given =
            std::max(std::min(row->confirmed, taken.here), row->confirmed - still_wanted);
        if (taken.in_time < given) {
            detail = found_expected(
                name_of(each),
                std::to_string(taken.in_time) + " units that leave by " + format_day(last),
                "the " + std::to_string(given) + " promised; it keeps what it has"
            );
            return Outcome::cannot_source;
        }
        take(*row, sku, each.line, taken.units, given);
    }
    std::ranges::sort(outcomes_, {}, &DatedOutcome::sku);
    return Outcome::done;
}

std::size_t taken_bytes_max(std::size_t backorders) {
    constexpr std::size_t kOutcomeHead = 4 + 4 + 10 + 3 * 4;
    return 4 + backorders * (kOutcomeHead + kDatedRowBytesMax + kPositionDeltaBytesMax);
}

Lsn log_taken(
    EngineState& state,
    LogSpace& space,
    const CallContext& context,
    Reservation& reservation,
    std::span<const PositionDelta> deltas,
    std::span<const DatedOutcome> outcomes
) {
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::backorders_taken, context);
    put_reservation(out, reservation);
    out.put(static_cast<std::uint32_t>(outcomes.size()));
    for (const DatedOutcome& outcome : outcomes) {
        std::vector<std::byte> bytes;  // An outcome reads up to the end of what it is given.
        ByteWriter part(bytes);
        put_dated_outcome(part, outcome);
        out.put_bytes(bytes);
    }
    out.put(static_cast<std::uint32_t>(deltas.size()));
    for (const PositionDelta& delta : deltas)
        put_delta(out, delta);
    reservation.lsn = space.append(buffer);
    if (reservation.made() == 0) reservation.set_made(reservation.lsn, reservation.segment());
    for (const DatedOutcome& outcome : outcomes)
        EARMARK_CHECK(apply_dated_outcome(state, outcome, reservation.lsn, context.now));
    apply_deltas(state, deltas, {reservation.segment(), reservation.made()}, reservation.lsn);
    return reservation.lsn;
}

bool get_taken_outcomes(ByteReader& in, std::vector<DatedOutcome>& outcomes) {
    const auto count = in.get<std::uint32_t>();
    outcomes.clear();
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index) {
        ByteReader part(in.get_bytes());
        if (in.failed() || !get_dated_outcome(part, outcomes.emplace_back())) return false;
        const SkuId sku = outcomes.back().sku;
        if (index > 0 && !(outcomes[index - 1].sku < sku)) return false;
    }
    return !in.failed();
}

}  // namespace earmark
