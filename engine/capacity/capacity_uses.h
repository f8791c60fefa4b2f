// CapacityUses: what leaves each node on each day, by method: what limits of capacity are held
// against.
//
// Only of nodes that had a limit when an order was sourced, and only what their reservations say
// (ReservationDetail::leaving): nothing of it is logged, since it follows from them.
//
// Thread: reading needs no lock and never waits; each figure is of some moment. What is read so may
// be gone when it is to be taken, which is looked at again under the stripe's lock. Stripes come
// after items in the order of locks.
//
// Cost: a day that ever had a use keeps its 112 bytes until the engine ends; a look-up passes the
// later days of its bucket.
#pragma once

#include "engine/base/day.h"
#include "engine/base/mutex.h"
#include "engine/base/strong_id.h"
#include "engine/shipping/capacity_table.h"

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace earmark {

/// What leaves a node on a day by a method.
struct CapacityLoad {
    NodeId node;
    Day day = kNoDay;
    std::uint8_t method = 0;
    CapacityFigures figures{};
};

/// How many ways there are for goods to leave a node.
inline constexpr std::size_t kCapacityMethods = 4;

class CapacityUses {
  public:
    static constexpr std::uint32_t kStripes = 64;

    CapacityUses() = default;
    CapacityUses(const CapacityUses&) = delete;
    CapacityUses& operator=(const CapacityUses&) = delete;

    /// method: 0 = of all methods together.
    CapacityFigures used(NodeId node, Day day, std::uint8_t method) const;

    /// What limits leave; below 0 where more leaves than a new limit allows. kNoCapacityLimit and
    /// about it where there is none.
    CapacityFigures room(const CapacityTable& limits, NodeId node, Day day, std::uint8_t method)
        const;

    /// Adds a load, whose figures may be negative. Holding its stripe.
    void add(const CapacityLoad& load);

    static std::uint32_t stripe_of(NodeId node) { return node.value() % kStripes; }
    Mutex& stripe_mutex(std::uint32_t stripe) const { return stripes_[stripe].mutex; }

    /// visit(load): all that is not nothing. Holding all stripes.
    template <typename Visit>
    void visit(const Visit& visit) const {
        for (const auto& bucket : buckets_) {
            for (const DayUses* at = bucket.load(std::memory_order_acquire); at != nullptr;
                 at = at->next.load(std::memory_order_acquire)) {
                for (std::size_t method = 0; method < kCapacityMethods; ++method) {
                    const CapacityFigures figures = at->of(method);
                    if (figures == CapacityFigures{}) continue;
                    visit(CapacityLoad{
                        at->node, at->day, static_cast<std::uint8_t>(1U << method), figures
                    });
                }
            }
        }
    }

  private:
    struct DayUses {
        DayUses(NodeId of_node, Day of_day) : node(of_node), day(of_day) {}

        CapacityFigures of(std::size_t method) const {
            CapacityFigures figures{};
            for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
                figures[unit] = used[method][unit].load(std::memory_order_relaxed);
            return figures;
        }

        const NodeId node;
        const Day day;
        std::array<std::array<std::atomic<Units>, kCapacityUnits>, kCapacityMethods> used{};
        std::atomic<DayUses*> next{nullptr};
    };

    struct Stripe {
        Mutex mutex;
        /// Guarded by the mutex; the entries are read without it.
        std::vector<std::unique_ptr<DayUses>> days;
    };

    static constexpr std::size_t kBuckets = 4'096;
    static_assert(kBuckets % kStripes == 0, "a bucket is of one stripe");

    const DayUses* find(NodeId node, Day day) const;

    /// By node, later days first.
    std::array<std::atomic<DayUses*>, kBuckets> buckets_{};
    mutable std::array<Stripe, kStripes> stripes_;
};

}  // namespace earmark
