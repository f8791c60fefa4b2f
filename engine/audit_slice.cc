// The counters' audit without stopping anybody.
//
// Reservations are added up stripe by stripe, then each position is compared. A change of a hold or
// an order that moves a position's counters also stamps its item with its LSN, so an item that no
// change has stamped since the first look had the same holds at every look.
#include "engine/audit_sums.h"
#include "engine/engine.h"
#include "engine/engine_state.h"

#include <tuple>
#include <utility>

namespace earmark {
namespace {

void add_up(
    const EngineState& state,
    std::uint32_t slice,
    std::uint32_t slices,
    PositionSums& sums,
    DatedSums& dated,
    AuditReply& reply
) {
    for (std::uint32_t index = 0; index < ReservationTable::kStripes; ++index) {
        ReservationLock stripe(state.reservations, index);
        for (const Reservation* reservation : stripe->all()) {
            ++reply.reservations;
            for (std::size_t line = 0; line < reservation->line_count(); ++line) {
                if (reservation->keys()[line].sku().value() % slices == slice)
                    add_line(*reservation, line, sums, dated, reply);
            }
        }
    }
}

/// The days of an item against its holds, its orders and what its backorders have confirmed.
/// Holding its stripe.
void compare_days(const EngineState& state, SkuId sku, DatedSums& dated, AuditReply& reply) {
    const DatedRows rows = state.items.rows<DatedRow>(sku);
    for (std::uint32_t index = 0; index < rows.count(); ++index) {
        const DatedRow row = rows.load(index);
        if (row.kind == DatedRow::Kind::waiting && row.confirmed > 0)
            dated[{sku, row.node, row.confirmed_day}].reserved += row.confirmed;
    }
    for (std::uint32_t index = 0; index < rows.count(); ++index) {
        const DatedRow row = rows.load(index);
        if (row.kind != DatedRow::Kind::demand) continue;
        const auto found = dated.find({sku, row.node, row.day});
        compare_sums(sku, row, found == dated.end() ? AuditSum{} : found->second, reply);
        if (found != dated.end()) dated.erase(found);
    }
    // What is left is promised for a day that no row counts.
    const auto first = dated.lower_bound({sku, NodeId(), kNoDay});
    auto last = first;
    for (; last != dated.end() && std::get<SkuId>(last->first) == sku; ++last) {
        const auto& [item, node, day] = last->first;
        compare_sums(item, {.node = node, .day = day}, last->second, reply);
    }
    dated.erase(first, last);
}

}  // namespace

AuditSlice Engine::audit_slice(std::uint32_t slice, std::uint32_t slices) const {
    EARMARK_CHECK(slice < slices);
    AuditSlice result;
    const Lsn since = state_->log == nullptr ? 0 : state_->log->newest();
    PositionSums sums;
    DatedSums dated;
    add_up(*state_, slice, slices, sums, dated, result.audit);
    const std::uint32_t items = state_->items.count();
    for (std::uint32_t number = slice == 0 ? slices : slice; number <= items; number += slices) {
        const SkuId sku(number);
        const MutexLock lock(state_->items.stripe_mutex(ItemTable::stripe_of(sku)));
        const ItemSlot* slot = state_->items.find_slot(sku);
        const PositionBlock* block =
            slot == nullptr ? nullptr : slot->block.load(std::memory_order_relaxed);
        const std::uint32_t positions = block == nullptr ? 0 : block->count();
        const bool has_changed = state_->items.position_lsn(sku) > since;
        for (std::uint32_t index = 0; index < positions; ++index) {
            const Position position = block->load(index);
            AuditSum expected;
            if (const auto found = sums.find(position_key(sku, position.node()));
                found != sums.end()) {
                expected = found->second;
                sums.erase(found);
            }
            if (has_changed) {
                ++result.changed;
                continue;
            }
            ++result.audit.positions;
            compare_sums(sku, position, expected, result.audit);
        }
        if (!has_changed) compare_days(*state_, sku, dated, result.audit);
    }
    // What is left is held or ordered at a position that does not exist.
    for (const auto& [key, expected] : sums) {
        const SkuId sku(static_cast<std::uint32_t>(key >> 32U));
        if (state_->items.position_lsn(sku) > since) continue;
        compare_sums(
            sku, Position(NodeId(static_cast<std::uint32_t>(key))), expected, result.audit
        );
    }
    return result;
}

}  // namespace earmark
