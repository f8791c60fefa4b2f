#include "bench/latency_histogram.h"

#include "bench/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace earmark::bench {
namespace {

using std::chrono::nanoseconds;

TEST(LatencyHistogram, SaysZeroWhileEmpty) {
    const LatencyHistogram histogram;
    EXPECT_EQ(histogram.quantile(0.99), nanoseconds(0));
    EXPECT_EQ(histogram.max(), nanoseconds(0));
    EXPECT_EQ(histogram.count(), 0U);
}

TEST(LatencyHistogram, IsExactBelowTwoMicroseconds) {
    LatencyHistogram histogram;
    for (int ns = 1; ns <= 1'000; ++ns)
        histogram.record(nanoseconds(ns));
    EXPECT_EQ(histogram.quantile(0.5), nanoseconds(500));
    EXPECT_EQ(histogram.quantile(0.999), nanoseconds(999));
    EXPECT_EQ(histogram.quantile(1.0), nanoseconds(1'000));
}

TEST(LatencyHistogram, KeepsThreeDigitsOverTheWholeRange) {
    Random random(42);
    LatencyHistogram histogram;
    std::vector<std::int64_t> values;
    for (int k = 0; k < 100'000; ++k) {
        const auto width = static_cast<unsigned>(random.below(38));
        values.push_back(static_cast<std::int64_t>(random.next() >> (63U - width)));
        histogram.record(nanoseconds(values.back()));
    }
    std::sort(values.begin(), values.end());
    for (const double share : {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999}) {
        const auto rank =
            static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
        const auto exact = static_cast<double>(values[rank - 1]);
        const auto found = static_cast<double>(histogram.quantile(share).count());
        EXPECT_GE(found, exact) << share;
        EXPECT_LE(found, exact * 1.001) << share;
    }
    EXPECT_EQ(histogram.max().count(), values.back());
    EXPECT_EQ(histogram.quantile(1.0), histogram.max());
}

TEST(LatencyHistogram, MergedEqualsRecordedTogether) {
    Random random(7);
    LatencyHistogram one;
    LatencyHistogram other;
    LatencyHistogram both;
    for (int k = 0; k < 10'000; ++k) {
        const nanoseconds latency(static_cast<std::int64_t>(random.below(1U << 31U)));
        (k % 3 == 0 ? one : other).record(latency);
        both.record(latency);
    }
    one.merge(other);
    EXPECT_EQ(one.count(), both.count());
    EXPECT_EQ(one.max(), both.max());
    for (const double share : {0.01, 0.5, 0.99}) {
        EXPECT_EQ(one.quantile(share), both.quantile(share));
    }
}

TEST(LatencyHistogram, TakesLatenciesOutOfRangeWithoutLosingThem) {
    LatencyHistogram histogram;
    histogram.record(nanoseconds(-5));
    histogram.record(std::chrono::hours(1));
    EXPECT_EQ(histogram.count(), 2U);
    EXPECT_EQ(histogram.quantile(0.5), nanoseconds(0));
    EXPECT_EQ(histogram.max(), std::chrono::hours(1));
}

}  // namespace
}  // namespace earmark::bench
