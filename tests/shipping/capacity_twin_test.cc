// Limits of nodes' days at random, against a twin that adds up what reservations say.
#include "tests/shipping/limited_shop.h"
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace earmark {
namespace {

/// Random commands, and a twin that knows of each reservation only when its shipments leave.
class CapacityTwin {
  public:
    explicit CapacityTwin(std::uint64_t seed) : shop_(seed) { shop_.limit_at_random(); }

    void step() {
        switch (shop_.below(10)) {
            case 0:
            case 1:
            case 2:
            case 3:
                return source();
            case 4:
            case 5:
                return move();
            case 6:
                return amend();
            case 7:
                return split();
            case 8:
                return decline();
            default:
                shop_.shop().wait(std::chrono::hours(shop_.below(5)));
        }
    }

    /// Nobody may be told another figure, nor one above the limit.
    void compare() {
        const DaySums sums = add_up();
        for (const NodeId node : shop_.nodes()) {
            for (Day ahead = 0; ahead < kDaysSeen; ++ahead) {
                const auto day = static_cast<Day>(shop_.first_day() + ahead);
                const auto found = sums.find({node, day});
                const Figures expected = found == sums.end() ? Figures{} : found->second;
                for (const CapacityEntry& entry : shop_.told(node, day)) {
                    EXPECT_EQ(entry.used, expected.at(static_cast<std::size_t>(entry.unit)))
                        << "node " << node.value() << " day " << ahead;
                    EXPECT_LE(entry.used, entry.most) << "node " << node.value() << " " << ahead;
                }
            }
        }
    }

    void compare_recovered() {
        Engine& live = shop_.shop().engine();
        shop_.shop().expect_sound();
        const auto again = replayed(shop_.shop().log());
        EXPECT_EQ(again->state_digest(), live.state_digest());
        EXPECT_EQ(again->audit().mismatches, 0U);
        const StateImage image = image_of(live, shop_.shop().log());
        const auto loaded = recovered(image, shop_.shop().log(), shop_.shop().log().newest());
        EXPECT_EQ(loaded->state_digest(), live.state_digest());
        for (const Engine* copy : {again.get(), loaded.get()}) {
            for (Day ahead = 0; ahead < kDaysSeen; ++ahead) {
                const auto day = static_cast<Day>(shop_.first_day() + ahead);
                CapacityReply expected;
                CapacityReply found;
                live.capacity({.day = day}, shop_.now(), expected);
                copy->capacity({.day = day}, shop_.now(), found);
                EXPECT_EQ(found.entries, expected.entries);
            }
        }
    }

    std::size_t sourced() const { return sourced_; }
    std::size_t refused() const { return refused_; }

  private:
    using Leaves = std::map<NodeId, Day>;

    std::string any_id() { return "r" + std::to_string(shop_.below(30)); }

    static Day day_of_shipment(const Shipment& shipment, Time now) {
        return shipment.dates.are_said() ? shipment.dates.ship_day : day_of(now);
    }

    void source() {
        std::vector<OrderLine> lines;
        for (std::uint32_t line = 1; line <= 1 + shop_.below(3); ++line) {
            const SkuId sku = shop_.items()[shop_.below(kLimitedItems)];
            lines.push_back({line, sku, static_cast<Units>(1 + shop_.below(6))});
        }
        SourceRequest request;
        request.lines = lines;
        if (shop_.below(2) == 0) request.splitting = LineSplit::may_split;
        if (shop_.below(2) == 0) request.filling = Filling::partial;
        request.hold_for = std::chrono::hours(1 + shop_.below(8));
        const std::string id = any_id();
        const SourceReply reply = shop_.source(id, request);
        if (reply.outcome == Outcome::cannot_source) ++refused_;
        if (reply.outcome != Outcome::done) return;
        ++sourced_;
        Leaves& leaves = leaves_[id];
        leaves.clear();
        for (const Shipment& shipment : reply.shipments)
            leaves[shipment.node] = day_of_shipment(shipment, shop_.now());
    }

    void move() {
        constexpr std::array kSteps{
            ReservationStep::commit,
            ReservationStep::release,
            ReservationStep::ship,
            ReservationStep::cancel
        };
        const ReservationStep step = kSteps.at(shop_.below(kSteps.size()));
        const std::string id = any_id();
        if (shop_.below(2) == 0) {
            shop_.shop().step(step, id);
            return;
        }
        shop_.shop().step(step, id, "op" + std::to_string(++operations_), {{1, 1}});
    }

    void amend() {
        const std::string id = any_id();
        const ReservationReply known = shop_.shop().reservation(id);
        if (known.lines.empty()) return;
        const ReservationLine& line = known.lines[shop_.below(known.lines.size())];
        shop_.shop().amend(
            id,
            "op" + std::to_string(++operations_),
            {{.line = line.line, .node = line.node, .quantity = static_cast<Units>(shop_.below(9))}}
        );
    }

    void split() {
        const std::string id = any_id();
        const std::string into = any_id();
        const ReservationReply known = shop_.shop().reservation(id);
        if (known.lines.empty()) return;
        const ReservationLine& line = known.lines[shop_.below(known.lines.size())];
        const PartLine part{.line = line.line, .node = line.node, .quantity = 1};
        const std::string operation = "op" + std::to_string(++operations_);
        const ReservationReply reply =
            shop_.shop().split({.id = id, .into = into, .operation = operation, .parts = {&part, 1}}
            );
        if (reply.outcome == Outcome::done) leaves_[into] = leaves_[id];
    }

    void decline() {
        const std::string id = any_id();
        const Time now = shop_.now();
        const std::string operation = "op" + std::to_string(++operations_);
        const auto live_before = live_nodes(id);
        ResourceReply reply;
        shop_.shop().engine().resource(
            {.id = id,
             .operation = operation,
             .node = shop_.nodes()[shop_.below(kLimitedNodes)],
             .cause = ShortCause::declined},
            shop_.shop().context(),
            reply
        );
        if (reply.outcome != Outcome::done) return;
        Leaves& leaves = leaves_[id];
        std::erase_if(leaves, [&](const auto& entry) {
            return std::ranges::find(live_before, entry.first) == live_before.end();
        });
        for (const Shipment& shipment : reply.shipments)
            leaves.try_emplace(shipment.node, day_of_shipment(shipment, now));
    }

    std::vector<NodeId> live_nodes(const std::string& id) {
        std::vector<NodeId> live;
        for (const ReservationLine& line : shop_.shop().reservation(id).lines)
            if (line.held + line.allocated + line.shipped > 0) live.push_back(line.node);
        return live;
    }

    DaySums add_up() {
        DaySums sums;
        for (const auto& [id, leaves] : leaves_) {
            std::map<NodeId, Figures> by_node;
            for (const ReservationLine& line : shop_.shop().reservation(id).lines) {
                const Units units = line.held + line.allocated + line.shipped;
                if (units == 0 || !leaves.contains(line.node)) continue;
                Figures& figures = by_node[line.node];
                figures[0] = 1;
                figures[1] += 1;
                figures[2] += units;
            }
            for (const auto& [node, figures] : by_node) {
                Figures& sum = sums[{node, leaves.at(node)}];
                for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
                    sum.at(unit) += figures.at(unit);
            }
        }
        return sums;
    }

    LimitedShop shop_;
    std::map<std::string, Leaves> leaves_;
    std::uint64_t operations_ = 0;
    std::size_t sourced_ = 0;
    std::size_t refused_ = 0;
};

TEST(Capacity, IsUsedByWhatReservationsSayAndNeverMoreThanTheMost) {
    std::size_t sourced = 0;
    std::size_t refused = 0;
    const auto seeds = random_seeds(20);
    for (const std::uint64_t seed : seeds) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        CapacityTwin twin(seed);
        for (int step = 0; step < 120; ++step) {
            twin.step();
            twin.compare();
            if (testing::Test::HasFailure()) return;
        }
        twin.compare_recovered();
        sourced += twin.sourced();
        refused += twin.refused();
    }
    if (seeds.size() < 20) return;  // A few worlds have not everything.
    EXPECT_GT(sourced, 0U);
    EXPECT_GT(refused, 0U);
}

}  // namespace
}  // namespace earmark
