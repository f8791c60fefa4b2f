// Latencies of a whole run in fixed memory, to three digits.
//
// Log-linear: values below 2,048 ns have a bucket each; above, every power of two is cut into 1,024
// buckets, so that a bucket is never wider than 0.1 % of its values. 250 KB whatever is recorded:
// nothing is sampled and nothing is averaged. Histograms of several threads and runs are merged by
// addition; percentiles are not, which is why none is ever stored alone.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace earmark::bench {

/// The figures that stand for a histogram in tables and JSON.
struct LatencySummary {
    double us_p50 = 0;
    double us_p90 = 0;
    double us_p99 = 0;
    double us_p999 = 0;
    double us_max = 0;
    std::uint64_t count = 0;
};

class LatencyHistogram {
  public:
    LatencyHistogram();

    /// A negative latency counts as 0, one above 18 minutes as 18 minutes; max() is exact.
    void record(std::chrono::nanoseconds latency);

    void merge(const LatencyHistogram& other);
    void clear();

    std::uint64_t count() const { return count_; }
    std::chrono::nanoseconds max() const { return std::chrono::nanoseconds(max_ns_); }

    /// The smallest latency that at least `share` of all have not exceeded, up to 0.1 % too high
    /// and never above max(). 0 if nothing was recorded.
    /// Requires: 0 <= share <= 1.
    std::chrono::nanoseconds quantile(double share) const;

    LatencySummary summary() const;

  private:
    static constexpr unsigned kLinearBits = 11;
    static constexpr unsigned kValueBits = 40;
    static constexpr std::size_t kHalf = std::size_t{1} << (kLinearBits - 1);
    static constexpr std::size_t kBuckets = (kValueBits - kLinearBits + 2) * kHalf;

    static std::size_t bucket_of(std::uint64_t value_ns);
    static std::uint64_t highest_in(std::size_t bucket);

    using Buckets = std::array<std::uint64_t, kBuckets>;
    std::unique_ptr<Buckets> buckets_;
    std::uint64_t count_ = 0;
    std::uint64_t max_ns_ = 0;
};

}  // namespace earmark::bench
