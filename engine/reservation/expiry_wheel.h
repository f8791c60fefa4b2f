// ExpiryWheel: which reservations are due.
//
// Nearly every hold ends before its time, and a quarter of a second late is early enough, so the
// wheel only sorts roughly, by ticks of a quarter of a second. Read a tick's number in digits of
// five bits: a reservation waits at the level of the highest digit in which its tick differs from
// the present one, in the slot of that digit, and moves down when the present reaches the slot's
// first tick. So the first slot in use of the lowest level in use is always the next to open, and
// nothing is looked at twice without moving down. Adding and removing are O(1), and nothing is
// allocated. Source: Varghese and Lauck, "Hashed and hierarchical timing wheels" (1987).
#pragma once

#include "engine/reservation/reservation.h"

#include <array>
#include <cstdint>
#include <vector>

namespace earmark {

/// Thread: one at a time.
class ExpiryWheel {
  public:
    /// Requires: not in the wheel; due_us > 0.
    void add(Reservation& reservation, std::int64_t now_us);

    /// Harmless if it is not in the wheel.
    void remove(Reservation& reservation);

    /// Takes out all that are due at `now_us`, none before its time.
    void collect(std::int64_t now_us, std::vector<Reservation*>& due);

  private:
    // 2^35 ticks of a quarter of a second reach from 1970 beyond the year 2240.
    static constexpr unsigned kLevels = 7;
    static constexpr unsigned kSlotBits = 5;
    static constexpr unsigned kSlots = 1U << kSlotBits;
    static constexpr std::int64_t kTickUs = 250'000;

    static std::uint64_t due_tick(const Reservation& reservation);

    void place(Reservation& reservation);
    Reservation* take_slot(unsigned level, unsigned slot, Reservation* taken);
    void follow_clock_back(std::uint64_t now);
    bool empty() const {
        return std::all_of(taken_.begin(), taken_.end(), [](auto slots) { return slots == 0; });
    }

    std::uint64_t now_ = 0;                       ///< The last tick collected.
    std::array<std::uint32_t, kLevels> taken_{};  ///< One bit per slot that is not empty.
    std::array<std::array<Reservation*, kSlots>, kLevels> heads_{};
};

}  // namespace earmark
