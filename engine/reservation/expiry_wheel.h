// ExpiryWheel: which reservations are due.
//
// Nearly every hold ends before its time, and a quarter of a second late is early enough, so the
// wheel only sorts roughly: four levels of 64 slots, a slot of the first level being a quarter of a
// second, of the next 16 s, then 17 min, then 18 h. A reservation waits in the level that reaches
// its time and moves down as that comes near; adding and removing are O(1), and nothing is
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
    static constexpr unsigned kLevels = 4;
    static constexpr unsigned kSlotBits = 6;
    static constexpr unsigned kSlots = 1U << kSlotBits;
    static constexpr std::int64_t kTickUs = 250'000;

    void place(Reservation& reservation);
    void cascade(unsigned level);
    void rewind(std::uint64_t now);
    bool empty() const { return (taken_[0] | taken_[1] | taken_[2] | taken_[3]) == 0; }

    std::uint64_t now_ = 0;                       ///< The last tick collected.
    std::array<std::uint64_t, kLevels> taken_{};  ///< One bit per slot that is not empty.
    std::array<std::array<Reservation*, kSlots>, kLevels> heads_{};
};

}  // namespace earmark
