// OwnHold: what the caller's own reservation holds, counted back in what it asks.
#pragma once

#include "engine/engine_state.h"
#include "engine/inventory/segment_row.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace earmark {

/// The held units of the caller's own reservation, to be counted back.
///
/// Keeps the reservation locked for as long as it lives: between reading the hold and reading the
/// position a commit could move the units, and they would be counted back though they are sold.
class OwnHold {
  public:
    OwnHold(const EngineState& state, std::string_view id) : lines_(kept_lines()) {
        lines_.clear();
        if (id.empty()) return;
        lock_.emplace(state.reservations, id);
        const Reservation* reservation = (*lock_)->find(id);
        if (reservation == nullptr) return;
        lsn_ = reservation->lsn;
        segment_ = reservation->segment();
        made_ = reservation->made();
        for (std::size_t index = 0; index < reservation->line_count(); ++index) {
            const Units held = reservation->units(index).held;
            const ReservationKey& key = reservation->keys()[index];
            if (held > 0) lines_.push_back({key.sku(), key.node(), held, reservation->day(index)});
        }
    }

    /// Of all lines of the item.
    std::span<const PositionDelta> of(SkuId sku) const {
        static thread_local std::vector<PositionDelta> own;
        own.clear();
        for (const Line& line : lines_) {
            if (line.sku != sku) continue;
            own.push_back({.sku = sku, .node = line.node, .reserved = line.held, .day = line.day});
        }
        return own;
    }

    OwnUnits stamp() const { return {.segment = segment_, .made = made_}; }

    /// Valid until it is asked again. Mostly nobody asks for its own units.
    OwnUnits at(SkuId sku, NodeId node) const {
        if (lines_.empty()) return {.segment = segment_, .made = made_};
        return held_at(sku, node);
    }

    Lsn lsn() const { return lsn_; }

  private:
    OwnUnits held_at(SkuId sku, NodeId node) const {
        OwnUnits own{.segment = segment_, .made = made_};
        auto& dated = kept_days();
        dated.clear();
        for (const Line& line : lines_) {
            if (line.sku != sku || line.node != node) continue;
            if (line.day == kNoDay) {
                own.held += line.held;
            } else {
                dated.push_back({line.day, line.held});
            }
        }
        own.dated = dated;
        return own;
    }

    struct Line {
        SkuId sku;
        NodeId node;
        Units held;
        Day day;
    };

    /// Reused by the thread.
    static std::vector<OwnDated>& kept_days() {
        static thread_local std::vector<OwnDated> kept;
        return kept;
    }
    static std::vector<Line>& kept_lines() {
        static thread_local std::vector<Line> kept;
        return kept;
    }

    std::optional<ReservationLock> lock_;
    std::vector<Line>& lines_;
    Lsn lsn_ = 0;
    SegmentId segment_;
    Lsn made_ = 0;
};

}  // namespace earmark
