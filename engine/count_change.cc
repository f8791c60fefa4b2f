#include "engine/count_change.h"

#include "engine/movement_change.h"

namespace earmark {

void put_count_head(ByteWriter& out, const CountSummary& summary) {
    out.put_text(summary.id);
    out.put_all(
        summary.node.value(),
        summary.taken_at.time_since_epoch().count(),
        summary.closed_at.time_since_epoch().count(),
        summary.absent,
        summary.mode,
        summary.limits.units_each,
        summary.limits.value_each,
        summary.limits.units_total,
        summary.limits.value_total,
        summary.rows,
        summary.refused,
        summary.positions,
        summary.differing,
        summary.units,
        summary.value,
        summary.net_value
    );
}

bool get_count_head(ByteReader& in, CountSummary& summary) {
    summary = {};
    summary.id = in.get_text();
    summary.node = NodeId(in.get<std::uint32_t>());
    summary.taken_at = Time(Duration(in.get<std::int64_t>()));
    summary.closed_at = Time(Duration(in.get<std::int64_t>()));
    summary.absent = in.get<AbsentRows>();
    summary.mode = in.get<CountMode>();
    summary.limits.units_each = in.get<std::int64_t>();
    summary.limits.value_each = in.get<std::int64_t>();
    summary.limits.units_total = in.get<std::int64_t>();
    summary.limits.value_total = in.get<std::int64_t>();
    summary.rows = in.get<std::uint64_t>();
    summary.refused = in.get<std::uint64_t>();
    summary.positions = in.get<std::uint64_t>();
    summary.differing = in.get<std::uint64_t>();
    summary.units = in.get<std::int64_t>();
    summary.value = in.get<Micros>();
    summary.net_value = in.get<Micros>();
    summary.state = summary.mode == CountMode::dry_run ? CountState::dry_run : CountState::settled;
    return !in.failed() && !summary.id.empty() && summary.id.size() <= kCountIdBytesMax &&
           !summary.node.is_none() && summary.node.value() <= kNodesMax &&
           summary.absent <= AbsentRows::zeroed && summary.mode <= CountMode::dry_run;
}

void put_correction(ByteWriter& out, const Correction& correction) {
    out.put_all(
        correction.sku.value(),
        correction.state,
        static_cast<std::uint8_t>(correction.was_counted ? 1 : 0)
    );
    out.put_varints(
        correction.book,
        correction.counted,
        correction.moved,
        correction.correction,
        correction.value
    );
}

bool get_correction(ByteReader& in, Correction& correction) {
    correction.sku = SkuId(in.get<std::uint32_t>());
    correction.state = in.get<CorrectionState>();
    const auto was_counted = in.get<std::uint8_t>();
    correction.was_counted = was_counted == 1;
    correction.book = in.get_varint();
    correction.counted = in.get_varint();
    correction.moved = in.get_varint();
    correction.correction = in.get_varint();
    correction.value = in.get_varint();
    return !in.failed() && !correction.sku.is_none() && was_counted <= 1 &&
           correction.state <= CorrectionState::rejected;
}

void put_settled(ByteWriter& out, const SettledCorrection& settled) {
    out.put_all(settled.index, settled.state);
    if (settled.state == CorrectionState::applied) put_supply_outcome(out, settled.position);
}

bool get_settled(ByteReader& in, SettledCorrection& settled) {
    settled.index = in.get<std::uint32_t>();
    settled.state = in.get<CorrectionState>();
    if (settled.state == CorrectionState::rejected) return !in.failed();
    if (settled.state != CorrectionState::applied) return false;
    settled.position = get_supply_outcome(in);
    const SupplyOutcome& position = settled.position;
    return !in.failed() && !position.node.is_none() && position.node.value() <= kNodesMax &&
           position.on_hand >= 0 && position.on_hand <= kUnitsMax && position.safety >= 0 &&
           position.safety <= kSafetyUnitsMax;
}

ClosedCount& put_closed_count(CountStore& counts, const CountSummary& head, Lsn lsn) {
    std::erase_if(counts.closed, [&](const auto& entry) {
        return entry.second.summary.node == head.node && entry.second.lsn < lsn;
    });
    ClosedCount& count = counts.closed[head.id];
    count = {.summary = head, .corrections = {}, .lsn = lsn};
    return count;
}

void forget_counts(EngineState& state, const CallContext& context) {
    CountStore& counts = state.counts;
    {
        const Time since = movements_known_since(state, context.now);
        const MutexLock lock(counts.open_mutex);
        std::erase_if(counts.open, [&](const auto& entry) {
            return entry.second->taken_at < since;
        });
    }
    const MutexLock lock(counts.mutex);
    for (auto entry = counts.closed.begin(); entry != counts.closed.end();) {
        if (entry->second.summary.closed_at + kKeepCounts > context.now) {
            ++entry;
            continue;
        }
        LogSpace space(state.log, kHeadBytesMax + 2 + kCountIdBytesMax, LogSpace::For::release);
        if (!space.granted()) return;
        auto& buffer = record_buffer();
        ByteWriter out(buffer);
        put_head(out, ChangeKind::count_forgotten, context);
        out.put_text(entry->first);
        space.append(buffer);
        entry = counts.closed.erase(entry);
    }
}

}  // namespace earmark
