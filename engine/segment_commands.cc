// Segments and their rules: who may claim what of an item at a node, and from when.
#include "engine/assortment/assortment_change.h"
#include "engine/backorders/backorder_uses.h"
#include "engine/base/plain_text.h"
#include "engine/engine.h"
#include "engine/judged_row.h"
#include "engine/network_holds.h"
#include "engine/row_answers.h"
#include "engine/segment_change.h"
#include "engine/segment_tallies.h"

#include <algorithm>
#include <utility>

namespace earmark {

namespace {

/// The item's rows at the node, copied. Holding its stripe.
std::vector<SegmentRow> rules_at(const ItemTable& items, SkuId sku, NodeId node) {
    std::vector<SegmentRow> rules;
    items.rows<SegmentRow>(sku).visit_node(node, [&](const SegmentRow& row) {
        rules.push_back(row);
    });
    return rules;
}

bool overlap(const SegmentRow& left, const SegmentRow& right) {
    const auto end = [](const SegmentRow& row) {
        return row.until_s == 0 ? ~std::uint32_t{0} : row.until_s;
    };
    return left.from_s < end(right) && right.from_s < end(left);
}

std::optional<JudgedRow> bad_time(const SegmentRule& rule, Time now) {
    constexpr std::int64_t kSecondsMax = 0xffff'ffff;
    for (const auto& time : {rule.from, rule.until}) {
        if (!time) continue;
        const auto us = time->time_since_epoch().count();
        if (us <= 0 || us % 1'000'000 != 0 || us / 1'000'000 > kSecondsMax) {
            return JudgedRow{
                RowVerdict::bad_value, "from and until are whole seconds between 1970 and 2106"
            };
        }
    }
    if (rule.from && rule.until && *rule.until <= *rule.from)
        return JudgedRow{RowVerdict::bad_value, "until is not after from"};
    if (rule.until && *rule.until <= now) return JudgedRow{RowVerdict::in_the_past, "until"};
    return std::nullopt;
}

std::optional<JudgedRow> bad_figure(const SegmentRule& rule, Units figure, std::string_view name) {
    if (figure < 0) return JudgedRow{RowVerdict::negative_quantity, std::string(name)};
    if (rule.basis == SegmentBasis::percent && figure > kHundredPercent)
        return JudgedRow{RowVerdict::over_hundred_percent, std::string(name)};
    if (figure > kUnitsMax) return JudgedRow{RowVerdict::quantity_too_large, std::string(name)};
    return std::nullopt;
}

/// What is wrong with a rule by itself.
std::optional<JudgedRow> bad_rule(const SegmentRule& rule, Time now) {
    if (rule.rank > kSegmentRankMax) return JudgedRow{RowVerdict::bad_value, "rank: at most 65534"};
    if (auto bad = bad_figure(rule, rule.floor, "floor")) return bad;
    if (rule.ceiling != kNoCeiling) {
        if (auto bad = bad_figure(rule, rule.ceiling, "ceiling")) return bad;
    }
    return bad_time(rule, now);
}

SegmentRow row_of(const SegmentRule& rule) {
    SegmentRow row;
    row.node = rule.node;
    row.segment = rule.segment;
    row.rank = rule.rank;
    row.active = !rule.from;
    row.standing = rule.standing;
    row.basis = rule.basis;
    row.floor = rule.floor;
    row.ceiling = rule.ceiling;
    row.from_s = whole_seconds(rule.from);
    row.until_s = whole_seconds(rule.until);
    return row;
}

/// One row at its item: what it finds there, and what it makes of it. Holding the item's stripe.
class SegmentRuleChange {
  public:
    /// `rows` are those of the item at the node.
    SegmentRuleChange(
        const EngineState& state, const SegmentRuleRow& row, Time now, std::vector<SegmentRow> rows
    )
        : state_(state), row_(row), now_(now), rows_(std::move(rows)) {
        outcome_.sku = rule().sku;
    }

    JudgedRow judge() {
        switch (row_.change) {
            case SegmentChange::put:
                return put();
            case SegmentChange::remove:
                return remove();
            case SegmentChange::allocate:
                return shift(rule().segment, rule().floor);
            case SegmentChange::unallocate:
                return shift(rule().segment, -rule().floor);
            case SegmentChange::move:
                break;
        }
        JudgedRow taken = shift(rule().segment, -rule().floor);
        return taken.verdict == RowVerdict::applied ? shift(row_.to_segment, rule().floor) : taken;
    }

    const SegmentOutcome& outcome() const { return outcome_; }

  private:
    const SegmentRule& rule() const { return row_.rule; }

    SegmentRow* find(SegmentId segment) {
        const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const SegmentRow& row) {
            return row.kind == SegmentRow::Kind::rule && row.segment == segment &&
                   row.from_s == whole_seconds(rule().from);
        });
        return found == rows_.end() ? nullptr : &*found;
    }

    JudgedRow put() {
        if (auto bad = bad_rule(rule(), now_)) return *bad;
        SegmentRow made = row_of(rule());
        const SegmentRow* known = find(rule().segment);
        if (known == nullptr && rule().from && *rule().from <= now_)
            return {RowVerdict::in_the_past, "from"};
        if (auto clash = find_clash(made, known)) return *clash;
        if (known != nullptr) {
            made.active = known->active;
            made.live = known->live;
            made.shipped = known->shipped;
            made.shipped_to_all = known->shipped_to_all;
            made.began = known->began;
            if (made.active && made.standing != known->standing) count_afresh(made);
            if (made == *known) return {RowVerdict::unchanged};
            if (made.key() != known->key()) outcome_.dropped.push_back(*known);
        } else if (made.active) {
            count_afresh(made);
        }
        outcome_.put.push_back(made);
        const Units on_hand = on_hand_there();
        const Units floor = with_shipped(made).of_basis(made.floor, on_hand);
        if (floor <= on_hand) return {};
        return {
            RowVerdict::floor_above_stock,
            "floor " + std::to_string(floor) + ", on hand " + std::to_string(on_hand)
        };
    }

    /// With what was shipped since the rule began; of a rule over a group its nodes count that.
    SegmentRow with_shipped(const SegmentRow& made) const {
        if (!is_group_place(made.node) || made.began == 0) return made;
        const SegmentRows rows = state_.items.rows<SegmentRow>(rule().sku);
        return with_tallies(rows, made, *state_.reference.current().groups);
    }

    /// At the node, or at the nodes of the group.
    Units on_hand_there() const {
        if (!is_group_place(rule().node)) {
            const auto position = state_.items.position(rule().sku, rule().node);
            return position ? position->on_hand() : 0;
        }
        const GroupId id = group_at(rule().node);
        const Group* group = state_.reference.current().groups->find(id);
        Units sum = 0;
        for (const GroupMember& member : group->members) {
            const auto position = state_.items.position(rule().sku, member.node);
            sum += position ? position->on_hand() : 0;
        }
        return sum;
    }

    JudgedRow remove() {
        const SegmentRow* known = find(rule().segment);
        if (known == nullptr) return {RowVerdict::unknown_rule};
        outcome_.dropped.push_back(*known);
        return {};
    }

    JudgedRow shift(SegmentId segment, Units by) {
        if (rule().floor <= 0) return {RowVerdict::bad_value, "floor: the units, at least 1"};
        SegmentRow* known = find(segment);
        if (known == nullptr) return {RowVerdict::unknown_rule};
        if (known->basis != SegmentBasis::units)
            return {RowVerdict::bad_value, "a floor in percent is set, not allocated by units"};
        if (known->floor + by < 0) {
            return {
                RowVerdict::below_zero, "the floor has " + std::to_string(known->floor) + " units"
            };
        }
        if (known->floor + by > kUnitsMax) return {RowVerdict::quantity_too_large, "floor"};
        known->floor += by;
        outcome_.put.push_back(*known);
        return {};
    }

    /// Another rule that the new one may not stand beside: the same one, however they lie.
    std::optional<JudgedRow> find_clash(SegmentRow made, const SegmentRow* replaced) const {
        // One past its end is in effect up to the event that takes it away, within a second.
        const bool begins_now = made.from_s <= whole_seconds(now_);
        made.from_s = std::max(made.from_s, whole_seconds(now_));
        const SegmentRow* equal = nullptr;
        for (const SegmentRow& other : rows_) {
            if (other.kind != SegmentRow::Kind::rule || &other == replaced) continue;
            if (!(begins_now && other.active) && !overlap(made, other)) continue;
            if (other.segment == made.segment) return JudgedRow{RowVerdict::overlapping_rule};
            const bool is_first =
                equal == nullptr || other.segment.value() < equal->segment.value();
            if (other.rank == made.rank && is_first) equal = &other;
        }
        if (equal == nullptr) return std::nullopt;
        return JudgedRow{
            RowVerdict::equal_rank,
            "segment " + std::string(state_.segments.text_of(equal->segment.value() - 1U)) +
                " has rank " + std::to_string(equal->rank) + ", too"
        };
    }

    void count_afresh(SegmentRow& row) const {
        row.began = 0;
        row.live = row.shipped = row.shipped_to_all = 0;
        if (!row.standing) {
            row.live = confirmed_at(state_.items, rule().sku, row.node, row.segment);
            return;
        }
        for (const SegmentRow& other : rows_) {
            if (other.kind == SegmentRow::Kind::use && other.segment == row.segment)
                row.live = other.live;
        }
    }

    const EngineState& state_;
    const SegmentRuleRow& row_;
    const Time now_;
    std::vector<SegmentRow> rows_;
    SegmentOutcome outcome_;
};

Lsn log_and_apply(
    EngineState& state, LogSpace& space, const CallContext& context, const SegmentOutcome& outcome
) {
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::segment_rows, context);
    put_segment_outcome(out, outcome);
    const Lsn lsn = space.append(buffer);
    EARMARK_CHECK(apply_segment_outcome(state, outcome, lsn));
    return lsn;
}

void put_on_agenda(EngineState& state, SkuId sku, const SegmentRow& row) {
    if (row.kind != SegmentRow::Kind::rule) return;
    if (!row.active) state.segment_agenda.add(row.from_s, sku);
    if (row.until_s != 0) state.segment_agenda.add(row.until_s, sku);
}

std::size_t outcome_bytes(std::size_t rows) {
    return kHeadBytesMax + 12 + rows * kSegmentRowBytesMax;
}

JudgedRow find_names(const EngineState& state, const SegmentRuleRow& row) {
    if (state.items.find_slot(row.rule.sku) == nullptr) return {RowVerdict::unknown_item};
    const ReferenceData& reference = state.reference.current();
    if (is_group_place(row.rule.node)) {
        if (!is_known_group(reference, row.rule.node)) return {RowVerdict::unknown_group};
    } else if (reference.nodes->find(row.rule.node) == nullptr) {
        return {RowVerdict::unknown_node};
    }
    if (!state.knows(row.rule.segment)) return {RowVerdict::unknown_segment};
    if (row.change == SegmentChange::move && !state.knows(row.to_segment))
        return {RowVerdict::unknown_segment, "to_segment"};
    return {};
}

bool is_accepted(RowVerdict verdict) {
    return verdict == RowVerdict::applied || verdict == RowVerdict::floor_above_stock;
}

constexpr std::size_t kDueRowsMax = 1'000;  ///< In one record.

/// What a rule counts when its time comes: all that is live, or only what backorders have
/// confirmed.
Units live_at_begin(const EngineState& state, SkuId sku, const SegmentRow& rule) {
    if (!rule.standing) return confirmed_at(state.items, sku, rule.node, rule.segment);
    for (const SegmentRow& row : rules_at(state.items, sku, rule.node)) {
        if (row.kind == SegmentRow::Kind::use && row.segment == rule.segment) return row.live;
    }
    return 0;
}

/// What the item's rules become by now: those whose time has come begin, those past their end go.
SegmentOutcome due_outcome(const EngineState& state, SkuId sku, std::int64_t now_s) {
    SegmentOutcome outcome;
    outcome.sku = sku;
    const SegmentRows rows = state.items.rows<SegmentRow>(sku);
    for (std::uint32_t index = 0;
         index < rows.count() && outcome.put.size() + outcome.dropped.size() < kDueRowsMax;
         ++index) {
        SegmentRow row = rows.load(index);
        if (row.kind != SegmentRow::Kind::rule) continue;
        if (row.until_s != 0 && row.until_s <= now_s) {
            outcome.dropped.push_back(row);
        } else if (!row.active && row.from_s <= now_s) {
            row.active = true;
            row.live = live_at_begin(state, sku, row);
            outcome.put.push_back(row);
        }
    }
    return outcome;
}

/// Holding the item's stripe.
JudgedRow judge(const EngineState& state, SkuId sku, SegmentRuleChange& change) {
    if (is_kit(state.items, sku)) return {RowVerdict::is_kit, "rules are of its parts"};
    return change.judge();
}

}  // namespace

void Engine::put_segments(
    std::span<const std::string_view> names, const CallContext& context, PutReply& reply
) {
    reply = {};
    if (auto bad = bad_context(context)) {
        reply.outcome = Outcome::bad_value;
        reply.detail = std::move(*bad);
        return;
    }
    const MutexLock lock(state_->reference_mutex);
    for (std::size_t row = 0; row < names.size(); ++row) {
        const std::string_view name = names[row];
        const auto refuse = [&](RowVerdict verdict, std::string detail = {}) {
            reply.ids.push_back(0);
            reply.answers.push_back({static_cast<std::uint32_t>(row), verdict, std::move(detail)});
        };
        if (name.empty() || name.size() > kSegmentNameBytesMax) {
            refuse(name.empty() ? RowVerdict::name_missing : RowVerdict::name_too_long);
            continue;
        }
        if (!is_plain_text(name)) {
            refuse(RowVerdict::bad_value, found_no_text("segment"));
            continue;
        }
        const std::size_t known = state_->segments.count();
        LogSpace space(state_->log, kHeadBytesMax + 2 + 2 + kSegmentNameBytesMax);
        if (!space.granted()) return answer_not_done(row, names.size(), space.refusal(), reply);
        const auto number = state_->segments.number_of(name);
        if (!number) {
            refuse(RowVerdict::over_budget);
            continue;
        }
        const SegmentId segment(static_cast<std::uint16_t>(*number + 1));
        reply.ids.push_back(segment.value());
        if (*number != known) continue;
        auto& buffer = record_buffer();
        ByteWriter out(buffer);
        put_head(out, ChangeKind::segment, context);
        out.put(segment.value());
        out.put_text(name);
        reply.lsn = space.append(buffer);
    }
    reply.lsn = std::max(reply.lsn, state_->log->newest());
}

void Engine::put_segment_rules(
    std::span<const SegmentRuleRow> rows, const CallContext& context, SupplyReply& reply
) {
    if (!begins_rows(rows.size(), kSupplyRowsMax, context, reply)) return;
    for (std::size_t index = 0; index < rows.size(); ++index) {
        const SegmentRuleRow& row = rows[index];
        JudgedRow judged = find_names(*state_, row);
        LogSpace space(state_->log, outcome_bytes(3));
        if (!space.granted()) return answer_not_done(index, rows.size(), space.refusal(), reply);
        if (judged.verdict == RowVerdict::applied) {
            ItemLocks locks(state_->items);
            locks.add(row.rule.sku);
            locks.lock();
            SegmentRuleChange change(
                *state_, row, context.now, rules_at(state_->items, row.rule.sku, row.rule.node)
            );
            judged = judge(*state_, row.rule.sku, change);
            if (is_accepted(judged.verdict)) {
                reply.lsn = log_and_apply(*state_, space, context, change.outcome());
                for (const SegmentRow& made : change.outcome().put)
                    put_on_agenda(*state_, row.rule.sku, made);
            }
        }
        if (judged.verdict == RowVerdict::unchanged) {
            ++reply.unchanged;
        } else if (is_accepted(judged.verdict)) {
            ++reply.applied;
        } else {
            ++reply.refused;
        }
        if (judged.verdict != RowVerdict::applied && judged.verdict != RowVerdict::unchanged) {
            reply.answers.push_back(
                {static_cast<std::uint32_t>(index), judged.verdict, std::move(judged.detail)}
            );
        }
    }
    if (reply.unchanged + reply.refused > 0) reply.lsn = state_->log->newest();
}

std::vector<SegmentRow> Engine::segment_rules(SkuId sku) const {
    std::vector<SegmentRow> rules;
    const auto groups = state_->reference.current().groups;
    const ItemSlot* slot = state_->items.find_slot(sku);
    if (slot == nullptr) return rules;
    state_->items.read_positions(sku, *slot, [&](const ItemStock& stock) {
        rules.clear();
        const auto rows = stock.rows_of<SegmentRow>();
        for (std::uint32_t index = 0; index < rows.count(); ++index) {
            const SegmentRow row = rows.load(index);
            if (!row.is_rule()) continue;
            const bool is_group = is_group_place(row.node);
            rules.push_back(is_group ? with_tallies(rows, row, *groups) : row);
        }
    });
    return rules;
}

SegmentTrial try_segment_rule(
    const EngineState& state,
    const SegmentRuleRow& row,
    Time now,
    std::optional<std::vector<SegmentRow>>& there
) {
    JudgedRow judged = find_names(state, row);
    SegmentTrial trial{
        .verdict = judged.verdict, .detail = std::move(judged.detail), .outcome = {}
    };
    if (trial.verdict != RowVerdict::applied) return trial;
    ItemLocks locks(state.items);
    locks.add(row.rule.sku);
    locks.lock();
    if (!there) there = rules_at(state.items, row.rule.sku, row.rule.node);
    SegmentRuleChange change(state, row, now, *there);
    judged = judge(state, row.rule.sku, change);
    return {
        .verdict = judged.verdict,
        .detail = std::move(judged.detail),
        .outcome = is_accepted(judged.verdict) ? change.outcome() : SegmentOutcome{}
    };
}

void fill_segment_agenda(EngineState& state) {
    for (std::uint32_t sku = 1; sku <= state.items.count(); ++sku) {
        if (state.items.rows<SegmentRow>(SkuId(sku)).empty()) continue;
        ItemLocks locks(state.items);
        locks.add(SkuId(sku));
        locks.lock();
        const SegmentRows rows = state.items.rows<SegmentRow>(SkuId(sku));
        for (std::uint32_t index = 0; index < rows.count(); ++index)
            put_on_agenda(state, SkuId(sku), rows.load(index));
    }
}

void begin_and_end_rules(EngineState& state, const CallContext& context) {
    const std::int64_t now_s =
        std::chrono::floor<std::chrono::seconds>(context.now.time_since_epoch()).count();
    static thread_local std::vector<SkuId> due;
    due.clear();
    state.segment_agenda.collect(now_s, due);
    for (const SkuId sku : due) {
        std::size_t changed = 0;
        do {
            LogSpace space(state.log, outcome_bytes(kDueRowsMax), LogSpace::For::release);
            if (!space.granted()) {
                state.segment_agenda.add(now_s, sku);
                break;
            }
            ItemLocks locks(state.items);
            locks.add(sku);
            locks.lock();
            const SegmentOutcome outcome = due_outcome(state, sku, now_s);
            changed = outcome.put.size() + outcome.dropped.size();
            if (changed > 0) log_and_apply(state, space, context, outcome);
        } while (changed == kDueRowsMax);
    }
}

}  // namespace earmark
