// How long answers took: every one counted, to within two per cent, in fixed room.
#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace earmark::cli {

/// Buckets of 64 to the power of two: below 64 us each microsecond has its own.
class LatencyHistogram {
  public:
    void add(std::chrono::microseconds span) {
        const auto micros = span.count() < 0 ? 0 : static_cast<std::uint64_t>(span.count());
        counts_[bucket_of(micros)] += 1;
        total_ += 1;
    }

    /// The time within which this share of all answers came, at most 2 % too long. 0 if there are
    /// none.
    std::chrono::microseconds percentile(double percent) const {
        const double wanted = percent / 100 * static_cast<double>(total_);
        std::uint64_t seen = 0;
        for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
            seen += counts_[bucket];
            if (seen > 0 && static_cast<double>(seen) >= wanted) {
                return std::chrono::microseconds(top_of(bucket));
            }
        }
        return std::chrono::microseconds(0);
    }

    std::uint64_t count() const { return total_; }

  private:
    static constexpr unsigned kSubBits = 6;
    static constexpr std::uint64_t kSubBuckets = 1U << kSubBits;
    static constexpr std::size_t kBuckets = (64 - kSubBits + 1) * kSubBuckets;

    static std::size_t bucket_of(std::uint64_t value) {
        if (value < kSubBuckets) return value;
        const unsigned shift = static_cast<unsigned>(std::bit_width(value)) - kSubBits - 1;
        return (shift + 1) * kSubBuckets + ((value >> shift) - kSubBuckets);
    }

    static std::uint64_t top_of(std::size_t bucket) {
        if (bucket < kSubBuckets) return bucket;
        const std::uint64_t shift = bucket / kSubBuckets - 1;
        return ((bucket % kSubBuckets + kSubBuckets + 1) << shift) - 1;
    }

    std::array<std::uint64_t, kBuckets> counts_{};
    std::uint64_t total_ = 0;
};

}  // namespace earmark::cli
