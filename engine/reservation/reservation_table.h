// ReservationTable: every reservation by its id, in lock-striped parts.
//
// A part is self-contained: its index, its expiry wheel and the memory of its reservations, which
// is reused by size so that a warm table allocates nothing.
#pragma once

#include "engine/base/mutex.h"
#include "engine/reservation/expiry_wheel.h"
#include "engine/reservation/reservation.h"

#include <boost/unordered/unordered_flat_set.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace earmark {

class ReservationTable {
  public:
    static constexpr std::uint32_t kStripes = 4096;

    /// Counts of what is in a state, over all stripes.
    struct Counts {
        std::atomic<std::uint64_t> held{0};
        std::atomic<std::uint64_t> open_orders{0};
        std::atomic<std::uint64_t> finished{0};
    };

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view id) const;
        std::size_t operator()(const Reservation* reservation) const;
    };
    struct Equal {
        using is_transparent = void;
        bool operator()(const Reservation* left, const Reservation* right) const {
            return left == right;
        }
        bool operator()(std::string_view id, const Reservation* reservation) const {
            return reservation->id() == id;
        }
        bool operator()(const Reservation* reservation, std::string_view id) const {
            return reservation->id() == id;
        }
    };

    /// Guarded by its mutex, all of it.
    class alignas(64) Stripe {
      public:
        Stripe() = default;
        ~Stripe();
        Stripe(const Stripe&) = delete;
        Stripe& operator=(const Stripe&) = delete;

        Reservation* find(std::string_view id) const;

        /// Requires: no reservation of that id.
        Reservation& create(const ReservationTexts& texts, std::span<const ReservationKey> keys);

        /// The same reservation with other lines, in new memory and not in the wheel: `reservation`
        /// is gone. Requires: `keys` are not its own.
        Reservation& remake(Reservation& reservation, std::span<const ReservationKey> keys);

        /// So many will be created: the index grows once.
        void expect(std::size_t reservations) { index_.reserve(reservations); }

        /// Takes it out of index and wheel and reuses its memory.
        void destroy(Reservation& reservation);

        ExpiryWheel& wheel() { return wheel_; }
        const auto& all() const { return index_; }

        mutable Mutex mutex;

      private:
        static constexpr std::size_t kClassBytes = 16;
        static constexpr std::size_t kClasses = 128;  ///< Larger ones come from the heap.

        struct FreeNode {
            FreeNode* next;
        };

        std::byte* take(std::size_t bytes);
        void give_back(std::byte* memory, std::size_t bytes);

        boost::unordered_flat_set<Reservation*, Hash, Equal> index_;
        ExpiryWheel wheel_;
        std::array<FreeNode*, kClasses> free_{};
        std::vector<std::unique_ptr<std::byte[]>> slabs_;
        std::byte* slab_next_ = nullptr;
        std::size_t slab_left_ = 0;
    };

    ReservationTable() : stripes_(std::make_unique<Stripe[]>(kStripes)) {}

    static std::uint32_t stripe_of(std::string_view id) {
        return static_cast<std::uint32_t>(Hash{}(id) >> 52U) % kStripes;
    }
    Stripe& stripe(std::uint32_t index) const { return stripes_[index]; }

    /// About so many will be created, by recovery.
    void expect(std::uint64_t reservations) {
        for (std::uint32_t index = 0; index < kStripes; ++index) {
            const MutexLock lock(stripes_[index].mutex);
            stripes_[index].expect(reservations / kStripes);
        }
    }

    /// Of all kinds together.
    std::uint64_t count() const {
        return counts.held.load(std::memory_order_relaxed) +
               counts.open_orders.load(std::memory_order_relaxed) +
               counts.finished.load(std::memory_order_relaxed);
    }

    Counts counts;

  private:
    std::unique_ptr<Stripe[]> stripes_;
};

}  // namespace earmark
