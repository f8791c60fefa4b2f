// How long things took: counts in buckets 6 % wide, cheap enough to keep always.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace earmark::persistence {

/// Thread: any thread; a quantile taken meanwhile is of some recent moment.
class DurationHistogram {
  public:
    void record(std::chrono::microseconds time) {
        const auto us = static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0));
        counts_[bucket_of(us)].fetch_add(1, std::memory_order_relaxed);
    }

    std::uint64_t count() const {
        std::uint64_t sum = 0;
        for (const auto& count : counts_)
            sum += count.load(std::memory_order_relaxed);
        return sum;
    }

    /// The time that this share of all stayed within; 0 while there are none.
    ///
    /// Requires: 0 <= share <= 1.
    std::chrono::microseconds quantile(double share) const {
        const double rank = std::ceil(share * static_cast<double>(count()));
        std::uint64_t seen = 0;
        for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
            seen += counts_[bucket].load(std::memory_order_relaxed);
            if (seen > 0 && static_cast<double>(seen) >= rank) {
                return std::chrono::microseconds(largest_of(bucket));
            }
        }
        return std::chrono::microseconds(0);
    }

  private:
    // 16 buckets to each doubling: below 16 us each is one microsecond.
    static constexpr unsigned kStepBits = 4;
    static constexpr std::size_t kBuckets = (40 - kStepBits) << kStepBits;

    static std::size_t bucket_of(std::uint64_t us) {
        const auto width = static_cast<unsigned>(std::bit_width(us));
        const unsigned shift = width > kStepBits + 1 ? width - kStepBits - 1 : 0;
        const std::size_t bucket = (std::size_t{shift} << kStepBits) + (us >> shift);
        return std::min(bucket, kBuckets - 1);
    }

    static std::uint64_t largest_of(std::size_t bucket) {
        constexpr std::size_t kSteps = std::size_t{1} << kStepBits;
        if (bucket < 2 * kSteps) return bucket;
        const std::size_t shift = (bucket >> kStepBits) - 1;
        const std::uint64_t step = bucket - (shift << kStepBits);
        return ((step + 1) << shift) - 1;
    }

    std::array<std::atomic<std::uint64_t>, kBuckets> counts_{};
};

}  // namespace earmark::persistence
