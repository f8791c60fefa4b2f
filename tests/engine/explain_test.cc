// Every answer about availability is the sum of the terms that explain it, always.
#include "engine/explain/explain.h"

#include "engine/network/network_place.h"
#include "tests/engine/random_commands.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace earmark {
namespace {

std::string text_of(const std::vector<AvailabilityTerm>& terms) {
    std::string text;
    for (const AvailabilityTerm& term : terms) {
        text += std::string(to_string(term.kind)) + " " + std::to_string(term.units) + " " +
                term.name + "; ";
    }
    return text;
}

/// A world with everything that an answer may depend on.
class ExplainedShop {
  public:
    explicit ExplainedShop(std::uint64_t seed)
        : keeps_in_groups_(seed % 5 < 2), commands_(seed, world(seed)) {}

    void run_one() {
        const Command command = commands_.next(shop_.clock().wall());
        if (const auto* tick = std::get_if<TickCommand>(&command)) {
            shop_.wait(tick->passes);
        } else {
            std::visit([&](const auto& each) { run_plain(each); }, command);
        }
        if (commands_.chance(15)) hold_over_group();
        if (keeps_in_groups_ && commands_.chance(6)) keep_in_group();
    }

    /// Compares with what the engine answers without a sum.
    void expect_sums() {
        for (const SkuId sku : items_) {
            Asking asking;
            if (!segments_.empty() && commands_.chance(60))
                asking.segment = segments_[commands_.below(segments_.size())];
            if (commands_.chance(20)) asking.method = method_pickup;
            asking.ignore_safety = commands_.chance(20);
            const std::string own =
                commands_.chance(40) ? "r" + std::to_string(commands_.below(12)) : std::string();
            expect_place(sku, {}, {}, asking, own);
            for (const NodeId node : nodes_)
                expect_place(sku, node, {}, asking, own);
            for (const GroupId group : groups_)
                expect_place(sku, {}, group, asking, own);
            expect_positions(sku, asking, own);
        }
    }

    std::map<TermKind, int> seen;

  private:
    ExplainReply explain(const ExplainRequest& request) {
        ExplainReply reply;
        shop_.engine().explain(request, reply);
        EXPECT_EQ(reply.outcome, Outcome::done) << reply.detail;
        EXPECT_TRUE(reply.are_holders_known);
        if (!reply.parts.empty()) {
            expect_parts(request, reply);
            return reply;
        }
        EXPECT_EQ(sum_of(reply.total), reply.ats) << text_of(reply.total);
        for (const ExplainedPosition& position : reply.positions) {
            EXPECT_EQ(sum_of(position.terms), position.ats) << text_of(position.terms);
            for (const AvailabilityTerm& term : position.terms)
                ++seen[term.kind];
        }
        for (const ExplainedGroup& group : reply.groups)
            EXPECT_EQ(sum_of(group.holders), -group.units);
        for (const AvailabilityTerm& term : reply.total)
            ++seen[term.kind];
        return reply;
    }

    /// At a node a kit is what its scarcest part allows; elsewhere that is the most.
    static void expect_parts(const ExplainRequest& request, const ExplainReply& reply) {
        Units least = kUnitsMax;
        for (const ExplainedPart& part : reply.parts) {
            // Of a part that can be had without end so can kits.
            const bool is_endless = part.ats == kUnitsMax;
            EXPECT_EQ(part.kits, is_endless ? kUnitsMax : part.ats / part.quantity);
            least = std::min(least, part.kits);
        }
        if (request.node.is_none()) {
            EXPECT_LE(reply.ats, least);
        } else if (reply.ats != least) {
            EXPECT_EQ(reply.ats, 0) << "its sale may be stopped, else it is " << least;
        }
        EXPECT_TRUE(reply.total.empty());
    }

    ExplainRequest request(SkuId sku, NodeId node, GroupId group, const Asking& asking) {
        const auto holders = static_cast<std::uint32_t>(commands_.below(4));
        return {.sku = sku, .node = node, .group = group, .asking = asking, .holders = holders};
    }

    void expect_place(
        SkuId sku, NodeId node, GroupId group, Asking asking, const std::string& own
    ) {
        const AvailabilityQuery query{sku, node, group};
        AvailabilityReply plain;
        shop_.engine().availability(
            {.queries = {&query, 1},
             .own_reservation = own,
             .segment = asking.segment,
             .method = asking.method,
             .ignore_safety = asking.ignore_safety},
            plain
        );
        ExplainRequest asked = request(sku, node, group, asking);
        asked.own_reservation = own;
        const ExplainReply now = explain(asked);
        EXPECT_EQ(now.ats, plain.figures.at(0).ats) << text_of(now.total);
        EXPECT_EQ(now.lsn, plain.figures.at(0).lsn);
        expect_days(sku, node, group, asking);
    }

    void expect_days(SkuId sku, NodeId node, GroupId group, Asking asking) {
        PromiseReply promised;
        shop_.engine().available_to_promise(
            {.sku = sku,
             .node = node,
             .group = group,
             .segment = asking.segment,
             .method = asking.method,
             .ignore_safety = asking.ignore_safety},
            promised
        );
        for (std::size_t index = 0; index < promised.steps.size(); ++index) {
            asking.day = std::max<Day>(promised.steps[index].day, 1);
            const ExplainReply dated = explain(request(sku, node, group, asking));
            EXPECT_EQ(dated.ats, promised.steps[index].units) << text_of(dated.total);
            if (index + 1 == promised.steps.size()) break;
            asking.day = static_cast<Day>(promised.steps[index + 1].day - 1);
            const ExplainReply last = explain(request(sku, node, group, asking));
            EXPECT_EQ(last.ats, promised.steps[index].units) << text_of(last.total);
        }
    }

    void expect_positions(SkuId sku, const Asking& asking, const std::string& own) {
        std::vector<NodeAvailability> plain;
        shop_.engine().item_availability(sku, own, asking, plain);
        ExplainRequest asked = request(sku, {}, {}, asking);
        asked.own_reservation = own;
        const ExplainReply reply = explain(asked);
        if (!reply.parts.empty()) return;
        ASSERT_EQ(reply.positions.size(), plain.size());
        EXPECT_EQ(reply.position_count, plain.size());
        for (std::size_t index = 0; index < plain.size(); ++index) {
            EXPECT_EQ(reply.positions[index].node, plain[index].node);
            EXPECT_EQ(reply.positions[index].ats, plain[index].figures.ats)
                << text_of(reply.positions[index].terms);
        }
    }

    template <typename AnyCommand>
    void run_plain(const AnyCommand& command) {
        run(shop_.engine(), command, shop_.clock().wall());
    }
    void run_plain(const TickCommand& /*command*/) {}

    void hold_over_group() {
        const std::string id = "n" + std::to_string(held_++);
        const GroupId group = groups_[commands_.below(groups_.size())];
        const SkuId sku = items_[commands_.below(items_.size())];
        const Units quantity = 1 + static_cast<Units>(commands_.below(5));
        shop_.reserve(id, {{1, sku, place_of(group), quantity}});
    }

    /// A group gets, or loses, its network safety or a segment's floor and ceiling over its nodes.
    void keep_in_group() {
        const GroupId group = groups_[commands_.below(groups_.size())];
        const SkuId sku = items_[commands_.below(items_.size())];
        const bool is_removed = commands_.chance(30);
        if (segments_.empty() || commands_.chance(50)) {
            const std::string name = "over " + std::to_string(group.value());
            SellingRuleRow row;
            row.change = is_removed ? RuleChange::remove : RuleChange::put;
            row.name = name;
            row.network = true;
            row.scope.group = group;
            row.figure = static_cast<Units>(commands_.below(9));
            SupplyReply reply;
            shop_.engine().put_selling_rules({&row, 1}, shop_.context(), reply);
            return;
        }
        SegmentRuleRow row;
        row.change = is_removed ? SegmentChange::remove : SegmentChange::put;
        row.rule.sku = sku;
        row.rule.node = place_of(group);
        row.rule.segment = segments_[commands_.below(segments_.size())];
        row.rule.floor = static_cast<Units>(commands_.below(6));
        row.rule.ceiling =
            commands_.chance(50) ? static_cast<Units>(commands_.below(9)) : kNoCeiling;
        row.rule.rank = static_cast<std::uint16_t>(row.rule.segment.value());
        row.rule.standing = commands_.chance(50);
        shop_.rules({row});
    }

    CommandWorld world(std::uint64_t seed) {
        for (std::uint64_t i = 0; i < 1 + seed % 3; ++i)
            items_.push_back(shop_.item("item" + std::to_string(i)));
        for (std::uint64_t i = 0; i < 1 + seed / 4 % 4; ++i)
            nodes_.push_back(shop_.node("node" + std::to_string(i)));
        if (seed % 3 == 0) nodes_.push_back(shop_.disabled_node("closed"));
        groups_ = {
            shop_.group("first", {nodes_.begin(), nodes_.begin() + 1}), shop_.group("all", nodes_)
        };
        for (const std::string_view name : {"web", "store", "market"}) {
            if (seed / 16 % 2 == 1) segments_.push_back(shop_.segment(name));
        }
        shop_.wait(std::chrono::seconds(1));
        return {
            .items = items_,
            .nodes = nodes_,
            .groups = groups_,
            .categories = {"kitchen"},
            .segments = segments_,
            .has_dates = seed / 32 % 2 == 1,
            .has_kits = seed % 7 == 6
        };
    }

    Shop shop_;
    std::vector<SkuId> items_;
    std::vector<NodeId> nodes_;
    std::vector<GroupId> groups_;
    std::vector<SegmentId> segments_;
    std::size_t held_ = 0;
    const bool keeps_in_groups_;
    RandomCommands commands_;
};

TEST(ExplainTwin, TermsAddUpToTheAnswerInRandomWorlds) {
    std::map<TermKind, int> seen;
    const auto seeds = random_seeds(120);
    for (const std::uint64_t seed : seeds) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        ExplainedShop shop(seed);
        for (std::size_t i = 0; i < 150; ++i) {
            shop.run_one();
            if (i % 10 == 9) shop.expect_sums();
            ASSERT_FALSE(testing::Test::HasFailure()) << "command " << i;
        }
        for (const auto& [kind, times] : shop.seen)
            seen[kind] += times;
    }
    if (seeds.size() < 120) return;  // A few worlds have not everything.
    for (unsigned kind = 0; kind <= static_cast<unsigned>(TermKind::group_kept); ++kind) {
        EXPECT_GT(seen[static_cast<TermKind>(kind)], 0)
            << "no world had " << to_string(static_cast<TermKind>(kind));
    }
}

class Explain : public testing::Test {
  protected:
    ExplainReply explain(const ExplainRequest& request) {
        ExplainReply reply;
        shop_.engine().explain(request, reply);
        return reply;
    }

    Shop shop_;
};

TEST_F(Explain, HoldersComeLargestFirstAndTheRestTogether) {
    const SkuId cup = shop_.item("cup");
    const NodeId dc = shop_.node("dc");
    shop_.stock(cup, dc, 100);
    for (int i = 1; i <= 5; ++i)
        shop_.reserve("r" + std::to_string(i), {{7, cup, dc, i}});
    shop_.step(ReservationStep::commit, "r5");
    const ExplainReply reply = explain({.sku = cup, .node = dc, .holders = 2});
    ASSERT_EQ(reply.positions.size(), 1U);
    const auto& terms = reply.positions[0].terms;
    ASSERT_EQ(terms.size(), 5U);
    EXPECT_EQ(
        text_of(terms),
        "on_hand 100 ; reserved -4 r4; reserved -3 r3; reserved -3 ; allocated -5 r5; "
    );
    EXPECT_EQ(terms[1].line, 7U);
    EXPECT_EQ(terms[3].count, 2U);
    EXPECT_EQ(reply.ats, 85);
}

TEST_F(Explain, WhatIsAskedWronglyIsSaid) {
    EXPECT_EQ(explain({.sku = SkuId(9)}).verdict, QueryVerdict::unknown_item);
    const SkuId cup = shop_.item("cup");
    EXPECT_EQ(explain({.sku = cup, .node = NodeId(9)}).verdict, QueryVerdict::unknown_node);
    EXPECT_EQ(explain({.sku = cup, .group = GroupId(9)}).verdict, QueryVerdict::unknown_group);
    EXPECT_EQ(explain({.sku = cup, .holders = 101}).outcome, Outcome::bad_value);
    const ExplainReply none = explain({.sku = cup});
    EXPECT_EQ(none.ats, 0);
    EXPECT_TRUE(none.total.empty());
}

TEST_F(Explain, TheSumIsRightWhileHoldersComeAndGo) {
    const SkuId cup = shop_.item("cup");
    const NodeId dc = shop_.node("dc");
    shop_.stock(cup, dc, 1'000'000);
    std::atomic<bool> is_over{false};
    const CallContext context = shop_.context();
    std::thread writer([&] {
        for (int i = 0; !is_over.load(std::memory_order_relaxed); ++i) {
            const std::string id = "r" + std::to_string(i % 500);
            const ReserveLine line{1, cup, dc, 1 + i % 7};
            ReserveReply reserved;
            shop_.engine().reserve({.id = id, .lines = {&line, 1}}, context, reserved);
            ReservationReply released;
            shop_.engine().step(
                {.step = ReservationStep::release, .id = "r" + std::to_string((i + 250) % 500)},
                context,
                released
            );
        }
    });
    for (int i = 0; i < 50; ++i) {
        const ExplainReply reply = explain({.sku = cup, .node = dc});
        EXPECT_EQ(sum_of(reply.total), reply.ats);
        EXPECT_EQ(sum_of(reply.positions.at(0).terms), reply.ats);
    }
    is_over.store(true, std::memory_order_relaxed);
    writer.join();
}

}  // namespace
}  // namespace earmark
