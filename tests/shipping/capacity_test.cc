// Limits of nodes' days against brute force, and many threads that want the same days.
#include "tests/shipping/limited_shop.h"
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <latch>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace earmark {
namespace {

/// What an order of whole lines, or of units, costs at least, by trying all that keeps the limits.
class OrderByForce {
  public:
    OrderByForce(LimitedShop& shop, std::vector<OrderLine> lines, bool may_split)
        : shop_(shop), lines_(std::move(lines)), may_split_(may_split) {
        for (const NodeId node : shop_.nodes()) {
            rooms_.push_back({1'000'000, 1'000'000, 1'000'000});
            for (const CapacityEntry& entry : shop_.told(node, shop_.first_day())) {
                Units& room = rooms_.back().at(static_cast<std::size_t>(entry.unit));
                room = std::min(room, entry.most - entry.used);
            }
        }
        units_.assign(shop_.nodes().size(), std::vector<Units>(lines_.size(), 0));
        try_line(0);
    }

    std::optional<Micros> best() const { return best_; }

  private:
    using Units2 = std::vector<std::vector<Units>>;

    void try_line(std::size_t line) {
        if (line == lines_.size()) return judge();
        try_node(line, 1, lines_[line].quantity);  // The first node ships by dates.
    }

    void try_node(std::size_t line, std::size_t node, Units left) {
        if (left == 0) return try_line(line + 1);
        if (node == units_.size()) return;
        for (Units units = 0; units <= left; ++units) {
            if (!may_split_ && units != 0 && units != lines_[line].quantity) continue;
            units_[node][line] = units;
            try_node(line, node + 1, left - units);
        }
        units_[node][line] = 0;
    }

    void judge() {
        Micros cost = 0;
        for (std::size_t node = 1; node < units_.size(); ++node) {
            Figures load{};
            std::map<SkuId, Units> wanted;
            for (std::size_t line = 0; line < lines_.size(); ++line) {
                if (units_[node][line] == 0) continue;
                load = {1, load[1] + 1, load[2] + units_[node][line]};
                wanted[lines_[line].sku] += units_[node][line];
            }
            for (const auto& [sku, units] : wanted)
                if (shop_.shop().ats(sku, shop_.nodes()[node]) < units) return;
            for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
                if (load.at(unit) > 0 && load.at(unit) > rooms_[node].at(unit)) return;
            if (load[0] == 0) continue;
            const auto view = shop_.shop().engine().node(shop_.nodes()[node]);
            cost += view->handling_per_shipment + view->handling_per_line * load[1];
        }
        if (!best_ || cost < *best_) best_ = cost;
    }

    LimitedShop& shop_;
    const std::vector<OrderLine> lines_;
    const bool may_split_;
    std::vector<Figures> rooms_;
    Units2 units_;
    std::optional<Micros> best_;
};

TEST(Capacity, PlansAreTheCheapestThatDaysHaveRoomFor) {
    std::size_t planned = 0;
    std::size_t impossible = 0;
    for (const std::uint64_t seed : random_seeds(40)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        LimitedShop shop(seed);
        for (const NodeId node : shop.nodes()) {
            const bool in_units = shop.below(2) == 0;
            shop.limit(
                {.node = node,
                 .unit = in_units ? CapacityUnit::units : CapacityUnit::shipments,
                 .most = static_cast<Units>(in_units ? shop.below(9) : shop.below(3))}
            );
        }
        for (std::uint32_t order = 0; order < 6; ++order) {
            std::vector<OrderLine> lines;
            for (std::uint32_t line = 1; line <= 1 + shop.below(2); ++line)
                lines.push_back({line, shop.items()[line], static_cast<Units>(1 + shop.below(5))});
            SourceRequest request;
            request.lines = lines;
            request.excluded_nodes = {shop.nodes().data(), 1};
            const bool may_split = shop.below(2) == 0;
            if (may_split) request.splitting = LineSplit::may_split;
            const OrderByForce force(shop, lines, may_split);
            const SourceReply reply = shop.source("o" + std::to_string(order), request);
            if (!force.best()) {
                EXPECT_EQ(reply.outcome, Outcome::cannot_source);
                ++impossible;
                continue;
            }
            ASSERT_EQ(reply.outcome, Outcome::done);
            EXPECT_TRUE(reply.proven_optimal);
            EXPECT_EQ(reply.cost.total(), *force.best());
            ++planned;
        }
        shop.shop().expect_sound();
    }
    EXPECT_GT(planned, 0U);
    EXPECT_GT(impossible, 0U);
}

TEST(Capacity, AnOrderLeavesOnTheFirstDayWithRoom) {
    for (const std::uint64_t seed : random_seeds(20)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        LimitedShop shop(seed);
        const NodeId dated = shop.nodes().front();
        std::array<Figures, kDaysSeen> room{};
        for (Day ahead = 0; ahead < kDaysSeen; ++ahead) {
            const auto date = static_cast<Day>(shop.first_day() + ahead);
            room.at(ahead
            ) = {static_cast<Units>(shop.below(3)), 1'000, static_cast<Units>(shop.below(12))};
            shop.limit({.node = dated, .date = date, .most = room.at(ahead)[0]});
            shop.limit(
                {.node = dated, .date = date, .unit = CapacityUnit::units, .most = room.at(ahead)[2]
                }
            );
        }
        for (std::uint32_t order = 0; order < 10; ++order) {
            const OrderLine line{
                .line = 1,
                .sku = shop.items().front(),
                .quantity = static_cast<Units>(1 + shop.below(5))
            };
            const bool has_stock = shop.shop().ats(line.sku, dated) >= line.quantity;
            const auto fits = [&](const Figures& day) {
                return day[0] >= 1 && day[2] >= line.quantity;
            };
            const auto* const first = std::ranges::find_if(room, fits);
            const auto need_by = static_cast<Day>(shop.first_day() + 2 + shop.below(kDaysSeen));
            SourceRequest request;
            request.lines = {&line, 1};
            request.allowed_nodes = {&dated, 1};
            request.delivery.need_by = need_by;
            const SourceReply reply = shop.source("o" + std::to_string(order), request);
            const auto leaves = static_cast<Day>(shop.first_day() + (first - room.begin()));
            if (!has_stock || first == room.end() || leaves + 2 > need_by) {
                EXPECT_EQ(reply.outcome, Outcome::cannot_source);
                continue;
            }
            ASSERT_EQ(reply.outcome, Outcome::done);
            EXPECT_EQ(reply.shipments.at(0).dates.ship_day, leaves);
            EXPECT_EQ(reply.shipments.at(0).dates.delivery_day, leaves + 2);
            --room.at(static_cast<std::size_t>(first - room.begin()))[0];
            room.at(static_cast<std::size_t>(first - room.begin()))[2] -= line.quantity;
        }
    }
}

TEST(Capacity, FourThreadsNeverFillADayAboveItsMost) {
    constexpr std::size_t kThreads = 4;
    for (const std::uint64_t seed : random_seeds(3)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        LimitedShop shop(seed);
        for (const NodeId node : shop.nodes()) {
            shop.limit({.node = node, .most = 4});
            shop.limit({.node = node, .unit = CapacityUnit::units, .most = 9});
        }
        for (const SkuId sku : shop.items()) {
            for (const NodeId node : shop.nodes())
                shop.shop().stock(sku, node, 100'000);
        }
        std::latch start(kThreads);
        const auto work = [&](std::size_t thread) {
            std::mt19937_64 random(seed + thread);
            start.arrive_and_wait();
            for (int step = 0; step < 120; ++step) {
                const std::string id =
                    "t" + std::to_string(thread) + "-" + std::to_string(random() % 12);
                if (random() % 3 == 0) {
                    shop.shop().step(ReservationStep::release, id);
                    continue;
                }
                const OrderLine line{
                    .line = 1,
                    .sku = shop.items()[random() % kLimitedItems],
                    .quantity = static_cast<Units>(1 + random() % 3)
                };
                SourceRequest request;
                request.lines = {&line, 1};
                const SourceReply reply = shop.source(id + "/" + std::to_string(step), request);
                EXPECT_NE(reply.outcome, Outcome::overloaded);
                if (random() % 2 == 0) {
                    shop.shop().step(ReservationStep::release, id + "/" + std::to_string(step));
                }
            }
        };
        std::vector<std::thread> threads;
        threads.reserve(kThreads);
        for (std::size_t thread = 0; thread < kThreads; ++thread)
            threads.emplace_back(work, thread);
        for (std::thread& thread : threads)
            thread.join();
        shop.shop().expect_sound();
        Units used = 0;
        for (const NodeId node : shop.nodes()) {
            for (Day ahead = 0; ahead < kDaysSeen; ++ahead) {
                const auto day = static_cast<Day>(shop.first_day() + ahead);
                for (const CapacityEntry& entry : shop.told(node, day)) {
                    EXPECT_LE(entry.used, entry.most);
                    used += entry.used;
                }
            }
        }
        EXPECT_GT(used, 0);
        EXPECT_EQ(replayed(shop.shop().log())->state_digest(), shop.shop().engine().state_digest());
    }
}

}  // namespace
}  // namespace earmark
