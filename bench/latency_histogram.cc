#include "bench/latency_histogram.h"

#include "engine/base/check.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace earmark::bench {

LatencyHistogram::LatencyHistogram() : buckets_(std::make_unique<Buckets>()) {}

std::size_t LatencyHistogram::bucket_of(std::uint64_t value_ns) {
    constexpr std::uint64_t kValueMax = (std::uint64_t{1} << kValueBits) - 1;
    const std::uint64_t value = std::min(value_ns, kValueMax);
    const auto width = static_cast<unsigned>(std::bit_width(value));
    if (width <= kLinearBits) return value;
    // The top 11 bits of the value number its bucket within its power of two; the first of these
    // bits is always set, so each power of two adds 1,024 buckets to the linear ones.
    const unsigned shift = width - kLinearBits;
    return shift * kHalf + (value >> shift);
}

std::uint64_t LatencyHistogram::highest_in(std::size_t bucket) {
    if (bucket < 2 * kHalf) return bucket;
    const std::size_t shift = bucket / kHalf - 1;
    const std::uint64_t top_bits = bucket - shift * kHalf;
    return ((top_bits + 1) << shift) - 1;
}

void LatencyHistogram::record(std::chrono::nanoseconds latency) {
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(latency.count(), 0));
    ++(*buckets_)[bucket_of(value)];
    ++count_;
    max_ns_ = std::max(max_ns_, value);
}

void LatencyHistogram::merge(const LatencyHistogram& other) {
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket)
        (*buckets_)[bucket] += (*other.buckets_)[bucket];
    count_ += other.count_;
    max_ns_ = std::max(max_ns_, other.max_ns_);
}

void LatencyHistogram::clear() {
    buckets_->fill(0);
    count_ = 0;
    max_ns_ = 0;
}

std::chrono::nanoseconds LatencyHistogram::quantile(double share) const {
    EARMARK_CHECK(share >= 0 && share <= 1);
    if (count_ == 0) return std::chrono::nanoseconds(0);
    const auto wanted = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)))
    );
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
        seen += (*buckets_)[bucket];
        if (seen >= wanted) {
            const std::uint64_t value = std::min(highest_in(bucket), max_ns_);
            return std::chrono::nanoseconds(static_cast<std::int64_t>(value));
        }
    }
    return max();
}

LatencySummary LatencyHistogram::summary() const {
    const auto us = [](std::chrono::nanoseconds value) {
        return static_cast<double>(value.count()) / 1000.0;
    };
    return {
        .us_p50 = us(quantile(0.5)),
        .us_p90 = us(quantile(0.9)),
        .us_p99 = us(quantile(0.99)),
        .us_p999 = us(quantile(0.999)),
        .us_max = us(max()),
        .count = count_,
    };
}

}  // namespace earmark::bench
