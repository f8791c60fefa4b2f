#include "engine/reservation_change.h"

#include "engine/assortment/kit_reservation.h"
#include "engine/base/plain_text.h"
#include "engine/base/sort_few.h"
#include "engine/movement_change.h"
#include "engine/network_holds.h"

#include <algorithm>
#include <tuple>
#include <xxhash.h>

namespace earmark {

std::size_t reservation_record_bytes_max(std::size_t lines, const ReservationDetail* detail) {
    return kHeadBytesMax + 1 + reservation_bytes_max(lines, detail) + 4 +
           lines * kPositionDeltaBytesMax;
}

void count_reservation(EngineState& state, const Reservation& reservation, int by) {
    auto& counts = state.reservations.counts;
    auto& counter = reservation.has_held()        ? counts.held
                    : reservation.has_allocated() ? counts.open_orders
                                                  : counts.finished;
    if (by > 0) {
        counter.fetch_add(1, std::memory_order_relaxed);
    } else {
        counter.fetch_sub(1, std::memory_order_relaxed);
    }
}

Lsn log_reservation(
    EngineState& state,
    LogSpace& space,
    ReservationEvent event,
    const CallContext& context,
    Reservation& reservation,
    std::span<const PositionDelta> deltas
) {
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::reservation, context);
    out.put(event);
    put_reservation(out, reservation);
    out.put(static_cast<std::uint32_t>(deltas.size()));
    for (const PositionDelta& delta : deltas)
        put_delta(out, delta);
    reservation.lsn = space.append(buffer);
    if (reservation.made() == 0) reservation.set_made(reservation.lsn, reservation.segment());
    apply_deltas(state, deltas, {reservation.segment(), reservation.made()}, reservation.lsn);
    if (moves_stock(event)) note_movements(state, deltas, context.now);
    return reservation.lsn;
}

void merge_deltas(std::vector<PositionDelta>& deltas) {
    sort_few(
        deltas.begin(),
        deltas.end(),
        [](const PositionDelta& left, const PositionDelta& right) {
            return std::tuple(left.sku, left.node, left.day) <
                   std::tuple(right.sku, right.node, right.day);
        }
    );
    std::size_t kept = 0;
    for (const PositionDelta& delta : deltas) {
        if (kept > 0 && deltas[kept - 1].sku == delta.sku && deltas[kept - 1].node == delta.node &&
            deltas[kept - 1].day == delta.day) {
            deltas[kept - 1].on_hand += delta.on_hand;
            deltas[kept - 1].reserved += delta.reserved;
            deltas[kept - 1].allocated += delta.allocated;
            deltas[kept - 1].shipped += delta.shipped;
        } else {
            deltas[kept++] = delta;
        }
    }
    deltas.resize(kept);
}

void schedule(
    EngineState& state, ReservationTable::Stripe& stripe, Reservation& reservation, Time now
) {
    const std::int64_t now_us = now.time_since_epoch().count();
    if (reservation.is_finished()) {
        const Duration keep = state.limits.keep_finished;
        reservation.due_us = std::max<std::int64_t>(1, now_us + keep.count());
    } else if (!reservation.has_held()) {
        reservation.due_us = 0;
    }
    stripe.wheel().remove(reservation);
    if (reservation.due_us != 0) stripe.wheel().add(reservation, now_us);
}

Outcome check_id(std::string_view id, std::string& detail) {
    if (id.empty()) {
        detail = "the reservation's id is empty";
        return Outcome::id_missing;
    }
    if (id.size() > kReservationIdBytesMax) {
        detail = found_expected("id", std::to_string(id.size()) + " bytes", "1 to 32");
        return Outcome::id_too_long;
    }
    if (is_plain_text(id)) return Outcome::done;
    detail = found_no_text("id");
    return Outcome::bad_value;
}

Outcome check_reference(std::string_view reference, std::string& detail) {
    const bool is_short = reference.size() <= kReferenceBytesMax;
    if (is_short && is_plain_text(reference)) return Outcome::done;
    detail = is_short ? found_no_text("reference")
                      : found_expected(
                            "reference", std::to_string(reference.size()) + " bytes", "at most 64"
                        );
    return Outcome::bad_value;
}

Outcome check_hold_for(std::chrono::seconds hold_for, std::string& detail) {
    const bool is_too_short = hold_for.count() <= 0;
    if (!is_too_short && hold_for <= kHoldForMax) return Outcome::done;
    detail = found_expected(
        "hold_for",
        std::to_string(hold_for.count()) + " s",
        is_too_short ? "at least 1 s" : "at most " + std::to_string(kHoldForMax.count()) + " s"
    );
    return is_too_short ? Outcome::bad_value : Outcome::hold_too_long;
}

Outcome check_stamp(
    const EngineState& state, std::optional<Time> stamped_at, Time now, std::string& detail
) {
    if (!stamped_at || *stamped_at >= now - state.limits.keep_finished) return Outcome::done;
    detail = "stamped earlier than the time for which finished ids are kept";
    return Outcome::too_old;
}

LineVerdict check_place(const EngineState& state, SkuId sku, NodeId place, Day day) {
    if (day != kNoDay) {
        const Day today = state.items.calendar().today();
        if (day < today) return LineVerdict::in_the_past;
        if (day - today > kDaysAheadMax) return LineVerdict::too_far_ahead;
    }
    if (state.items.find_slot(sku) == nullptr) return LineVerdict::unknown_item;
    const ReferenceData& reference = state.reference.current();
    // A promise for a day is made at a node.
    if (is_known_group(reference, place))
        return day == kNoDay ? LineVerdict::reserved : LineVerdict::not_sellable_here;
    const Node* node = reference.nodes->find(place);
    if (node == nullptr) return LineVerdict::unknown_node;
    return node->enabled ? LineVerdict::reserved : LineVerdict::not_sellable_here;
}

Outcome check_room(const EngineState& state, std::string& detail) {
    if (state.reservations.count() < state.limits.reservations) return Outcome::done;
    detail = "the limit of reservations is reached";
    return Outcome::over_budget;
}

OperationMark operation_mark(std::string_view operation, std::uint64_t hash) {
    const XXH128_hash_t name = XXH3_128bits(operation.data(), operation.size());
    return {name.low64, name.high64, hash};
}

std::uint64_t hash_on(std::uint64_t hash, std::span<const std::uint64_t> words) {
    return XXH3_64bits_withSeed(words.data(), words.size_bytes(), hash);
}

Outcome check_operation(std::string_view operation, std::string& detail) {
    if (operation.size() <= kOperationBytesMax) return Outcome::done;
    detail = found_expected("operation", std::to_string(operation.size()) + " bytes", "at most 32");
    return Outcome::bad_value;
}

Outcome check_operation(
    const Reservation& reservation,
    std::string_view operation,
    const OperationMark& mark,
    std::string& detail
) {
    if (!reservation.detail) return Outcome::done;
    const auto& known = reservation.detail->operations;
    const auto same = std::find_if(known.begin(), known.end(), [&](const OperationMark& each) {
        return each.name_hash_low == mark.name_hash_low &&
               each.name_hash_high == mark.name_hash_high;
    });
    if (same != known.end()) {
        if (*same == mark) return Outcome::repeated;
        detail = "operation '" + std::string(operation) + "' was done with other content";
        return Outcome::id_used_differently;
    }
    if (known.size() < kReservationOperationsMax) return Outcome::done;
    detail = "the limit of 1024 named operations on one reservation is reached";
    return Outcome::over_budget;
}

Outcome take_parts(
    const Reservation& reservation,
    std::span<const PartLine> parts,
    PartOf part_of,
    std::vector<Units>& taken,
    std::string& detail
) {
    if (reservation.has_kits()) return take_whole_kits(reservation, parts, part_of, taken, detail);
    taken.assign(reservation.line_count(), 0);
    for (const PartLine& part : parts) {
        const std::string what = "quantity of line " + std::to_string(part.line);
        if (part.quantity <= 0) {
            detail = found_expected(what, std::to_string(part.quantity), "at least 1");
            return Outcome::bad_value;
        }
        // A line that was sourced from several nodes stands in the reservation once per node.
        Units left = part.quantity;
        bool is_known = false;
        for (std::size_t index = 0; index < reservation.line_count(); ++index) {
            const ReservationKey& key = reservation.keys()[index];
            if (key.line() != part.line) continue;
            if (!part.node.is_none() && key.node() != part.node) continue;
            is_known = true;
            const LineUnits units = reservation.units(index);
            const Units there_is = part_of == PartOf::held ? units.held : units.allocated;
            const Units more = std::min(left, there_is - taken[index]);
            taken[index] += more;
            left -= more;
        }
        if (!is_known) {
            detail = "line " + std::to_string(part.line) + " is not in the reservation" +
                     (part.node.is_none() ? "" : " at that node");
            return Outcome::bad_value;
        }
        if (left > 0) {
            const std::string most = "at most " + std::to_string(part.quantity - left);
            detail = found_expected(
                what,
                std::to_string(part.quantity),
                most + (part_of == PartOf::held ? " held" : " allocated")
            );
            return Outcome::more_than_there_is;
        }
    }
    return Outcome::done;
}

void clear(ReservationReply& reply) {
    reply.detail.clear();
    reply.lines.clear();
    reply.answers.clear();
    reply.corrected_units = 0;
    reply.lsn = 0;
    reply.reference.clear();
    reply.made_by.clear();
    reply.made_at = {};
}

void fill_reply(const Reservation& reservation, ReservationReply& reply) {
    reply.state = reservation.state;
    reply.expires_at = reservation.has_held() ? Time(Duration(reservation.due_us)) : Time{};
    reply.lsn = reservation.lsn;
    reply.reference = reservation.reference();
    reply.made_by = reservation.made_by();
    reply.made_at = Time(std::chrono::seconds(reservation.made_s));
    reply.lines.clear();
    for (std::size_t index = 0; index < reservation.line_count(); ++index) {
        const ReservationKey& key = reservation.keys()[index];
        const LineUnits units = reservation.units(index);
        const PartOfKit part = reservation.part_of_kit(index);
        reply.lines.push_back({
            .line = key.line(),
            .sku = key.sku(),
            .node = key.node(),
            .day = reservation.day(index),
            .requested = key.quantity(),
            .granted = units.granted,
            .held = units.held,
            .allocated = units.allocated,
            .shipped = units.shipped,
            .kit = part.kit,
            .per_kit = part.per_kit,
        });
    }
}

}  // namespace earmark
