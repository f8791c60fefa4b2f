// What may be promised of kits by date, held against what the engine says of their parts.
#include "engine/assortment/assortment_change.h"
#include "engine/engine.h"
#include "tests/engine/random_commands.h"
#include "tests/support/allocation_counter.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace earmark {
namespace {

/// What is promised on a day, by the steps of an answer.
Units promised_on(const PromiseReply& reply, Day day) {
    Units units = 0;
    for (const PromiseStep& step : reply.steps) {
        if (step.day <= day) units = step.units;
    }
    return units;
}

Units kits_allowed_by(Units units, Units per_kit) {
    return units == kUnitsMax ? kUnitsMax : units / per_kit;
}

/// A shop of parts and kits, on which random commands run.
class PromisedKitsWorld {
  public:
    explicit PromisedKitsWorld(std::uint64_t seed) : commands_(seed, world(seed)) {}

    Shop& shop() { return shop_; }

    void run_some(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const Time now = shop_.clock().wall();
            const Command command = commands_.next(now);
            if (const auto* tick = std::get_if<TickCommand>(&command)) {
                shop_.clock().advance(tick->passes);
                shop_.engine().tick(shop_.clock().wall(), shop_.clock().steady());
                continue;
            }
            std::visit([&](const auto& each) { run_on_engine(each, now); }, command);
        }
    }

    /// Holds every kit at every place, for every segment and day, against its parts.
    void expect_what_parts_allow() {
        for (const SkuId kit : items_) {
            const AssortmentView view = shop_.engine().assortment(kit);
            if (view.parts.empty()) continue;
            for (const SegmentId segment : segments_) {
                for (const NodeId node : nodes_)
                    expect_at({.sku = kit, .node = node, .segment = segment}, {node}, view);
                expect_at({.sku = kit, .segment = segment}, nodes_, view);
                for (std::size_t group = 0; group < groups_.size(); ++group) {
                    expect_at(
                        {.sku = kit, .group = groups_[group], .segment = segment},
                        members_[group],
                        view
                    );
                }
            }
        }
    }

    std::size_t promises_over_zero() const { return promises_over_zero_; }

  private:
    PromiseReply ask(const PromiseRequest& request) {
        PromiseReply reply;
        shop_.engine().available_to_promise(request, reply);
        EXPECT_EQ(reply.outcome, Outcome::done) << reply.detail;
        EXPECT_EQ(reply.verdict, QueryVerdict::known);
        return reply;
    }

    /// The parts down to items that are no kits.
    void add_parts(SkuId sku, Units times, std::vector<KitPart>& parts) {
        const AssortmentView view = shop_.engine().assortment(sku);
        if (view.parts.empty()) {
            const auto known = std::ranges::find(parts, sku, &KitPart::sku);
            if (known == parts.end()) {
                parts.push_back({sku, times});
            } else {
                known->quantity += times;
            }
        }
        for (const KitPart& part : view.parts)
            add_parts(part.sku, times * part.quantity, parts);
    }

    void expect_at(
        const PromiseRequest& asked, const std::vector<NodeId>& nodes, const AssortmentView& view
    ) {
        std::vector<KitPart> parts;
        add_parts(asked.sku, 1, parts);
        std::set<Day> days;
        std::vector<PromiseReply> at_place;
        std::vector<std::vector<PromiseReply>> at_nodes;
        for (const KitPart& part : parts) {
            PromiseRequest of_part = asked;
            of_part.sku = part.sku;
            at_place.push_back(ask(of_part));
            of_part.group = {};
            std::vector<PromiseReply>& of_nodes = at_nodes.emplace_back();
            for (const NodeId node : nodes) {
                of_part.node = node;
                of_nodes.push_back(ask(of_part));
                for (const PromiseStep& step : of_nodes.back().steps)
                    days.insert(step.day);
            }
            for (const PromiseStep& step : at_place.back().steps)
                days.insert(step.day);
        }
        PromiseRequest request = asked;
        request.quantity = 2;
        const PromiseReply reply = ask(request);
        for (const PromiseStep& step : reply.steps)
            days.insert(step.day);
        std::optional<Day> earliest;
        for (const Day day : days) {
            const Units expected = expected_on(day, parts, at_place, at_nodes, view.ships_apart);
            EXPECT_EQ(promised_on(reply, day), expected)
                << "kit " << asked.sku.value() << " node " << asked.node.value() << " group "
                << asked.group.value() << " segment " << asked.segment.value() << " day "
                << day - reply.today;
            if (!earliest && expected >= request.quantity) earliest = day;
            if (expected > 0) ++promises_over_zero_;
        }
        EXPECT_EQ(reply.earliest, earliest);
        for (const PromiseStep& step : reply.steps)
            EXPECT_EQ(step.is_unlimited, step.units == kUnitsMax);
    }

    static Units expected_on(
        Day day,
        const std::vector<KitPart>& parts,
        const std::vector<PromiseReply>& at_place,
        const std::vector<std::vector<PromiseReply>>& at_nodes,
        bool ships_apart
    ) {
        Units most = kUnitsMax;
        Units apart = kUnitsMax;
        std::vector<Units> kits(at_nodes.front().size(), kUnitsMax);
        for (std::size_t part = 0; part < parts.size(); ++part) {
            Units sum = 0;
            for (std::size_t node = 0; node < kits.size(); ++node) {
                const Units units = promised_on(at_nodes[part][node], day);
                sum = std::min(kUnitsMax, sum + units);
                kits[node] = std::min(kits[node], kits_allowed_by(units, parts[part].quantity));
            }
            apart = std::min(apart, kits_allowed_by(sum, parts[part].quantity));
            most = std::min(
                most, kits_allowed_by(promised_on(at_place[part], day), parts[part].quantity)
            );
        }
        Units together = 0;
        for (const Units each : kits)
            together = std::min(kUnitsMax, together + each);
        return std::min(most, ships_apart ? apart : together);
    }

    template <typename AnyCommand>
    void run_on_engine(const AnyCommand& command, Time now) {
        run(shop_.engine(), command, now);
    }
    void run_on_engine(const TickCommand& /*command*/, Time /*now*/) {}

    CommandWorld world(std::uint64_t seed) {
        for (const std::string_view name : {"cup", "lid"})
            items_.push_back(shop_.item(name));
        for (const std::string_view name : {"pair", "box", "crate"})
            items_.push_back(shop_.item(name));
        const SkuId cup = items_[0];
        const SkuId lid = items_[1];
        put_kit({items_[2], seed % 2 == 0, std::vector<KitPart>{{cup, 1}, {lid, 2}}});
        put_kit({items_[3], seed % 3 == 0, std::vector<KitPart>{{cup, 3}}});
        put_kit({items_[4], seed % 5 == 0, std::vector<KitPart>{{items_[2], 1}, {lid, 1}}});
        for (const std::string_view name : {"dc", "reno", "elko"})
            nodes_.push_back(shop_.node(name));
        members_ = {{nodes_[0], nodes_[1]}, {nodes_[1], nodes_[2]}};
        groups_ = {shop_.group("west", members_[0]), shop_.group("east", members_[1])};
        segments_ = {SegmentId()};
        if (seed % 2 == 1) segments_.push_back(shop_.segment("web"));
        shop_.engine().tick(shop_.clock().wall(), shop_.clock().steady());
        std::vector<SegmentId> named(segments_.begin() + 1, segments_.end());
        return {
            .items = items_,
            .nodes = nodes_,
            .groups = groups_,
            .segments = named,
            .has_dates = true,
            .has_group_holds = seed / 2 % 2 == 1,
            .quantity_max = 30
        };
    }

    struct MadeKit {
        SkuId sku;
        bool ships_apart = false;
        std::vector<KitPart> parts;
    };
    void put_kit(const MadeKit& kit) {
        const KitRow row{.sku = kit.sku, .ships_apart = kit.ships_apart, .parts = kit.parts};
        SupplyReply reply;
        shop_.engine().put_kits({&row, 1}, shop_.context(), reply);
        EXPECT_EQ(reply.applied, 1U);
    }

    Shop shop_;
    std::vector<SkuId> items_;
    std::vector<NodeId> nodes_;
    std::vector<GroupId> groups_;
    std::vector<std::vector<NodeId>> members_;
    std::vector<SegmentId> segments_;
    RandomCommands commands_;
    std::size_t promises_over_zero_ = 0;
};

TEST(KitPromises, AreWhatPartsAllowAtEveryPlaceForEverySegmentAndDay) {
    std::size_t promises_over_zero = 0;
    for (const std::uint64_t seed : random_seeds(60)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        PromisedKitsWorld world(seed);
        for (int round = 0; round < 12; ++round) {
            world.run_some(25);
            world.expect_what_parts_allow();
            if (testing::Test::HasFailure()) return;
        }
        promises_over_zero += world.promises_over_zero();
    }
    EXPECT_GT(promises_over_zero, 1'000U);
}

class KitPromiseShop : public testing::Test {
  protected:
    KitPromiseShop() {
        const std::vector<KitPart> parts{{cup_, 1}, {lid_, 1}};
        const KitRow row{.sku = set_, .parts = parts};
        SupplyReply reply;
        shop_.engine().put_kits({&row, 1}, shop_.context(), reply);
        EXPECT_EQ(reply.applied, 1U);
    }

    void expect(SkuId sku, std::string_view receipt, Units quantity, int days) {
        ReceiptRow row{.sku = sku, .node = dc_, .receipt = receipt, .quantity = quantity};
        row.day = static_cast<Day>(day_of(shop_.clock().wall()) + days);
        SupplyReply reply;
        shop_.engine().put_receipts({.rows = {&row, 1}}, shop_.context(), reply);
        EXPECT_EQ(reply.applied, 1U);
    }

    Shop shop_;
    const SkuId cup_ = shop_.item("cup");
    const SkuId lid_ = shop_.item("lid");
    const SkuId set_ = shop_.item("set");
    const NodeId dc_ = shop_.node("dc");
};

TEST_F(KitPromiseShop, AskingAllocatesNothingOnceWarm) {
    for (int day = 1; day < 20; ++day) {
        const std::string name = "po" + std::to_string(day);
        expect(cup_, name, 2, day);
        expect(lid_, name, 3, day);
    }
    PromiseReply reply;
    const auto allocated_for = [&](SkuId sku) {
        shop_.engine().available_to_promise({.sku = sku}, reply);
        return allocations_during([&] { shop_.engine().available_to_promise({.sku = sku}, reply); }
        );
    };
    const std::size_t of_part = allocated_for(cup_);
    EXPECT_EQ(allocated_for(set_), of_part);
    EXPECT_EQ(reply.steps.size(), 20U);
}

// Cups and lids are free in turn, with few of both in between: there is one pair at every moment.
TEST_F(KitPromiseShop, IsOfOneMomentOfAllParts) {
    expect(cup_, "cups", 4, 1);
    expect(lid_, "lids", 4, 1);
    shop_.stock(cup_, dc_, 6);
    shop_.stock(lid_, dc_, 6);
    // A long look: many days.
    for (int day = 2; day < 120; ++day)
        expect(cup_, "po" + std::to_string(day), 1, day);
    shop_.reserve("cups", {{1, cup_, dc_, 5}});
    shop_.reserve("lids", {{1, lid_, dc_, 1}});
    std::atomic<bool> is_over{false};
    std::thread writer([&] {
        for (int i = 0; i < 400; ++i) {
            const std::string operation = "swap" + std::to_string(i);
            const auto hold = [&](std::string_view id, std::string_view word, Units units) {
                shop_.amend(id, operation + std::string(word), {{.line = 1, .quantity = units}});
            };
            hold("lids", "up", 5);
            hold("cups", "down", 1);
            hold("cups", "up", 5);
            hold("lids", "down", 1);
        }
        is_over = true;
    });
    while (!is_over) {
        PromiseReply reply;
        shop_.engine().available_to_promise({.sku = set_}, reply);
        EXPECT_GE(reply.steps.size(), 2U);
        if (reply.steps.size() < 2) continue;
        EXPECT_EQ(reply.steps[0].units, 1);
        EXPECT_EQ(reply.steps[1].units, 5);
    }
    writer.join();
}

}  // namespace
}  // namespace earmark
