// Proof that counters are what the live holds and orders add up to, and a digest of all state.
#include "engine/assortment/assortment_change.h"
#include "engine/audit_sums.h"
#include "engine/backorders/backorder_uses.h"
#include "engine/capacity/capacity_step.h"
#include "engine/conditions/sourcing_rule_change.h"
#include "engine/count_change.h"
#include "engine/engine.h"
#include "engine/image_codec.h"
#include "engine/item_change.h"
#include "engine/reference_change.h"
#include "engine/rules/rule_change.h"
#include "engine/segment_tallies.h"
#include "engine/shipping/shipping_codec.h"

#include <algorithm>
#include <tuple>
#include <xxhash.h>

namespace earmark {

namespace {

PositionSums sum_reservations(const EngineState& state, AuditReply& reply, DatedSums& dated) {
    PositionSums sums;
    for (std::uint32_t index = 0; index < ReservationTable::kStripes; ++index) {
        for (const Reservation* reservation : state.reservations.stripe(index).all()) {
            ++reply.reservations;
            for (std::size_t line = 0; line < reservation->line_count(); ++line)
                add_line(*reservation, line, sums, dated, reply);
        }
    }
    return sums;
}

/// Backorders hold what they have confirmed, too.
void add_backorders(const EngineState& state, DatedSums& dated) {
    for (const SkuId sku : state.items.calendar().items(SkuId(1))) {
        const DatedRows rows = state.items.rows<DatedRow>(sku);
        for (std::uint32_t index = 0; index < rows.count(); ++index) {
            const DatedRow row = rows.load(index);
            if (row.kind == DatedRow::Kind::waiting && row.confirmed > 0)
                dated[{sku, row.node, row.confirmed_day}].reserved += row.confirmed;
        }
    }
}

/// What the live reservations of segments, and what their backorders have confirmed, add up to: by
/// item, node and segment, each with the record that made it.
struct SegmentTake {
    std::uint64_t position;
    SegmentId segment;
    Lsn made;
    Units live;
};

void add_backorders(const EngineState& state, std::vector<SegmentTake>& takes) {
    for (const SkuId sku : state.items.calendar().items(SkuId(1))) {
        const DatedRows rows = state.items.rows<DatedRow>(sku);
        for (std::uint32_t index = 0; index < rows.count(); ++index) {
            const DatedRow row = rows.load(index);
            if (row.kind != DatedRow::Kind::waiting || row.confirmed == 0) continue;
            if (row.segment.is_none()) continue;
            takes.push_back(
                {position_key(sku, row.node), row.segment, kConfirmedAnew, row.confirmed}
            );
        }
    }
}

std::vector<SegmentTake> segment_takes(const EngineState& state) {
    std::vector<SegmentTake> takes;
    for (std::uint32_t index = 0; index < ReservationTable::kStripes; ++index) {
        for (const Reservation* reservation : state.reservations.stripe(index).all()) {
            if (reservation->segment().is_none()) continue;
            for (std::size_t line = 0; line < reservation->line_count(); ++line) {
                const LineUnits units = reservation->units(line);
                const ReservationKey& key = reservation->keys()[line];
                const Units live = units.held + units.allocated;
                if (live == 0) continue;
                takes.push_back(
                    {position_key(key.sku(), key.node()),
                     reservation->segment(),
                     reservation->made(),
                     live}
                );
            }
        }
    }
    add_backorders(state, takes);
    std::sort(takes.begin(), takes.end(), [](const SegmentTake& left, const SegmentTake& right) {
        return left.position < right.position;
    });
    return takes;
}

/// What a row counts: itself, but for a tally the group's rule that it belongs to.
SegmentRow counting_row(SegmentRows rows, const SegmentRow& row) {
    SegmentRow counting = row;
    if (row.kind != SegmentRow::Kind::tally) return counting;
    visit_group_rules(rows, [&](const SegmentRow& rule) {
        if (row.is_tally_of(rule, group_at(rule.node))) counting = rule;
    });
    counting.node = row.node;
    counting.live = row.live;
    return counting;
}

/// Where something is taken at a node, the rules over groups that count it have a tally there.
bool has_all_tallies(const EngineState& state, const SegmentTake& take) {
    const SkuId sku(static_cast<std::uint32_t>(take.position >> 32U));
    const NodeId node(static_cast<std::uint32_t>(take.position));
    const SegmentRows rows = state.items.rows<SegmentRow>(sku);
    bool has_all = true;
    visit_group_rules(rows, [&](const SegmentRow& rule) {
        const bool counts = rule.active && rule.segment == take.segment && rule.counts(take.made);
        if (!counts || rule.node == node) return;
        bool found = false;
        rows.visit_node(node, [&](const SegmentRow& row) {
            found = found || row.is_tally_of(rule, group_at(rule.node));
        });
        has_all = has_all && found;
    });
    return has_all;
}

void audit_segments(const EngineState& state, AuditReply& reply) {
    const std::vector<SegmentTake> takes = segment_takes(state);
    const auto sum_of = [&](SkuId sku, const SegmentRow& row) {
        const std::uint64_t position = position_key(sku, row.node);
        auto take = std::lower_bound(
            takes.begin(),
            takes.end(),
            position,
            [](const SegmentTake& each, std::uint64_t wanted) { return each.position < wanted; }
        );
        Units sum = 0;
        for (; take != takes.end() && take->position == position; ++take) {
            const bool counts =
                row.kind == SegmentRow::Kind::use || (row.active && row.counts(take->made));
            if (counts && take->segment == row.segment) sum += take->live;
        }
        return sum;
    };
    Units used = 0;
    for (std::uint32_t sku = 1; sku <= state.items.count(); ++sku) {
        const SegmentRows rows = state.items.rows<SegmentRow>(SkuId(sku));
        for (std::uint32_t index = 0; index < rows.count(); ++index) {
            const SegmentRow row = rows.load(index);
            const Units sum = sum_of(SkuId(sku), counting_row(rows, row));
            if (row.kind == SegmentRow::Kind::use) used += row.live;
            if (row.live == sum) continue;
            ++reply.mismatches;
            if (reply.findings.size() == kFindingsMax) continue;
            reply.findings.push_back({
                .sku = SkuId(sku),
                .node = row.node,
                .segment = row.segment,
                .reserved_counter = row.live,
                .reserved_sum = sum,
            });
        }
    }
    // What is taken where no row counts it.
    Units taken = 0;
    for (const SegmentTake& take : takes)
        taken += take.live;
    if (used != taken && reply.mismatches == 0) ++reply.mismatches;
    for (const SegmentTake& take : takes)
        if (!has_all_tallies(state, take)) ++reply.mismatches;
}

void audit_days(const EngineState& state, DatedSums& sums, AuditReply& reply) {
    for (std::uint32_t sku = 1; sku <= state.items.count(); ++sku) {
        const DatedRows rows = state.items.rows<DatedRow>(SkuId(sku));
        for (std::uint32_t index = 0; index < rows.count(); ++index) {
            const DatedRow row = rows.load(index);
            if (row.kind != DatedRow::Kind::demand) continue;
            const auto found = sums.find({SkuId(sku), row.node, row.day});
            compare_sums(SkuId(sku), row, found == sums.end() ? AuditSum{} : found->second, reply);
            if (found != sums.end()) sums.erase(found);
        }
    }
    // What is left is promised for a day that no row counts.
    for (const auto& [key, sum] : sums) {
        const auto& [sku, node, day] = key;
        compare_sums(sku, {.node = node, .day = day}, sum, reply);
    }
}

/// What leaves nodes on their days against what the reservations say.
void audit_capacity(const EngineState& state, AuditReply& reply) {
    using Key = std::tuple<NodeId, Day, std::uint8_t>;
    std::map<Key, std::pair<CapacityFigures, CapacityFigures>> days;  // Counted, and summed.
    state.capacity_uses.visit([&](const CapacityLoad& load) {
        days[{load.node, load.day, load.method}].first = load.figures;
    });
    std::vector<CapacityLoad> loads;
    for (std::uint32_t index = 0; index < ReservationTable::kStripes; ++index) {
        for (const Reservation* reservation : state.reservations.stripe(index).all())
            find_loads(*reservation, loads);
    }
    for (const CapacityLoad& load : loads) {
        CapacityFigures& sum = days[{load.node, load.day, load.method}].second;
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
            sum[unit] += load.figures[unit];
    }
    for (const auto& [key, figures] : days) {
        if (figures.first == figures.second) continue;
        ++reply.mismatches;
        if (reply.findings.size() == kFindingsMax) continue;
        const auto units = static_cast<std::size_t>(CapacityUnit::units);
        reply.findings.push_back({
            .sku = {},
            .node = std::get<NodeId>(key),
            .day = std::get<Day>(key),
            .reserved_counter = figures.first[units],
            .reserved_sum = figures.second[units],
        });
    }
}

template <typename Visit>
void visit_positions(const EngineState& state, const Visit& visit) {
    for (std::uint32_t sku = 1; sku <= state.items.count(); ++sku) {
        const ItemSlot* slot = state.items.find_slot(SkuId(sku));
        const PositionBlock* block =
            slot == nullptr ? nullptr : slot->block.load(std::memory_order_relaxed);
        if (block == nullptr) continue;
        for (std::uint32_t index = 0; index < block->count(); ++index)
            visit(SkuId(sku), block->load(index));
    }
}

/// Adds up hashes, so that the order in which things are visited does not matter.
class Digest {
  public:
    /// Where the next thing is encoded; add() takes it.
    ByteWriter thing(std::uint8_t kind) {
        buffer_.clear();
        ByteWriter out(buffer_);
        out.put(kind);
        return out;
    }
    void add() { sum_ += XXH3_64bits(buffer_.data(), buffer_.size()); }
    std::uint64_t sum() const { return sum_; }

  private:
    std::vector<std::byte> buffer_;
    std::uint64_t sum_ = 0;
};

void add_items(const EngineState& state, Digest& digest) {
    for (std::uint32_t sku = 1; sku <= state.items.count(); ++sku) {
        if (state.items.find_slot(SkuId(sku)) == nullptr) continue;
        const ItemFacts facts = state.items.facts_locked(SkuId(sku));
        ByteWriter out = digest.thing(1);
        put_item(out, SkuId(sku), item_row(item_view(state.items, SkuId(sku), facts)));
        const SegmentRows segments = state.items.rows<SegmentRow>(SkuId(sku));
        for (std::uint32_t index = 0; index < segments.count(); ++index)
            put_segment_row(out, segments.load(index));
        const DatedRows dated = state.items.rows<DatedRow>(SkuId(sku));
        for (std::uint32_t index = 0; index < dated.count(); ++index)
            put_dated_row(out, dated.load(index));
        const AssortmentRows assortment = state.items.rows<AssortmentRow>(SkuId(sku));
        for (std::uint32_t index = 0; index < assortment.count(); ++index)
            put_assortment_row(out, assortment.load(index));
        for (const auto& other : state.items.other_sequences(SkuId(sku))) {
            out.put(other.node.value());
            out.put(other.source.value());
            out.put(other.sequence);
        }
        for (const Movement& movement : state.movements.of(SkuId(sku))) {
            out.put(movement.at().time_since_epoch().count());
            out.put(movement.node().value());
            out.put_varint(movement.delta());
        }
        digest.add();
    }
    visit_positions(state, [&](SkuId sku, const Position& position) {
        ByteWriter out = digest.thing(2);
        out.put(sku.value());
        put_position(out, position);
        digest.add();
    });
}

void add_reservations(const EngineState& state, Digest& digest) {
    for (std::uint32_t index = 0; index < ReservationTable::kStripes; ++index) {
        for (const Reservation* reservation : state.reservations.stripe(index).all()) {
            ByteWriter out = digest.thing(3);
            put_reservation(out, *reservation);
            digest.add();
        }
    }
}

void add_names(const InternTable& names, std::uint8_t kind, Digest& digest) {
    for (std::uint32_t number = 0; number < names.count(); ++number) {
        ByteWriter out = digest.thing(kind);
        out.put(number);
        out.put_text(names.text_of(number));
        digest.add();
    }
}

void add_levels(const LevelBoard& board, Digest& digest) EARMARK_REQUIRES(board.mutex()) {
    for (const LevelBoard::KeptRule& kept : board.rules()) {
        ByteWriter out = digest.thing(40);
        put_level_rule(out, {.rule = kept.rule});
        digest.add();
    }
    for (const auto& [sku, places] : board.all_places()) {
        for (const PlaceLevel& told : places) {
            ByteWriter out = digest.thing(41);
            put_crossing(out, crossing_of(SkuId(sku), told));
            digest.add();
        }
    }
}

void add_reconciliation(EngineState& state, Digest& digest) EARMARK_REQUIRES(state.counts.mutex) {
    digest.thing(7).put(state.movements.kept_since().time_since_epoch().count());
    digest.add();
    const auto sources = static_cast<std::uint16_t>(state.sources.count());
    for (std::uint16_t source = 1; source <= sources; ++source) {
        ByteWriter out = digest.thing(8);
        put_feed(out, SourceId(source), state.feeds.read(SourceId(source)).numbers);
        digest.add();
    }
    for (const auto& [id, count] : state.counts.closed) {
        ByteWriter out = digest.thing(9);
        put_count_head(out, count.summary);
        for (const Correction& correction : count.corrections)
            put_correction(out, correction);
        digest.add();
    }
}

}  // namespace

AuditReply Engine::audit() const {
    AuditReply reply;
    const AllLocks locks(*state_);
    DatedSums dated;
    PositionSums sums = sum_reservations(*state_, reply, dated);
    visit_positions(*state_, [&](SkuId sku, const Position& position) {
        ++reply.positions;
        AuditSum expected;
        if (const auto found = sums.find(position_key(sku, position.node())); found != sums.end()) {
            expected = found->second;
            sums.erase(found);
        }
        compare_sums(sku, position, expected, reply);
    });
    // What is left is held or ordered at a position that does not exist.
    for (const auto& [key, expected] : sums) {
        const Position absent{NodeId(static_cast<std::uint32_t>(key))};
        compare_sums(SkuId(static_cast<std::uint32_t>(key >> 32U)), absent, expected, reply);
    }
    audit_segments(*state_, reply);
    add_backorders(*state_, dated);
    audit_days(*state_, dated, reply);
    audit_capacity(*state_, reply);
    return reply;
}

std::uint64_t Engine::state_digest() const {
    const MutexLock reference_lock(state_->reference_mutex);
    const MutexLock counts_lock(state_->counts.mutex);
    const LevelBoard& board = state_->levels;
    const MutexLock levels_lock(board.mutex());
    const AllLocks locks(*state_);
    Digest digest;
    add_items(*state_, digest);
    add_reservations(*state_, digest);
    for (const ReferenceRecord& record : reference_records(state_->reference.current())) {
        ByteWriter out = digest.thing(4);
        out.put_bytes(record.record);
        digest.add();
    }
    visit_rules(*state_->reference.current().rules, [&](RuleId id, const SellingRule& rule) {
        ByteWriter out = digest.thing(20);
        put_selling_rule(out, rule.lsn, id, &rule);
        digest.add();
    });
    state_->reference.current().shipping->visit_rows([&](const ShippingRow& row) {
        ByteWriter out = digest.thing(70);
        put_shipping_row(out, row);
        digest.add();
    });
    for (const auto& [name, rule] : state_->reference.current().sourcing->rules) {
        ByteWriter out = digest.thing(90);
        put_sourcing_rule(out, rule);
        digest.add();
    }
    add_names(state_->sources, 5, digest);
    add_names(state_->segments, 6, digest);
    add_levels(board, digest);
    add_reconciliation(*state_, digest);
    ByteWriter out = digest.thing(25);
    out.put_all(state_->items.calendar().today(), state_->items.calendar().past_due_days());
    digest.add();
    return digest.sum();
}

}  // namespace earmark
