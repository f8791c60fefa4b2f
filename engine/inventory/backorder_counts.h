// BackorderCounts: how much demand waits, told with the engine's status.
//
// Kept where dated rows change and where they come from an image, so that asking costs three loads.
#pragma once

#include "engine/inventory/dated_row.h"

#include <atomic>
#include <cstdint>

namespace earmark {

struct BackorderCounts {
    std::atomic<std::int64_t> backorders{0};
    std::atomic<std::int64_t> units_waiting{0};   ///< Wanted, and not confirmed.
    std::atomic<std::uint64_t> confirmations{0};  ///< That fell to a backorder since the start.

    /// A row is there now (+1), or is no more (-1); nothing if it is no backorder.
    void count(const DatedRow& row, int sign) {
        if (row.kind != DatedRow::Kind::waiting) return;
        backorders.fetch_add(sign, std::memory_order_relaxed);
        units_waiting.fetch_add(sign * (row.wanted - row.confirmed), std::memory_order_relaxed);
    }
};

}  // namespace earmark
