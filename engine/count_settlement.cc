// Counts of nodes: closed, approved and rejected.
//
// Closing compares first, logs what differs as corrections that wait, and only then makes those
// within the limits, by the same steps as an approval. A crash anywhere leaves a count whose rest
// waits, or none: then the count is loaded again, and what was corrected differs no more. Where the
// log has no room, closing answers so and goes on from there when it is asked again.
#include "engine/assortment/assortment_change.h"
#include "engine/base/decimal.h"
#include "engine/base/wide.h"
#include "engine/count_change.h"
#include "engine/engine.h"
#include "engine/movement_change.h"

#include <algorithm>
#include <limits>

namespace earmark {
namespace {

/// Corrections made under one set of item locks, by one record.
constexpr std::size_t kSettledPerRecord = 128;

static_assert(kQuantityScaleMax <= kMillionthsScale);

std::int64_t saturated(Wide value) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    if (value > kMost) return kMost;
    return value < -kMost ? -kMost : static_cast<std::int64_t>(value);
}

Wide power_of_ten(unsigned exponent) {
    Wide power = 1;
    for (; exponent > 0; --exponent)
        power *= 10;
    return power;
}

/// Halves away from zero.
Micros value_of(Units units, const ItemFacts& facts) {
    const Wide unit = power_of_ten(facts.scale);
    const Wide product = Wide{units} * facts.value_micros;
    return saturated((product + (product < 0 ? -unit / 2 : unit / 2)) / unit);
}

std::int64_t millionths(Units units, const ItemFacts& facts) {
    const Wide size = units < 0 ? -Wide{units} : Wide{units};
    return saturated(size * power_of_ten(kMillionthsScale - facts.scale));
}

std::int64_t size_of(std::int64_t value) {
    return value < 0 ? -value : value;
}

bool is_within(std::int64_t size, std::int64_t limit) {
    return limit == kNoCountLimit || size <= limit;
}

/// Looks at every item, one short lock at a time.
void compare(const EngineState& state, OpenCount& open) EARMARK_REQUIRES(open.mutex) {
    CountSummary& summary = open.summary;
    std::vector<bool> each_within;
    constexpr std::uint32_t kAhead = 8;
    const std::uint32_t items = state.items.count();
    for (std::uint32_t number = 1; number <= items; ++number) {
        state.items.prefetch_slot(SkuId(number + 2 * kAhead));
        state.items.prefetch_block(SkuId(number + kAhead));
        const SkuId sku(number);
        const Units counted = open.counted(sku);
        const bool was_counted = counted != OpenCount::kAbsent;
        if (!was_counted && summary.absent == AbsentRows::kept) continue;
        Correction correction{.sku = sku, .was_counted = was_counted};
        ItemFacts facts;
        {
            const MutexLock lock(state.items.stripe_mutex(ItemTable::stripe_of(sku)));
            const auto position = state.items.position(sku, summary.node);
            if (!position && !was_counted) continue;
            correction.moved = state.movements.sum_after(sku, summary.node, summary.taken_at);
            correction.book = (position ? position->on_hand() : 0) - correction.moved;
            correction.counted = was_counted ? counted : 0;
            correction.correction = correction.counted - correction.book;
            if (correction.correction != 0) facts = state.items.facts_locked(sku);
        }
        ++summary.positions;
        if (correction.correction == 0) continue;
        correction.value = value_of(correction.correction, facts);
        correction.state = summary.mode == CountMode::dry_run ? CorrectionState::proposed
                                                              : CorrectionState::waiting;
        const std::int64_t units = millionths(correction.correction, facts);
        const std::int64_t value = size_of(correction.value);
        each_within.push_back(
            is_within(units, summary.limits.units_each) &&
            is_within(value, summary.limits.value_each)
        );
        summary.units = saturated(Wide{summary.units} + units);
        summary.value = saturated(Wide{summary.value} + value);
        summary.net_value = saturated(Wide{summary.net_value} + correction.value);
        open.found.push_back(correction);
    }
    summary.differing = open.found.size();
    open.is_compared = true;
    if (summary.mode == CountMode::dry_run) return;
    if (!is_within(summary.units, summary.limits.units_total) ||
        !is_within(summary.value, summary.limits.value_total))
        return;
    for (std::uint32_t index = 0; index < each_within.size(); ++index) {
        if (each_within[index]) open.within_limits.push_back(index);
    }
}

/// Why the log takes nothing more now, as an answer.
Outcome refuse(const LogSpace& space, CountReply& reply) {
    reply.detail = "part of it is done; ask again, and it goes on from there";
    return space.refusal();
}

Outcome log_head(EngineState& state, OpenCount& open, const CallContext& context, CountReply& reply)
    EARMARK_REQUIRES(open.mutex) {
    const MutexLock lock(state.counts.mutex);
    if (state.counts.closed.size() >= kClosedCountsMax) {
        reply.detail = "the limit of 4096 closed counts is reached";
        return Outcome::over_budget;
    }
    LogSpace space(state.log, kHeadBytesMax + kCountHeadBytesMax);
    if (!space.granted()) return refuse(space, reply);
    CountSummary head = open.summary;
    head.closed_at = context.now;
    head.state = head.mode == CountMode::dry_run ? CountState::dry_run : CountState::settled;
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::count_closed, context);
    put_count_head(out, head);
    put_closed_count(state.counts, head, space.append(buffer));
    open.is_head_logged = true;
    return Outcome::done;
}

Outcome log_found(
    EngineState& state, OpenCount& open, const CallContext& context, CountReply& reply
) EARMARK_REQUIRES(open.mutex) {
    while (open.found_logged < open.found.size()) {
        const MutexLock lock(state.counts.mutex);
        const auto closed = state.counts.closed.find(open.summary.id);
        if (closed == state.counts.closed.end()) return Outcome::unknown_count;
        const std::size_t begin = open.found_logged;
        const std::size_t end = std::min(open.found.size(), begin + kCorrectionsPerRecord);
        LogSpace space(
            state.log,
            kHeadBytesMax + 2 + kCountIdBytesMax + 4 + (end - begin) * kCorrectionBytesMax
        );
        if (!space.granted()) return refuse(space, reply);
        auto& buffer = record_buffer();
        ByteWriter out(buffer);
        put_head(out, ChangeKind::count_found, context);
        out.put_text(open.summary.id);
        out.put(static_cast<std::uint32_t>(end - begin));
        for (std::size_t index = begin; index < end; ++index)
            put_correction(out, open.found[index]);
        closed->second.lsn = space.append(buffer);
        for (std::size_t index = begin; index < end; ++index) {
            closed->second.corrections.push_back(open.found[index]);
            closed->second.tally(open.found[index], +1);
        }
        open.found_logged = end;
    }
    return Outcome::done;
}

/// The position as an approved correction leaves it, or why it cannot be made.
RowVerdict correct(
    const EngineState& state, NodeId node, const Correction& correction, SupplyOutcome& after
) {
    if (is_kit(state.items, correction.sku)) return RowVerdict::is_kit;
    const auto position = state.items.position(correction.sku, node);
    if (!position && !state.items.has_room(kSettledPerRecord)) return RowVerdict::over_budget;
    after.sku = correction.sku;
    after.node = node;
    after.on_hand = (position ? position->on_hand() : 0) + correction.correction;
    after.safety = position ? position->safety() : 0;
    if (after.on_hand < 0) return RowVerdict::below_zero;
    if (after.on_hand > kUnitsMax) return RowVerdict::quantity_too_large;
    return RowVerdict::applied;
}

/// Settles those of the corrections that wait, at most kSettledPerRecord, with one record. Answers
/// name the place in the report.
Outcome settle(
    EngineState& state,
    ClosedCount& count,
    CountDecision decision,
    std::span<const std::uint32_t> indexes,
    const CallContext& context,
    CountReply& reply
) EARMARK_REQUIRES(state.counts.mutex) {
    LogSpace space(
        state.log,
        kHeadBytesMax + 2 + kCountIdBytesMax + 4 + indexes.size() * kSettledCorrectionBytesMax
    );
    if (!space.granted()) return refuse(space, reply);
    ItemLocks locks(state.items);
    for (const std::uint32_t index : indexes)
        locks.add(count.corrections[index].sku);
    locks.lock();
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::count_settled, context);
    out.put_text(count.summary.id);
    const std::size_t count_at = out.bytes();
    out.put(std::uint32_t{0});
    std::vector<SettledCorrection> settled;
    for (const std::uint32_t index : indexes) {
        const Correction& correction = count.corrections[index];
        if (correction.state != CorrectionState::waiting) continue;
        SettledCorrection each{.index = index};
        if (decision == CountDecision::approve) {
            const RowVerdict verdict =
                correct(state, count.summary.node, correction, each.position);
            if (verdict != RowVerdict::applied) {
                reply.answers.push_back({index, verdict, {}});
                continue;
            }
            each.state = CorrectionState::applied;
        }
        put_settled(out, each);
        settled.push_back(each);
    }
    if (settled.empty()) return Outcome::done;
    out.patch(count_at, static_cast<std::uint32_t>(settled.size()));
    count.lsn = space.append(buffer);
    for (const SettledCorrection& each : settled) {
        Correction& correction = count.corrections[each.index];
        count.tally(correction, -1);
        correction.state = each.state;
        count.tally(correction, +1);
        if (each.state != CorrectionState::applied) continue;
        Position position = state.items.position(correction.sku, count.summary.node)
                                .value_or(Position(count.summary.node));
        position.set_on_hand(each.position.on_hand);
        ItemTable::Change(state.items, correction.sku, count.lsn).put(position);
    }
    return Outcome::done;
}

/// Makes what is within the limits.
Outcome settle_within(
    EngineState& state, OpenCount& open, const CallContext& context, CountReply& reply
) EARMARK_REQUIRES(open.mutex) {
    while (open.settled < open.within_limits.size()) {
        const MutexLock lock(state.counts.mutex);
        const auto closed = state.counts.closed.find(open.summary.id);
        if (closed == state.counts.closed.end()) return Outcome::unknown_count;
        const std::size_t count =
            std::min(kSettledPerRecord, open.within_limits.size() - open.settled);
        const auto indexes = std::span(open.within_limits).subspan(open.settled, count);
        const Outcome outcome =
            settle(state, closed->second, CountDecision::approve, indexes, context, reply);
        if (outcome != Outcome::done) return outcome;
        open.settled += count;
    }
    return Outcome::done;
}

Outcome go_on_closing(
    EngineState& state, OpenCount& open, const CallContext& context, CountReply& reply
) EARMARK_REQUIRES(open.mutex) {
    if (!open.is_compared) {
        if (open.taken_at < movements_known_since(state, context.now)) {
            reply.detail = "taken_at: what moved since is no longer known";
            return Outcome::too_old;
        }
        compare(state, open);
    }
    if (!open.is_head_logged) {
        const Outcome outcome = log_head(state, open, context, reply);
        if (outcome != Outcome::done) return outcome;
    }
    const Outcome outcome = log_found(state, open, context, reply);
    if (outcome != Outcome::done) return outcome;
    return settle_within(state, open, context, reply);
}

void answer_closed(const EngineState& state, std::string_view id, CountReply& reply) {
    const MutexLock lock(state.counts.mutex);
    const auto closed = state.counts.closed.find(id);
    if (closed != state.counts.closed.end()) {
        reply.summary = closed->second.summary;
    } else if (reply.outcome == Outcome::done || reply.outcome == Outcome::repeated) {
        reply.outcome = Outcome::unknown_count;
        reply.detail = "no count of that id is open, waits, or is kept";
    }
}

/// The next corrections to settle: those that wait, from `next` on.
std::vector<std::uint32_t> next_waiting(const ClosedCount& count, std::size_t& next) {
    std::vector<std::uint32_t> indexes;
    for (; next < count.corrections.size() && indexes.size() < kSettledPerRecord; ++next) {
        if (count.corrections[next].state == CorrectionState::waiting)
            indexes.push_back(static_cast<std::uint32_t>(next));
    }
    return indexes;
}

/// The next corrections that the request names; answers those that are not there or do not wait.
std::vector<std::uint32_t> next_named(
    const ClosedCount& count, std::span<const SkuId> items, std::size_t& next, CountReply& reply
) {
    std::vector<std::uint32_t> indexes;
    for (; next < items.size() && indexes.size() < kSettledPerRecord; ++next) {
        const auto found = std::lower_bound(
            count.corrections.begin(),
            count.corrections.end(),
            items[next],
            [](const Correction& correction, SkuId sku) { return correction.sku < sku; }
        );
        const bool is_there = found != count.corrections.end() && found->sku == items[next];
        if (is_there && found->state == CorrectionState::waiting) {
            indexes.push_back(static_cast<std::uint32_t>(found - count.corrections.begin()));
            continue;
        }
        reply.answers.push_back({
            static_cast<std::uint32_t>(next),
            is_there ? RowVerdict::unchanged : RowVerdict::unknown_item,
            is_there ? "already " + std::string(to_string(found->state))
                     : "no correction of this item",
        });
    }
    return indexes;
}

}  // namespace

void Engine::close_count(std::string_view id, const CallContext& context, CountReply& reply) {
    reply = {};
    if (auto bad = bad_context(context)) {
        reply.outcome = Outcome::bad_value;
        reply.detail = std::move(*bad);
        return;
    }
    reply.outcome = Outcome::repeated;
    bool is_over = false;
    if (const auto open = state_->counts.find_open(id)) {
        const MutexLock lock(open->mutex);
        if (!open->is_closed) {
            reply.outcome = go_on_closing(*state_, *open, context, reply);
            reply.summary = open->summary;
            open->is_closed =
                reply.outcome == Outcome::done || reply.outcome == Outcome::unknown_count;
            is_over = open->is_closed;
        }
    }
    if (is_over) {
        const MutexLock lock(state_->counts.open_mutex);
        const auto found = state_->counts.open.find(id);
        if (found != state_->counts.open.end()) state_->counts.open.erase(found);
    }
    answer_closed(*state_, id, reply);
    reply.lsn = state_->log->newest();
}

void Engine::settle_count(
    const SettleCount& request, const CallContext& context, CountReply& reply
) {
    reply = {};
    auto bad = bad_context(context);
    if (!bad && request.items.size() > kCountRowsMax) {
        bad = found_expected(
            "items",
            std::to_string(request.items.size()),
            "at most " + std::to_string(kCountRowsMax)
        );
    }
    if (bad) {
        reply.outcome = Outcome::bad_value;
        reply.detail = std::move(*bad);
        return;
    }
    std::size_t next = 0;
    while (true) {
        const MutexLock lock(state_->counts.mutex);
        const auto closed = state_->counts.closed.find(request.id);
        if (closed == state_->counts.closed.end()) {
            reply.outcome = Outcome::unknown_count;
            reply.detail = "no count of that id is closed and kept";
            break;
        }
        ClosedCount& count = closed->second;
        reply.summary = count.summary;
        if (count.summary.mode == CountMode::dry_run) {
            reply.outcome = Outcome::wrong_state;
            reply.detail = "a dry run changes nothing: load the count without it";
            break;
        }
        const std::vector<std::uint32_t> indexes =
            request.items.empty() ? next_waiting(count, next)
                                  : next_named(count, request.items, next, reply);
        if (indexes.empty()) break;
        reply.outcome = settle(*state_, count, request.decision, indexes, context, reply);
        reply.summary = count.summary;
        if (reply.outcome != Outcome::done) break;
    }
    reply.lsn = state_->log->newest();
}

}  // namespace earmark
