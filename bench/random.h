// A small, fast, seeded generator of random numbers: the same seed gives the same run everywhere.
#pragma once

#include <cstdint>

namespace earmark::bench {

/// SplitMix64: one addition and a mix of the result. Not for secrets.
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() { return mix(state_ += 0x9E3779B97F4A7C15U); }

    /// 0 .. bound - 1. Multiplies instead of dividing; the bias is below bound / 2^32.
    /// Requires: 0 < bound <= 2^32.
    std::uint64_t below(std::uint64_t bound) { return ((next() >> 32U) * bound) >> 32U; }

    /// 0 <= x < 1.
    double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

    /// The same spread bits for the same value, whatever was drawn before.
    static constexpr std::uint64_t mix(std::uint64_t value) {
        value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
        value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
        return value ^ (value >> 31U);
    }

  private:
    std::uint64_t state_;
};

}  // namespace earmark::bench
