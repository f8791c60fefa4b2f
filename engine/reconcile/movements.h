// Movements: what changed the stock on hand of the last two days, item by item.
//
// A count says what was there at a time that has passed. What came and left since then stays as it
// is, so the engine has to know it: every adjustment, every sync that says nothing of its own time,
// every unit shipped. What a count corrects is no movement - it says what the book should have been
// all along, and a second count of the same time must not correct it again. Nor is the figure that
// a new position begins with. Units shipped beyond the book count in full: they have left.
//
// Sixteen bytes each, beside the items: an item without movements costs nothing, and what only
// holds stock (a reservation) is none. A movement is there from its time until `kept_since`; when
// its memory goes is nobody's business.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/strong_id.h"
#include "engine/limits.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace earmark {

/// Time 54 bits, node 24, delta 50.
class Movement {
  public:
    Movement(NodeId node, Units delta, Time at)
        : high_((time_bits(at) << kNodeHighBits) | (node.value() >> kNodeLowBits)),
          low_(
              (std::uint64_t{node.value() & kNodeLowMask} << kDeltaBits) |
              (static_cast<std::uint64_t>(delta) & kDeltaMask)
          ) {}

    Time at() const { return Time(Duration(static_cast<std::int64_t>(high_ >> kNodeHighBits))); }
    NodeId node() const {
        return NodeId(static_cast<std::uint32_t>(
            ((high_ & kNodeHighMask) << kNodeLowBits) | (low_ >> kDeltaBits)
        ));
    }
    Units delta() const {
        return static_cast<Units>(low_ << (64U - kDeltaBits)) >> (64U - kDeltaBits);
    }

  private:
    static constexpr unsigned kNodeHighBits = 10;
    static constexpr unsigned kNodeLowBits = 14;
    static constexpr unsigned kDeltaBits = 50;
    static constexpr std::uint64_t kNodeHighMask = (1U << kNodeHighBits) - 1;
    static constexpr std::uint32_t kNodeLowMask = (1U << kNodeLowBits) - 1;
    static constexpr std::uint64_t kDeltaMask = (std::uint64_t{1} << kDeltaBits) - 1;
    static_assert(kNodesMax < 1U << (kNodeHighBits + kNodeLowBits));

    static std::uint64_t time_bits(Time at) {
        const std::int64_t us = at.time_since_epoch().count();
        return us < 0 ? 0 : static_cast<std::uint64_t>(us);
    }

    std::uint64_t high_;
    std::uint64_t low_;
};
static_assert(sizeof(Movement) == 16);

/// Striped as the items are.
///
/// Thread: what names an item or a stripe is called holding that stripe's lock.
class Movements {
  public:
    explicit Movements(std::uint32_t stripes);

    /// Notes a movement. Times of an item never fall: a clock set back stands still here.
    void add(SkuId sku, NodeId node, Units delta, Time at);

    /// The sum of what moved at a position after `time`.
    Units sum_after(SkuId sku, NodeId node, Time time) const;

    /// Those of an item that are kept, oldest first.
    std::span<const Movement> of(SkuId sku) const;

    /// Movements earlier than this are not kept.
    Time kept_since() const { return Time(Duration(kept_since_.load(std::memory_order_acquire))); }

    /// Raises kept_since. Thread: any.
    void keep_since(Time time);

    /// No movement is earlier than this; Time::max() if there is none. Thread: any.
    Time oldest() const { return Time(Duration(oldest_.load(std::memory_order_relaxed))); }

    /// About how many there are. Thread: any.
    std::uint64_t count() const;

    /// Frees the memory of those that are not kept, and returns the time of the oldest left.
    Time free_forgotten(std::uint32_t stripe_index);
    void set_oldest(Time time);

    /// Calls visit(movement) for each of a stripe.
    template <typename Visit>
    void visit(std::uint32_t stripe, const Visit& visit) const {
        for (const auto& [sku, movements] : stripes_[stripe].items) {
            for (const Movement& movement : movements)
                visit(movement);
        }
    }

  private:
    struct alignas(64) Stripe {
        boost::unordered_flat_map<std::uint32_t, std::vector<Movement>> items;
        std::atomic<std::uint64_t> count{0};
    };

    std::uint32_t stripe_count_;
    std::unique_ptr<Stripe[]> stripes_;
    std::atomic<std::int64_t> kept_since_{0};
    std::atomic<std::int64_t> oldest_{std::numeric_limits<std::int64_t>::max()};
};

}  // namespace earmark
