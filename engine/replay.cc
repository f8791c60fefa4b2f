// Records applied again. A record says what became so; it is applied to a part only where it is
// newer than what is there, so that a snapshot taken while changes went on and the log from its
// beginning lead to one state.
#include "engine/assortment/assortment_change.h"
#include "engine/backorders/taken_backorders.h"
#include "engine/capacity/capacity_step.h"
#include "engine/conditions/sourcing_rule_change.h"
#include "engine/engine.h"
#include "engine/image_codec.h"
#include "engine/item_change.h"
#include "engine/movement_change.h"
#include "engine/promising/dated_change.h"
#include "engine/reconcile_replay.h"
#include "engine/reference_change.h"
#include "engine/reservation_change.h"
#include "engine/rules/rule_change.h"
#include "engine/segment_change.h"
#include "engine/shipping_change.h"

#include <algorithm>

namespace earmark {

namespace {

using Share = ReplayShare;

Error corrupt(Lsn lsn, std::string_view what) {
    return {
        ErrorCode::corrupt_record,
        "record " + std::to_string(lsn) + ": " + std::string(what) + " breaks the format"
    };
}

Status replay_items(EngineState& state, Lsn lsn, ByteReader& in, const Share& share) {
    if (!share.has_reference()) return Done{};
    const auto count = in.get<std::uint32_t>();
    ItemTexts texts(state.items);
    for (std::uint32_t index = 0; index < count; ++index) {
        SkuId sku;
        const ItemRow row = get_item(in, sku);
        if (in.failed() || sku.is_none() || row.sku.empty()) return corrupt(lsn, "an item");
        if (!state.items.has_handle(sku)) {
            return Error{
                ErrorCode::limit_exceeded,
                "record " + std::to_string(lsn) + ": item handle " + std::to_string(sku.value()) +
                    " is over this server's limit of items"
            };
        }
        const auto facts = item_facts(texts, row);
        if (!facts) return corrupt(lsn, "an item's attributes");
        state.items.restore_name(sku, row.sku);
        const MutexLock lock(state.items.stripe_mutex(ItemTable::stripe_of(sku)));
        if (state.items.facts_lsn(sku) >= lsn) continue;
        ItemTable::Change(state.items, sku, lsn).put_facts(*facts);
    }
    return Done{};
}

/// Of a source or a segment.
Status replay_name(InternTable& names, Lsn lsn, ByteReader& in, const Share& share) {
    if (!share.has_reference()) return Done{};
    const auto id = in.get<std::uint16_t>();
    const std::string_view name = in.get_text();
    const auto number = in.failed() ? std::nullopt : names.number_of(name);
    if (!number || *number + 1 != id) return corrupt(lsn, "the name of a source or segment");
    return Done{};
}

Status replay_segment_rows(EngineState& state, Lsn lsn, ByteReader& in, const Share& share) {
    static thread_local SegmentOutcome outcome;
    if (!get_segment_outcome(in, outcome) || !state.items.has_handle(outcome.sku))
        return corrupt(lsn, "a segment's rule");
    if (!share.has(outcome.sku) || state.items.position_lsn(outcome.sku) >= lsn) return Done{};
    const MutexLock lock(state.items.stripe_mutex(ItemTable::stripe_of(outcome.sku)));
    if (!apply_segment_outcome(state, outcome, lsn)) return corrupt(lsn, "a segment's rule");
    return Done{};
}

Status replay_dated_rows(
    EngineState& state,
    Lsn lsn,
    Time at,
    ByteReader& in,
    const Share& share,
    BackorderUnits units = BackorderUnits::given_back
) {
    static thread_local DatedOutcome outcome;
    if (!get_dated_outcome(in, outcome) || !state.items.has_handle(outcome.sku))
        return corrupt(lsn, "a dated row");
    const RowNumber& number = outcome.number;
    if (!number.source.is_none() && share.has_reference())
        state.feeds.restore(number.source, number.feed, lsn);
    if (!share.has(outcome.sku) || state.items.position_lsn(outcome.sku) >= lsn) return Done{};
    const MutexLock lock(state.items.stripe_mutex(ItemTable::stripe_of(outcome.sku)));
    if (!apply_dated_outcome(state, outcome, lsn, at, units)) return corrupt(lsn, "a dated row");
    return Done{};
}

Status replay_assortment(EngineState& state, Lsn lsn, ByteReader& in, const Share& share) {
    static thread_local AssortmentOutcome outcome;
    if (!get_assortment_outcome(in, outcome) || !state.items.has_handle(outcome.sku))
        return corrupt(lsn, "an item's assortment");
    if (!share.has(outcome.sku) || state.items.position_lsn(outcome.sku) >= lsn) return Done{};
    const MutexLock lock(state.items.stripe_mutex(ItemTable::stripe_of(outcome.sku)));
    apply_assortment(state.items, outcome, lsn);
    return Done{};
}

Status replay_day(EngineState& state, Lsn lsn, ByteReader& in, const Share& share) {
    const Day today = in.get<Day>();
    if (share.has_reference() && !in.failed()) state.items.calendar().set_today(today, lsn);
    return Done{};
}

Status replay_past_due(EngineState& state, Lsn lsn, ByteReader& in, const Share& share) {
    const auto days = in.get<std::uint16_t>();
    if (in.failed() || days > kPastDueDaysMax) return corrupt(lsn, "past due days");
    if (share.has_reference()) state.items.calendar().set_past_due_days(days, lsn);
    return Done{};
}

bool is_good(const EngineState& state, SkuId sku, NodeId node) {
    return state.items.has_handle(sku) && !node.is_none() && node.value() <= kNodesMax;
}

Status replay_supply(EngineState& state, Lsn lsn, Time at, ByteReader& in, const Share& share) {
    FeedNumbers numbers;
    const SourceId source = get_feed(in, numbers);
    if (in.failed()) return corrupt(lsn, "a source's numbers");
    if (!source.is_none() && share.has_reference()) state.feeds.restore(source, numbers, lsn);
    const auto count = in.get<std::uint32_t>();
    SkuId current;
    bool newer = false;
    for (std::uint32_t index = 0; index < count; ++index) {
        const SupplyOutcome outcome = get_supply_outcome(in);
        const bool good = is_good(state, outcome.sku, outcome.node) && outcome.on_hand >= 0 &&
                          outcome.on_hand <= kUnitsMax && outcome.safety >= 0 &&
                          outcome.safety <= kSafetyUnitsMax && outcome.moved >= -kUnitsMax &&
                          outcome.moved <= kUnitsMax;
        if (in.failed() || !good) return corrupt(lsn, "a supply row");
        if (!share.has(outcome.sku)) continue;
        // Outcomes are sorted by item: an item is judged once per record.
        if (current != outcome.sku) newer = state.items.position_lsn(outcome.sku) < lsn;
        current = outcome.sku;
        if (!newer) continue;
        const MutexLock lock(state.items.stripe_mutex(ItemTable::stripe_of(outcome.sku)));
        apply_outcome(state, source, outcome, at, lsn);
    }
    return Done{};
}

/// Whether the delta leaves counters that a position can hold.
bool fits(const EngineState& state, const PositionDelta& delta, const SegmentStamp& stamp) {
    const Position position =
        state.items.position(delta.sku, delta.node).value_or(Position(delta.node));
    const auto in_range = [](Units counter, Units change) {
        Units sum = 0;
        return !__builtin_add_overflow(counter, change, &sum) && sum >= 0 && sum <= kUnitsMax;
    };
    const DatedRow demand = demand_of(state.items, delta);
    const bool is_now = delta.day == kNoDay;
    return in_range(position.on_hand(), delta.on_hand) &&
           in_range(is_now ? position.reserved() : demand.reserved, delta.reserved) &&
           in_range(is_now ? position.allocated() : demand.allocated, delta.allocated) &&
           fits_segments(state.items, delta, stamp);
}

/// Item by item, holding it: calls begin(item), which may find it broken, then moves its counters,
/// then calls end(deltas).
template <typename Begin, typename End>
Status replay_deltas(
    EngineState& state,
    Lsn lsn,
    ByteReader& in,
    const Share& share,
    const SegmentStamp& stamp,
    const Begin& begin_item,
    const End& end_item
) {
    static thread_local std::vector<PositionDelta> deltas;
    const auto count = in.get<std::uint32_t>();
    SkuId current;
    for (std::uint32_t begin = 0; begin < count;) {
        deltas.clear();
        std::uint32_t index = begin;
        PositionDelta delta = get_delta(in);
        current = delta.sku;
        while (true) {
            if (in.failed() || !is_good(state, delta.sku, delta.node))
                return corrupt(lsn, "a position");
            deltas.push_back(delta);
            if (++index == count) break;
            const ByteReader mark = in;
            delta = get_delta(in);
            if (delta.sku == current) continue;
            in = mark;
            break;
        }
        begin = index;
        if (!share.has(current) || state.items.position_lsn(current) >= lsn) continue;
        const MutexLock lock(state.items.stripe_mutex(ItemTable::stripe_of(current)));
        if (!begin_item(current)) return corrupt(lsn, "a dated row");
        for (const PositionDelta& each : deltas) {
            if (!fits(state, each, stamp)) return corrupt(lsn, "a position's counters");
        }
        apply_deltas(state, deltas, stamp, lsn);
        end_item(deltas);
    }
    return in.failed() ? Status(corrupt(lsn, "a reservation")) : Status(Done{});
}

Status replay_reservation(
    EngineState& state, Lsn lsn, Time at, ByteReader& in, const Share& share
) {
    const auto event = in.get<ReservationEvent>();
    if (event > ReservationEvent::order_changed) return corrupt(lsn, "a reservation's event");
    static thread_local ReservationImage image;
    if (!get_reservation(in, image)) return corrupt(lsn, "a reservation");
    if (image.head.made() == 0) image.head.set_made(lsn, image.head.segment());
    Status moved = replay_deltas(
        state,
        lsn,
        in,
        share,
        {image.head.segment(), image.head.made()},
        [](SkuId) { return true; },
        [&](std::span<const PositionDelta> deltas) {
            if (moves_stock(event)) note_movements(state, deltas, at);
        }
    );
    if (!moved) return moved;
    if (share.has(image.texts.id)) restore_reservation(state, image, lsn);
    return Done{};
}

/// Of each item what became of its backorders, and then what the reservation holds: an item is
/// judged once per record.
Status replay_backorders_taken(
    EngineState& state, Lsn lsn, Time at, ByteReader& in, const Share& share
) {
    static thread_local ReservationImage image;
    if (!get_reservation(in, image)) return corrupt(lsn, "a reservation");
    if (image.head.made() == 0) image.head.set_made(lsn, image.head.segment());
    static thread_local std::vector<DatedOutcome> outcomes;
    if (!get_taken_outcomes(in, outcomes)) return corrupt(lsn, "a backorder");
    Status moved = replay_deltas(
        state,
        lsn,
        in,
        share,
        {image.head.segment(), image.head.made()},
        [&](SkuId sku) {
            const auto outcome = std::ranges::find(outcomes, sku, &DatedOutcome::sku);
            return outcome == outcomes.end() || apply_dated_outcome(state, *outcome, lsn, at);
        },
        [](std::span<const PositionDelta>) {}
    );
    if (!moved) return moved;
    if (share.has(image.texts.id)) restore_reservation(state, image, lsn);
    return Done{};
}

/// The reservation, then what became of the backorder: counters stay as they were.
Status replay_claimed(EngineState& state, Lsn lsn, Time at, ByteReader& in, const Share& share) {
    static thread_local ReservationImage image;
    if (!get_reservation(in, image)) return corrupt(lsn, "a claimed reservation");
    if (image.head.made() == 0) image.head.set_made(lsn, image.head.segment());
    if (share.has(image.texts.id)) restore_reservation(state, image, lsn);
    return replay_dated_rows(state, lsn, at, in, share, BackorderUnits::held);
}

Status replay_split(EngineState& state, Lsn lsn, ByteReader& in, const Share& share) {
    static thread_local ReservationImage rest;
    static thread_local ReservationImage made;
    if (!get_reservation(in, rest) || !get_reservation(in, made))
        return corrupt(lsn, "a split reservation");
    for (ReservationImage* image : {&rest, &made}) {
        if (share.has(image->texts.id)) restore_reservation(state, *image, lsn);
    }
    return Done{};
}

Status replay_forgotten(EngineState& state, Lsn lsn, ByteReader& in, const Share& share) {
    const std::string_view id = in.get_text();
    if (in.failed() || id.empty()) return corrupt(lsn, "an id");
    if (!share.has(id)) return Done{};
    ReservationLock stripe(state.reservations, id);
    Reservation* reservation = stripe->find(id);
    if (reservation == nullptr || reservation->lsn >= lsn) return Done{};
    CapacityStep capacity(state);
    capacity.before(*reservation);
    count_reservation(state, *reservation, -1);
    stripe->destroy(*reservation);
    capacity.give_back();
    return Done{};
}

Status replay_level_rules(EngineState& state, Lsn lsn, ByteReader& in, const Share& share) {
    if (!share.has_reference()) return Done{};
    std::vector<LevelRuleRow> rows;
    if (!get_level_rules(in, rows)) return corrupt(lsn, "a rule of levels");
    LevelBoard& board = state.levels;
    const MutexLock lock(board.mutex());
    for (const LevelRuleRow& row : rows)
        board.apply(row, lsn);
    return Done{};
}

Status replay_levels(EngineState& state, Lsn lsn, ByteReader& in, const Share& share) {
    if (!share.has_reference()) return Done{};
    std::vector<LevelCrossing> crossings;
    if (!get_crossings(in, crossings)) return corrupt(lsn, "a level");
    LevelBoard& board = state.levels;
    const MutexLock lock(board.mutex());
    for (const LevelCrossing& crossing : crossings)
        board.apply(crossing, lsn);
    return Done{};
}

Status replay_change(
    EngineState& state, Lsn lsn, const ChangeHead& head, ByteReader& in, const Share& share
) {
    switch (head.kind) {
        case ChangeKind::items:
            return replay_items(state, lsn, in, share);
        case ChangeKind::source:
            return replay_name(state.sources, lsn, in, share);
        case ChangeKind::segment:
            return replay_name(state.segments, lsn, in, share);
        case ChangeKind::segment_rows:
            return replay_segment_rows(state, lsn, in, share);
        case ChangeKind::level_rules:
            return replay_level_rules(state, lsn, in, share);
        case ChangeKind::levels:
            return replay_levels(state, lsn, in, share);
        case ChangeKind::day:
            return replay_day(state, lsn, in, share);
        case ChangeKind::assortment:
            return replay_assortment(state, lsn, in, share);
        case ChangeKind::dated_rows:
        case ChangeKind::backorder:
        case ChangeKind::backorders_confirmed:
            return replay_dated_rows(state, lsn, head.time, in, share);
        case ChangeKind::past_due:
            return replay_past_due(state, lsn, in, share);
        case ChangeKind::supply:
            return replay_supply(state, lsn, head.time, in, share);
        case ChangeKind::reservation:
            return replay_reservation(state, lsn, head.time, in, share);
        case ChangeKind::split:
            return replay_split(state, lsn, in, share);
        case ChangeKind::claimed:
            return replay_claimed(state, lsn, head.time, in, share);
        case ChangeKind::backorders_taken:
            return replay_backorders_taken(state, lsn, head.time, in, share);
        case ChangeKind::forgotten:
            return replay_forgotten(state, lsn, in, share);
        case ChangeKind::movements_kept:
        case ChangeKind::count_closed:
        case ChangeKind::count_found:
        case ChangeKind::count_settled:
        case ChangeKind::count_forgotten:
            if (replay_reconciliation(state, lsn, head.kind, in, share)) return Done{};
            return corrupt(lsn, "a count or what is known of movements");
        case ChangeKind::selling_rules:
            return share.has_reference() ? apply_rule_changes(state, lsn, in) : Done{};
        case ChangeKind::shipping:
            return share.has_reference() ? apply_shipping_changes(state, lsn, in) : Done{};
        case ChangeKind::sourcing_rules:
            return share.has_reference() ? apply_sourcing_rows(state, lsn, in) : Done{};
        default:
            break;
    }
    return Error{
        ErrorCode::unsupported,
        "record " + std::to_string(lsn) + ": kind " + std::to_string(static_cast<int>(head.kind)) +
            ", which this version does not know"
    };
}

}  // namespace

void Engine::prefetch_replay(
    std::span<const std::byte> record, ReplayTurn turn, std::size_t worker, std::size_t workers
) const {
    const Share share{worker, workers};
    ByteReader in(record);
    if (get_head(in).kind != ChangeKind::reservation) return;
    in.get<ReservationEvent>();
    static thread_local std::vector<SkuId> items;
    get_reservation_items(in, items);
    for (const SkuId sku : items) {
        if (!share.has(sku)) continue;
        if (turn == ReplayTurn::later) {
            state_->items.prefetch_slot(sku);
        } else {
            state_->items.prefetch_block(sku);
        }
    }
}

Status Engine::replay(
    Lsn lsn, std::span<const std::byte> record, std::size_t worker, std::size_t workers
) {
    EARMARK_CHECK(worker < workers);
    const Share share{worker, workers};
    ByteReader in(record);
    const ChangeHead head = get_head(in);
    if (in.failed()) return corrupt(lsn, "its head");
    switch (head.kind) {
        case ChangeKind::nodes:
        case ChangeKind::groups:
        case ChangeKind::tariffs:
        case ChangeKind::zones:
        case ChangeKind::profiles:
        case ChangeKind::scarcity:
            if (!share.has_reference()) return Done{};
            return apply_reference_change(state_->reference, lsn, record, ReferenceOrigin::log);
        default:
            break;
    }
    Status status = replay_change(*state_, lsn, head, in, share);
    if (status && in.failed()) return corrupt(lsn, "its end");
    return status;
}

}  // namespace earmark
