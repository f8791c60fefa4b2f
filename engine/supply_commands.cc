#include "engine/assortment/assortment_change.h"
#include "engine/base/decimal.h"
#include "engine/engine.h"
#include "engine/engine_state.h"
#include "engine/movement_change.h"
#include "engine/numbered_rows.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace earmark {

namespace {

constexpr std::size_t kSupplyRowsPerRecord = 128;

/// Whether a row says the safety stock of a message whose row before said what is on hand.
bool completes_message(std::span<const SupplyRow> rows, std::size_t row) {
    if (row == 0 || rows[row].sequence == 0) return false;
    const SupplyRow& first = rows[row - 1];
    const SupplyRow& second = rows[row];
    return first.sku == second.sku && first.node == second.node &&
           first.sequence == second.sequence && first.change != SupplyChange::safety &&
           second.change == SupplyChange::safety;
}

/// Where the record ends that begins at a row: it has no half of a message.
std::size_t end_of_record(std::span<const SupplyRow> rows, std::size_t begin) {
    const std::size_t end = std::min(rows.size(), begin + kSupplyRowsPerRecord);
    return end < rows.size() && completes_message(rows, end) ? end - 1 : end;
}

/// The rows of one record: positions as they will be, so that a later row of the same position sees
/// the earlier one before anything is changed.
class SupplyBatch {
  public:
    SupplyBatch(EngineState& state, SourceId source, Time now)
        : state_(state), source_(source), now_(now) {
        first_.fill(kNone);
    }

    /// What becomes of a row, which may be the rest of a message that was taken. Holding the item's
    /// stripe.
    RowVerdict add(const SupplyRow& row, bool is_rest) {
        Entry* entry = find_or_load(row.sku, row.node);
        if (entry == nullptr) return RowVerdict::over_budget;
        const bool numbered = row.sequence != 0;
        const bool is_newer = is_rest || row.sequence > entry->last_sequence;
        if (numbered && !is_newer) return RowVerdict::stale;
        const Position before = entry->position;
        const RowVerdict verdict = change(row, *entry);
        if (verdict != RowVerdict::applied) return verdict;
        if (numbered) entry->last_sequence = entry->new_sequence = row.sequence;
        const bool same = !entry->is_new && before.words() == entry->position.words();
        if (!same) entry->touched = true;
        entry->is_new = false;
        return same ? RowVerdict::unchanged : RowVerdict::applied;
    }

    /// What was found and what expected of the quantity of a row that add() refused; empty if it
    /// was for something else. Holding the item's stripe.
    std::string explain(const SupplyRow& row, RowVerdict verdict) {
        const bool is_safety = row.change == SupplyChange::safety;
        if (verdict != RowVerdict::negative_quantity && verdict != RowVerdict::below_zero &&
            verdict != RowVerdict::quantity_too_large)
            return {};
        const std::uint8_t scale = state_.items.facts_locked(row.sku).scale;
        std::string expected = "0 or more";
        if (verdict == RowVerdict::quantity_too_large) {
            expected = "at most " + format_decimal(is_safety ? kSafetyUnitsMax : kUnitsMax, scale) +
                       (row.change == SupplyChange::adjust ? " in all" : "");
        } else if (verdict == RowVerdict::below_zero) {
            const Entry* entry = find_or_load(row.sku, row.node);
            const Units on_hand = entry == nullptr ? 0 : entry->position.on_hand();
            expected = "no more taken than is on hand, " + format_decimal(on_hand, scale);
        }
        return found_expected("quantity", format_decimal(row.quantity, scale), expected);
    }

    /// Puts what has to be logged into the record, sorted by item; returns the number of outcomes.
    std::uint32_t put_outcomes(ByteWriter& out) {
        std::uint32_t count = 0;
        for (std::size_t index = 0; index < count_; ++index) {
            if (entries_[index].is_change()) {
                changed_[count++] = static_cast<std::uint16_t>(index);
            }
        }
        std::sort(
            changed_.begin(),
            changed_.begin() + count,
            [&](std::uint16_t left, std::uint16_t right) {
                return std::pair(entries_[left].sku, left) < std::pair(entries_[right].sku, right);
            }
        );
        for (std::uint32_t index = 0; index < count; ++index) {
            const Entry& entry = entries_[changed_[index]];
            put_supply_outcome(
                out,
                {entry.sku,
                 entry.position.node(),
                 entry.position.on_hand(),
                 entry.position.safety(),
                 entry.new_sequence,
                 entry.moved}
            );
        }
        return count;
    }

    void apply(Lsn lsn) {
        for (std::size_t index = 0; index < count_; ++index) {
            Entry& entry = entries_[index];
            if (!entry.is_change()) continue;
            if (entry.new_sequence != 0) {
                state_.items.set_sequence(entry.sku, entry.position, source_, entry.new_sequence);
            }
            ItemTable::Change(state_.items, entry.sku, lsn).put(entry.position);
            state_.movements.add(entry.sku, entry.position.node(), entry.moved, now_);
        }
    }

  private:
    static constexpr std::size_t kBuckets = 2 * kSupplyRowsPerRecord;
    static constexpr std::uint16_t kNone = 0xffff;

    struct Entry {
        SkuId sku;
        Position position;
        std::uint64_t last_sequence = 0;
        std::uint64_t new_sequence = 0;  ///< 0 = no numbered row was applied.
        Units moved = 0;                 ///< By the rows so far.
        std::uint16_t next = kNone;
        bool is_new = false;     ///< No such position yet.
        bool was_there = false;  ///< Before the record.
        bool touched = false;

        bool is_change() const { return touched || new_sequence != 0; }
    };

    Entry* find_or_load(SkuId sku, NodeId node) {
        const std::size_t bucket = (sku.value() * 31U + node.value()) % kBuckets;
        for (std::uint16_t at = first_[bucket]; at != kNone; at = entries_[at].next) {
            if (entries_[at].sku == sku && entries_[at].position.node() == node)
                return &entries_[at];
        }
        const auto known = state_.items.position(sku, node);
        if (!known && !state_.items.has_room(++new_positions_)) return nullptr;
        Entry& entry = entries_[count_];
        entry.sku = sku;
        entry.position = known.value_or(Position(node));
        entry.is_new = !known.has_value();
        entry.was_there = known.has_value();
        if (!source_.is_none()) {
            entry.last_sequence = state_.items.last_sequence(sku, entry.position, source_);
        }
        entry.next = first_[bucket];
        first_[bucket] = static_cast<std::uint16_t>(count_++);
        return &entry;
    }

    RowVerdict change(const SupplyRow& row, Entry& entry) const {
        Position& position = entry.position;
        if (row.change == SupplyChange::adjust) {
            Units sum = 0;
            if (__builtin_add_overflow(position.on_hand(), row.quantity, &sum) || sum > kUnitsMax)
                return RowVerdict::quantity_too_large;
            if (sum < 0) return RowVerdict::below_zero;
            position.set_on_hand(sum);
            entry.moved += row.quantity;
            return RowVerdict::applied;
        }
        if (row.quantity < 0) return RowVerdict::negative_quantity;
        const bool safety = row.change == SupplyChange::safety;
        if (row.quantity > (safety ? kSafetyUnitsMax : kUnitsMax))
            return RowVerdict::quantity_too_large;
        if (safety) {
            position.set_safety(row.quantity);
        } else if (row.as_of == Time{}) {
            // What a new position begins with states its book, and is no movement.
            if (entry.was_there) entry.moved += row.quantity - position.on_hand();
            position.set_on_hand(row.quantity);
        } else {
            return restate(row, entry);
        }
        return RowVerdict::applied;
    }

    /// What was counted, and what moved since: no movement itself.
    RowVerdict restate(const SupplyRow& row, Entry& entry) const {
        Units sum = row.quantity + state_.movements.sum_after(row.sku, row.node, row.as_of);
        if (row.as_of < now_) sum += entry.moved;
        if (sum < 0) return RowVerdict::below_zero;
        if (sum > kUnitsMax) return RowVerdict::quantity_too_large;
        entry.position.set_on_hand(sum);
        return RowVerdict::applied;
    }

    EngineState& state_;
    const SourceId source_;
    const Time now_;
    std::size_t count_ = 0;
    std::uint64_t new_positions_ = 0;
    std::array<std::uint16_t, kBuckets> first_;
    std::array<Entry, kSupplyRowsPerRecord> entries_;
    std::array<std::uint16_t, kSupplyRowsPerRecord> changed_{};
};

void refuse(SupplyReply& reply, std::size_t row, RowVerdict verdict, std::string detail = {}) {
    ++reply.refused;
    reply.answers.push_back({static_cast<std::uint32_t>(row), verdict, std::move(detail)});
}

/// What is wrong with the time that a row speaks of; RowVerdict::applied if nothing is.
RowVerdict check_as_of(
    const EngineState& state, const SupplyRow& row, Time now, std::string& detail
) {
    if (row.as_of == Time{}) return RowVerdict::applied;
    if (row.change != SupplyChange::sync) {
        detail = found_expected("as_of", "a time", "none but with sync");
        return RowVerdict::bad_value;
    }
    if (row.as_of > now) {
        detail = found_expected("as_of", "a time to come", "one that has passed");
        return RowVerdict::bad_value;
    }
    if (row.as_of >= movements_known_since(state, now)) return RowVerdict::applied;
    detail = "what moved is known for 48 hours, and under a limit of movements";
    return RowVerdict::as_of_too_old;
}

/// Adds rows `begin` to `end` to the batch and counts each in the reply. Holding the items.
void judge_rows(
    const EngineState& state,
    const SupplyRequest& request,
    std::size_t begin,
    std::size_t end,
    Time now,
    SupplyBatch& batch,
    SupplyReply& reply
) {
    const NodeDirectory& nodes = *state.reference.current().nodes;
    bool was_taken = false;
    for (std::size_t row = begin; row < end; ++row) {
        const SupplyRow& given = request.rows[row];
        const bool is_rest = was_taken && completes_message(request.rows, row);
        RowVerdict verdict = RowVerdict::unknown_item;
        std::string detail;
        if (state.items.find_slot(given.sku) != nullptr) {
            verdict = nodes.find(given.node) == nullptr ? RowVerdict::unknown_node
                                                        : check_as_of(state, given, now, detail);
            if (verdict == RowVerdict::applied && is_kit(state.items, given.sku))
                verdict = RowVerdict::is_kit;
            if (verdict == RowVerdict::applied) {
                verdict = batch.add(given, is_rest);
                if (verdict != RowVerdict::applied) detail = batch.explain(given, verdict);
            }
        }
        was_taken = verdict == RowVerdict::applied || verdict == RowVerdict::unchanged;
        if (verdict == RowVerdict::applied) {
            ++reply.applied;
        } else if (verdict == RowVerdict::unchanged) {
            ++reply.unchanged;
        } else {
            refuse(reply, row, verdict, std::move(detail));
        }
    }
}

/// Appends the record of rows that were judged; 0 if there is nothing to log.
Lsn log_rows(
    EngineState& state,
    SourceId source,
    std::span<const SupplyRow> rows,
    SupplyBatch& batch,
    LogSpace& space,
    const CallContext& context
) {
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::supply, context);
    if (source.is_none()) {
        put_feed(out, source, {});
        const std::size_t count_at = out.bytes();
        out.put(std::uint32_t{0});
        const std::uint32_t count = batch.put_outcomes(out);
        if (count == 0) return 0;
        out.patch(count_at, count);
        return space.append(buffer);
    }
    const MutexLock lock(state.feeds.mutex());
    SourceFeeds::Feed& feed = state.feeds.of(source);
    FeedNumbers numbers = feed.numbers;
    for (const SupplyRow& row : rows)
        numbers.see(row.sequence);
    put_feed(out, source, numbers);
    const std::size_t count_at = out.bytes();
    out.put(std::uint32_t{0});
    const std::uint32_t count = batch.put_outcomes(out);
    if (count == 0 && numbers == feed.numbers) return 0;
    out.patch(count_at, count);
    feed.numbers = numbers;
    feed.lsn = space.append(buffer);
    return feed.lsn;
}

}  // namespace

void Engine::apply_supply(
    const SupplyRequest& request, const CallContext& context, SupplyReply& reply
) {
    reply.outcome = Outcome::done;
    reply.detail.clear();
    reply.answers.clear();
    reply.applied = reply.unchanged = reply.refused = 0;
    reply.lsn = 0;
    auto bad = bad_context(context);
    if (!bad) bad = bad_source(request.source, request.rows);
    if (bad) {
        reply.outcome = Outcome::bad_value;
        reply.detail = std::move(*bad);
        return;
    }
    if (request.rows.empty() || request.rows.size() > kSupplyRowsMax) {
        reply.outcome = request.rows.empty() ? Outcome::no_lines : Outcome::too_many_lines;
        reply.detail = found_expected(
            "rows", std::to_string(request.rows.size()), "1 to " + std::to_string(kSupplyRowsMax)
        );
        return;
    }
    SourceId source;
    reply.outcome = find_source(*state_, request.source, context, source);
    if (reply.outcome != Outcome::done) return;

    std::size_t end = 0;
    for (std::size_t begin = 0; begin < request.rows.size(); begin = end) {
        end = end_of_record(request.rows, begin);
        LogSpace space(
            state_->log, kHeadBytesMax + kFeedBytesMax + 4 + (end - begin) * kSupplyOutcomeBytesMax
        );
        if (!space.granted()) {
            answer_not_done(begin, request.rows.size(), space.refusal(), reply);
            count_rows_of(*state_, source, reply);
            return;
        }

        ItemLocks locks(state_->items);
        for (std::size_t row = begin; row < end; ++row) {
            if (state_->items.find_slot(request.rows[row].sku) != nullptr)
                locks.add(request.rows[row].sku);
        }
        locks.lock();
        SupplyBatch batch(*state_, source, context.now);
        judge_rows(*state_, request, begin, end, context.now, batch, reply);
        const auto rows = request.rows.subspan(begin, end - begin);
        const Lsn lsn = log_rows(*state_, source, rows, batch, space, context);
        if (lsn == 0) continue;
        reply.lsn = lsn;
        batch.apply(lsn);
    }
    count_rows_of(*state_, source, reply);
    // Refused and unchanged rows were judged by what is newest: their answer waits for that.
    if (reply.lsn == 0 || reply.unchanged + reply.refused > 0) reply.lsn = state_->log->newest();
}

}  // namespace earmark
