// Which item is asked for next.
#pragma once

#include "bench/random.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace earmark::bench {

/// uniform: every item alike. zipf: item k of the ranking with probability ~ 1 / k^0.99, the
/// ranking scattered over all items. hot: item 0 always (a flash sale).
enum class KeySpread : std::uint8_t { uniform, zipf, hot };

std::string_view to_string(KeySpread spread);
std::optional<KeySpread> key_spread_from(std::string_view word);

/// Draws item indexes 0 .. items - 1.
///
/// Zipf uses the method of Gray et al., "Quickly generating billion-record synthetic databases"
/// (1994): one power per draw, after a sum over all items at construction.
class KeyChoice {
  public:
    /// Requires: 0 < items <= 2^32.
    KeyChoice(KeySpread spread, std::uint64_t items);

    std::uint64_t draw(Random& random) const;

  private:
    std::uint64_t zipf_rank(double unit) const;

    KeySpread spread_;
    std::uint64_t items_;
    std::uint64_t scatter_ = 1;
    double zeta_ = 0;
    double alpha_ = 0;
    double eta_ = 0;
    double second_ = 0;
};

}  // namespace earmark::bench
