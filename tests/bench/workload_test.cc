#include "bench/workload.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

namespace earmark::bench {
namespace {

constexpr DataShape kShape{.items = 10'000, .nodes = 10};

TEST(Workload, SameSeedSameOrders) {
    Workload one(kShape, KeySpread::zipf, 5);
    Workload other(kShape, KeySpread::zipf, 5);
    for (int k = 0; k < 1'000; ++k) {
        const WantedOrder a = one.next_order();
        const WantedOrder b = other.next_order();
        for (std::size_t line = 0; line < a.size(); ++line) {
            EXPECT_EQ(a[line].item, b[line].item);
            EXPECT_EQ(a[line].node, b[line].node);
            EXPECT_EQ(a[line].units, b[line].units);
        }
    }
}

TEST(Workload, LinesOfAnOrderAreDifferentItems) {
    const DataShape tiny{.items = 3, .nodes = 2};
    for (const auto spread : {KeySpread::uniform, KeySpread::zipf, KeySpread::hot}) {
        Workload workload(tiny, spread, 1);
        for (int k = 0; k < 1'000; ++k) {
            std::set<std::uint32_t> items;
            for (const WantedLine& line : workload.next_order()) {
                EXPECT_LT(line.item, tiny.items);
                EXPECT_LT(line.node, tiny.nodes);
                EXPECT_GE(line.units, 1U);
                EXPECT_LE(line.units, 3U);
                items.insert(line.item);
            }
            EXPECT_EQ(items.size(), kReserveLines);
        }
    }
}

TEST(Workload, HotPutsTheSameItemIntoEveryOrder) {
    Workload workload(kShape, KeySpread::hot, 1);
    std::set<std::uint32_t> others;
    for (int k = 0; k < 1'000; ++k) {
        const WantedOrder order = workload.next_order();
        EXPECT_EQ(order[0].item, 0U);
        others.insert(order[1].item);
    }
    EXPECT_GT(others.size(), 900U);
}

TEST(KeyChoice, UniformReachesEveryItemAboutEquallyOften) {
    const KeyChoice choice(KeySpread::uniform, 100);
    Random random(3);
    std::vector<int> drawn(100);
    for (int k = 0; k < 100'000; ++k)
        ++drawn[choice.draw(random)];
    for (const int count : drawn) {
        EXPECT_NEAR(count, 1'000, 200);
    }
}

TEST(KeyChoice, ZipfGivesTheFirstRanksTheirShare) {
    constexpr std::uint64_t kItems = 1'000;
    const KeyChoice choice(KeySpread::zipf, kItems);
    Random random(3);
    std::map<std::uint64_t, int> drawn;
    constexpr int kDraws = 200'000;
    for (int k = 0; k < kDraws; ++k)
        ++drawn[choice.draw(random)];
    std::vector<int> counts;
    for (const auto& [item, count] : drawn)
        counts.push_back(count);
    std::sort(counts.rbegin(), counts.rend());
    double zeta = 0;
    for (std::uint64_t rank = 1; rank <= kItems; ++rank)
        zeta += 1 / std::pow(static_cast<double>(rank), 0.99);
    EXPECT_NEAR(counts[0], kDraws / zeta, kDraws / zeta * 0.05);
    EXPECT_NEAR(counts[1], kDraws / zeta / std::pow(2, 0.99), kDraws / zeta * 0.05);
    EXPECT_GT(drawn.size(), 900U) << "the tail must be reached, too";
}

TEST(InitialStock, SumsOverNodesAndKeepsScarceItemsScarce) {
    Units on_hand = 0;
    for (std::uint32_t node = 0; node < kShape.nodes; ++node)
        on_hand += initial_stock(17, node).on_hand;
    EXPECT_EQ(initial_stock(17, kShape).on_hand, on_hand);
    EXPECT_EQ(initial_stock(63, 4).ats(), 3);
    EXPECT_EQ(sku_of(63), "SKU000000063");
    EXPECT_EQ(node_key_of(4), "node-004");
}

}  // namespace
}  // namespace earmark::bench
