// Records and images of counts, of movements and of sources, applied again.
#include "engine/reconcile_replay.h"

#include "engine/count_change.h"

#include <algorithm>

namespace earmark {
namespace {

ClosedCount* find(CountStore& counts, std::string_view id, Lsn lsn) EARMARK_REQUIRES(counts.mutex) {
    const auto found = counts.closed.find(id);
    if (found == counts.closed.end() || found->second.lsn >= lsn) return nullptr;
    return &found->second;
}

bool replay_closed(EngineState& state, Lsn lsn, ByteReader& in) {
    CountSummary head;
    if (!get_count_head(in, head)) return false;
    const MutexLock lock(state.counts.mutex);
    const auto known = state.counts.closed.find(head.id);
    if (known != state.counts.closed.end() && known->second.lsn >= lsn) return true;
    // An image that holds a newer count of the node was made when this one had given way.
    for (const auto& [id, count] : state.counts.closed) {
        if (count.summary.node == head.node && count.lsn >= lsn) return true;
    }
    put_closed_count(state.counts, head, lsn);
    return true;
}

bool replay_found(EngineState& state, Lsn lsn, ByteReader& in) {
    const std::string_view id = in.get_text();
    const auto count = in.get<std::uint32_t>();
    const MutexLock lock(state.counts.mutex);
    ClosedCount* closed = find(state.counts, id, lsn);
    for (std::uint32_t index = 0; index < count; ++index) {
        Correction correction;
        if (!get_correction(in, correction)) return false;
        if (closed == nullptr) continue;
        closed->corrections.push_back(correction);
        closed->tally(correction, +1);
    }
    if (closed != nullptr) closed->lsn = lsn;
    return true;
}

bool replay_settled(EngineState& state, Lsn lsn, ByteReader& in, const ReplayShare& share) {
    const std::string_view id = in.get_text();
    const auto count = in.get<std::uint32_t>();
    const MutexLock lock(state.counts.mutex);
    ClosedCount* closed = share.has_reference() ? find(state.counts, id, lsn) : nullptr;
    for (std::uint32_t place = 0; place < count; ++place) {
        SettledCorrection settled;
        if (!get_settled(in, settled)) return false;
        if (closed != nullptr) {
            if (settled.index >= closed->corrections.size()) return false;
            Correction& correction = closed->corrections[settled.index];
            closed->tally(correction, -1);
            correction.state = settled.state;
            closed->tally(correction, +1);
        }
        if (settled.state != CorrectionState::applied) continue;
        const SupplyOutcome& position = settled.position;
        if (!state.items.has_handle(position.sku)) return false;
        if (!share.has(position.sku) || state.items.position_lsn(position.sku) >= lsn) continue;
        const MutexLock item(state.items.stripe_mutex(ItemTable::stripe_of(position.sku)));
        apply_outcome(state, {}, position, {}, lsn);
    }
    if (closed != nullptr) closed->lsn = lsn;
    return true;
}

bool replay_forgotten_count(EngineState& state, Lsn lsn, ByteReader& in) {
    const std::string_view id = in.get_text();
    const MutexLock lock(state.counts.mutex);
    const auto found = state.counts.closed.find(id);
    if (found != state.counts.closed.end() && found->second.lsn < lsn)
        state.counts.closed.erase(found);
    return !in.failed();
}

}  // namespace

void apply_outcome(
    EngineState& state, SourceId source, const SupplyOutcome& outcome, Time at, Lsn lsn
) {
    Position position =
        state.items.position(outcome.sku, outcome.node).value_or(Position(outcome.node));
    position.set_on_hand(outcome.on_hand);
    position.set_safety(outcome.safety);
    if (outcome.sequence != 0)
        state.items.set_sequence(outcome.sku, position, source, outcome.sequence);
    ItemTable::Change(state.items, outcome.sku, lsn).put(position);
    state.movements.add(outcome.sku, outcome.node, outcome.moved, at);
}

bool replay_reconciliation(
    EngineState& state, Lsn lsn, ChangeKind kind, ByteReader& in, const ReplayShare& share
) {
    if (kind == ChangeKind::count_settled) return replay_settled(state, lsn, in, share);
    if (!share.has_reference()) return true;
    switch (kind) {
        case ChangeKind::movements_kept: {
            state.movements.keep_since(Time(Duration(in.get<std::int64_t>())));
            return !in.failed();
        }
        case ChangeKind::count_closed:
            return replay_closed(state, lsn, in);
        case ChangeKind::count_found:
            return replay_found(state, lsn, in);
        case ChangeKind::count_forgotten:
            return replay_forgotten_count(state, lsn, in);
        default:
            return false;
    }
}

void put_movements(ByteWriter& out, SkuId sku, std::span<const Movement> movements) {
    out.put_all(sku.value(), static_cast<std::uint32_t>(movements.size()));
    std::int64_t before = 0;
    for (const Movement& movement : movements) {
        const std::int64_t at = movement.at().time_since_epoch().count();
        out.put(movement.node().value());
        out.put_varints(at - before, movement.delta());
        before = at;
    }
}

bool read_movements(ByteReader& in, EngineState& state) {
    const SkuId sku(in.get<std::uint32_t>());
    const auto count = in.get<std::uint32_t>();
    if (in.failed() || !state.items.has_handle(sku)) return false;
    const MutexLock lock(state.items.stripe_mutex(ItemTable::stripe_of(sku)));
    std::int64_t at = 0;
    for (std::uint32_t index = 0; index < count; ++index) {
        const NodeId node(in.get<std::uint32_t>());
        const std::int64_t later = in.get_varint();
        const Units delta = in.get_varint();
        const bool is_good = !in.failed() && !node.is_none() && node.value() <= kNodesMax &&
                             later >= 0 && delta >= -kUnitsMax && delta <= kUnitsMax &&
                             !__builtin_add_overflow(at, later, &at);
        if (!is_good) return false;
        state.movements.add(sku, node, delta, Time(Duration(at)));
    }
    return true;
}

void put_feed_entry(ByteWriter& out, SourceId source, const SourceFeeds::Feed& feed) {
    put_feed(out, source, feed.numbers);
    out.put(feed.lsn);
}

bool read_feed_entry(ByteReader& in, EngineState& state) {
    FeedNumbers numbers;
    const SourceId source = get_feed(in, numbers);
    const Lsn lsn = in.get<Lsn>();
    if (in.failed() || source.is_none()) return false;
    state.feeds.restore(source, numbers, lsn);
    return true;
}

void put_count_entry(ByteWriter& out, const ClosedCount& count, std::size_t begin) {
    const std::size_t end = std::min(count.corrections.size(), begin + kCorrectionsPerRecord);
    out.put(count.lsn);
    put_count_head(out, count.summary);
    out.put(static_cast<std::uint32_t>(end - begin));
    for (std::size_t index = begin; index < end; ++index)
        put_correction(out, count.corrections[index]);
}

bool read_count_entry(ByteReader& in, EngineState& state) {
    const Lsn lsn = in.get<Lsn>();
    CountSummary head;
    if (!get_count_head(in, head)) return false;
    const auto corrections = in.get<std::uint32_t>();
    const MutexLock lock(state.counts.mutex);
    ClosedCount& count = state.counts.closed.try_emplace(head.id).first->second;
    if (count.lsn != lsn) count = {.summary = head, .corrections = {}, .lsn = lsn};
    for (std::uint32_t index = 0; index < corrections; ++index) {
        Correction correction;
        if (!get_correction(in, correction)) return false;
        count.corrections.push_back(correction);
        count.tally(correction, +1);
    }
    return true;
}

}  // namespace earmark
