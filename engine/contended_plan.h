// Planning without locks what others may take meanwhile.
//
// A plan is made on stock as it is read and held only if all of it is still there. If not it is
// made again; after a few such conflicts the last plan is made while its items are locked, so that
// no order starves however many fight for the last units.
#pragma once

#include <atomic>
#include <cstdint>

namespace earmark {

inline constexpr std::uint32_t kOptimisticPlans = 4;

/// A few milliseconds: what others may have to wait for items that are planned under their locks.
inline constexpr std::uint64_t kLockedPlanSteps = 2'000'000;

/// What became of a plan; answered: the request is, whether anything was held or not.
enum class Holding : std::uint8_t { held, conflict, answered };

/// Since the start. Written only where a conflict was met.
struct PlanCounts {
    std::atomic<std::uint64_t> conflicts{0};
    std::atomic<std::uint64_t> under_locks{0};
};

/// Calls attempt(), which plans and tries to hold, until it meets no conflict; after a few
/// last_resort(), which plans under locks. Returns the conflicts met, which are counted.
template <typename Attempt, typename LastResort>
std::uint32_t plan_until_held(
    PlanCounts& counts, const Attempt& attempt, const LastResort& last_resort
) {
    for (std::uint32_t conflicts = 0; conflicts < kOptimisticPlans; ++conflicts) {
        if (attempt() != Holding::conflict) return conflicts;
        counts.conflicts.fetch_add(1, std::memory_order_relaxed);
    }
    counts.under_locks.fetch_add(1, std::memory_order_relaxed);
    last_resort();
    return kOptimisticPlans;
}

}  // namespace earmark
