// The hot path allocates nothing once warm.
#include "engine/engine.h"
#include "tests/support/allocation_counter.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_log.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace earmark {
namespace {

class HotPath : public testing::Test {
  protected:
    HotPath() {
        engine_.start(log_);
        std::vector<std::string> names;
        for (int i = 0; i < 64; ++i)
            names.push_back("item" + std::to_string(i));
        std::vector<ItemRow> items;
        for (const std::string& name : names)
            items.emplace_back().sku = name;
        PutReply put;
        engine_.put_items(items, context(), put);
        for (const std::uint32_t id : put.ids)
            items_.emplace_back(id);
        for (const char* const key : {"a", "b", "c", "d"}) {
            NodeRow row;
            row.key = key;
            engine_.put_nodes({&row, 1}, context(), put);
            nodes_.emplace_back(put.ids.at(0));
        }
        std::vector<SupplyRow> rows;
        for (const SkuId sku : items_) {
            for (const NodeId node : nodes_)
                rows.push_back({.sku = sku, .node = node, .quantity = 1'000'000});
        }
        SupplyReply supply;
        engine_.apply_supply({.source = {}, .rows = rows}, context(), supply);
        EXPECT_EQ(supply.applied, rows.size());
        for (int i = 0; i < 2'000; ++i)
            ids_.push_back("reservation-" + std::to_string(i));
    }

    CallContext context() { return {.now = clock_.wall()}; }

    void ask_all() {
        queries_.clear();
        for (const SkuId sku : items_) {
            queries_.push_back({.sku = sku, .node = {}, .group = {}});
            queries_.push_back({.sku = sku, .node = nodes_[0], .group = {}});
        }
        engine_.availability({.queries = queries_}, availability_);
    }

    void ask_with_own_hold(std::string_view id) {
        engine_.availability({.queries = queries_, .own_reservation = id}, availability_);
    }

    void reserve(std::size_t index) {
        lines_.clear();
        for (std::uint32_t i = 0; i < 4; ++i) {
            const std::size_t item = (index * 7 + std::size_t{i} * 13) % items_.size();
            lines_.push_back({i, items_[item], nodes_[i % nodes_.size()], 2});
        }
        engine_.reserve({.id = ids_[index], .lines = lines_}, context(), made_);
    }

    void step(ReservationStep step, std::size_t index) {
        engine_.step({.step = step, .id = ids_[index]}, context(), stepped_);
    }

    void tick(Duration by) {
        clock_.advance(by);
        engine_.tick(clock_.wall(), clock_.steady());
    }

    /// Every reservation lives each of its lives once, so that all memory it needs is there.
    void warm_up() {
        tick({});
        for (std::size_t i = 0; i < ids_.size(); ++i)
            reserve(i);
        tick(std::chrono::minutes(16));
        tick(std::chrono::hours(30));
        for (std::size_t i = 0; i < ids_.size(); ++i) {
            reserve(i);
            EXPECT_EQ(made_.outcome, Outcome::done);
            engine_.reservation(ids_[i], stepped_);
        }
        ask_all();
        ask_with_own_hold(ids_[0]);
        for (std::size_t i = 0; i < ids_.size(); ++i)
            step(i % 2 == 0 ? ReservationStep::commit : ReservationStep::release, i);
        for (std::size_t i = 0; i < ids_.size(); i += 2)
            step(ReservationStep::ship, i);
        tick(std::chrono::hours(30));
        tick(std::chrono::seconds(1));
        EXPECT_EQ(engine_.status().reservations_kept, 0U);
    }

    FakeClock clock_;
    MemoryLog log_{MemoryLog::Durability::at_once, MemoryLog::Keeping::nothing};
    Engine engine_;
    std::vector<SkuId> items_;
    std::vector<NodeId> nodes_;
    std::vector<std::string> ids_;
    std::vector<AvailabilityQuery> queries_;
    std::vector<ReserveLine> lines_;
    AvailabilityReply availability_;
    ReserveReply made_;
    ReservationReply stepped_;
};

TEST_F(HotPath, TheCounterCounts) {
    // Called by name: an optimiser may leave out a new-expression whose object is never used.
    EXPECT_EQ(allocations_during([] { ::operator delete(::operator new(1)); }), 1U);
}

TEST_F(HotPath, AvailabilityAllocatesNothing) {
    warm_up();
    EXPECT_EQ(allocations_during([&] { ask_all(); }), 0U);
}

TEST_F(HotPath, ReserveAllocatesNothing) {
    warm_up();
    EXPECT_EQ(
        allocations_during([&] {
            for (std::size_t i = 0; i < ids_.size(); ++i)
                reserve(i);
        }),
        0U
    );
    EXPECT_EQ(made_.outcome, Outcome::done);
    EXPECT_EQ(allocations_during([&] { ask_with_own_hold(ids_[0]); }), 0U);
}

TEST_F(HotPath, RefusalOfALineAllocatesNothing) {
    warm_up();
    const auto ask_too_much = [&](std::size_t index) {
        lines_.assign({{1, items_[0], nodes_[0], 2'000'000}});
        engine_.reserve({.id = ids_[index], .lines = lines_}, context(), made_);
    };
    ask_too_much(0);
    EXPECT_EQ(made_.outcome, Outcome::lines_refused);
    EXPECT_EQ(
        allocations_during([&] {
            for (std::size_t i = 0; i < 100; ++i)
                ask_too_much(i);
        }),
        0U
    );
}

TEST_F(HotPath, StepsOfTheWholeAllocateNothing) {
    warm_up();
    for (std::size_t i = 0; i < ids_.size(); ++i)
        reserve(i);
    EXPECT_EQ(
        allocations_during([&] {
            for (std::size_t i = 0; i < ids_.size(); ++i)
                step(i % 2 == 0 ? ReservationStep::commit : ReservationStep::release, i);
        }),
        0U
    );
    EXPECT_EQ(stepped_.outcome, Outcome::done);
}

TEST_F(HotPath, ShippingAllocatesOnlyForTheMovementsItKeeps) {
    warm_up();
    for (std::size_t i = 0; i < ids_.size(); ++i)
        reserve(i);
    for (std::size_t i = 0; i < ids_.size(); ++i)
        step(ReservationStep::commit, i);
    // Four lines each, in arrays that double: far fewer than one a line.
    EXPECT_LE(
        allocations_during([&] {
            for (std::size_t i = 0; i < ids_.size(); ++i)
                step(ReservationStep::ship, i);
        }),
        ids_.size()
    );
    EXPECT_EQ(stepped_.outcome, Outcome::done);
}

TEST_F(HotPath, ExpiryAllocatesNothing) {
    warm_up();
    for (std::size_t i = 0; i < ids_.size(); ++i)
        reserve(i);
    EXPECT_EQ(allocations_during([&] { tick(std::chrono::minutes(16)); }), 0U);
    EXPECT_EQ(engine_.status().reservations_live, 0U);
}

}  // namespace
}  // namespace earmark
