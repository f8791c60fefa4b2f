// The engine against its naive twin: random commands on both, every answer and every figure equal.
#include "engine/stream/read_changes.h"
#include "tests/engine/random_commands.h"
#include "tests/support/engine_copy.h"
#include "tests/support/memory_changes.h"
#include "tests/support/naive_engine.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace earmark {
namespace {

class TwinShop {
  public:
    explicit TwinShop(std::uint64_t seed) : commands_(seed, world(seed)) {}

    Shop& shop() { return shop_; }

    /// Runs one random command on both. Returns whether they agree.
    bool run_one() {
        const Command command = commands_.next(shop_.clock().wall());
        const auto [fast, naive] =
            std::visit([&](const auto& each) { return both(each); }, command);
        EXPECT_EQ(fast, naive) << text_of(command);
        return fast == naive && same_figures(command);
    }

    void expect_same_counts() {
        const AuditReply fast = shop_.engine().audit();
        const AuditReply naive = naive_.audit();
        EXPECT_EQ(fast.positions, naive.positions);
        EXPECT_EQ(fast.reservations, naive.reservations);
        EXPECT_EQ(fast.open_lines, naive.open_lines);
        shop_.expect_sound();
    }

  private:
    using Answers = std::pair<std::string, std::string>;

    template <typename AnyCommand>
    Answers both(const AnyCommand& command) {
        const Time now = shop_.clock().wall();
        return {run(shop_.engine(), command, now), run(naive_, command, now)};
    }

    Answers both(const TickCommand& command) {
        FakeClock& clock = shop_.clock();
        clock.advance(command.passes);
        clock.jump(command.jumps);
        if (command.is_accepted) {
            shop_.engine().accept_clock();
            naive_.accept_clock();
        }
        const std::size_t fast = shop_.engine().tick(clock.wall(), clock.steady());
        const std::size_t naive = naive_.tick(clock.wall(), clock.steady());
        return {
            std::to_string(fast) + " expired\n" + fast_crossings(),
            std::to_string(naive) + " expired\n" + told(naive_.sweep_levels())
        };
    }

    static std::string told(const std::vector<LevelCrossing>& crossings) {
        std::set<std::string> lines;
        for (const LevelCrossing& each : crossings) {
            lines.insert(
                "sku " + std::to_string(each.sku.value()) + " node " +
                std::to_string(each.place.node.value()) + " group " +
                std::to_string(each.place.group.value()) + ": " +
                std::string(to_string(each.before)) + " -> " + std::string(to_string(each.after)) +
                " at " + std::to_string(each.ats) + "\n"
            );
        }
        std::string text = std::to_string(crossings.size()) + " crossings\n";
        for (const std::string& line : lines)
            text += line;
        return text;
    }

    /// What a sweep tells, as a subscriber reads it.
    std::string fast_crossings() {
        shop_.engine().sweep_levels(shop_.clock().wall());
        std::vector<LevelCrossing> crossings;
        ReadChangesReply page;
        do {
            const ReadChangesRequest request{
                .from_lsn = next_lsn_, .filter = {.kinds = {ChangeKind::levels}}
            };
            const Status read =
                read_changes(changes_, shop_.engine(), shop_.log().newest(), request, page);
            EXPECT_TRUE(read);
            next_lsn_ = page.next_lsn;
            for (const ChangeEvent& event : page.events)
                crossings.insert(crossings.end(), event.levels.begin(), event.levels.end());
        } while (!page.is_at_end());
        return told(crossings);
    }

    bool same_figures(const Command& command) {
        bool same = true;
        for (const SkuId sku : items_) {
            for (const NodeId node : nodes_) {
                const std::string fast = text_of(shop_.figures(sku, node));
                const std::string naive = text_of(naive_.position(sku, node));
                EXPECT_EQ(fast, naive) << "sku " << sku.value() << " node " << node.value()
                                       << " after " << text_of(command);
                same = same && fast == naive;
                for (const SegmentId segment : segments_) {
                    const std::string fast_share = text_of(shop_.figures_for(segment, sku, node));
                    const std::string naive_share = text_of(naive_.position(sku, node, {segment}));
                    EXPECT_EQ(fast_share, naive_share)
                        << "sku " << sku.value() << " node " << node.value() << " segment "
                        << segment.value() << " after " << text_of(command);
                    same = same && fast_share == naive_share;
                }
            }
            for (const GroupId group : groups_) {
                const std::string fast = text_of(shop_.figures({sku, {}, group}));
                const std::string naive = text_of(naive_.over(sku, group));
                EXPECT_EQ(fast, naive) << "sku " << sku.value() << " group " << group.value()
                                       << " after " << text_of(command);
                same = same && fast == naive;
            }
        }
        return same;
    }

    CommandWorld world(std::uint64_t seed) {
        for (std::uint64_t i = 0; i < 1 + seed % 4; ++i) {
            const std::string name = "item" + std::to_string(i);
            const std::string category = i % 2 == 0 ? "kitchen" : "garden";
            ItemRow row{};
            row.sku = name;
            row.category = category;
            PutReply put;
            shop_.engine().put_items({&row, 1}, shop_.context(), put);
            items_.emplace_back(put.ids.at(0));
            naive_.know_item(items_.back(), category);
        }
        for (std::uint64_t i = 0; i < 1 + seed / 4 % 4; ++i) {
            const std::string key = "node" + std::to_string(i);
            const NodeType type = i % 2 == 0 ? NodeType::dc : NodeType::store;
            NodeRow row{};
            row.key = key;
            row.type = type;
            PutReply put;
            shop_.engine().put_nodes({&row, 1}, shop_.context(), put);
            nodes_.emplace_back(put.ids.at(0));
            naive_.know_node(nodes_.back(), true, type);
        }
        if (seed % 3 == 0) {
            nodes_.push_back(shop_.disabled_node("closed"));
            naive_.know_node(nodes_.back(), false);
        }
        const std::vector<NodeId> members(nodes_.begin(), nodes_.begin() + 1);
        groups_ = {shop_.group("first", members), shop_.group("all", nodes_)};
        naive_.know_group(groups_[0], members);
        naive_.know_group(groups_[1], nodes_);
        if (nodes_.size() > 2) {
            const std::vector<NodeId> rest(nodes_.begin() + 1, nodes_.end());
            groups_.push_back(shop_.group("rest", rest));
            naive_.know_group(groups_[2], rest);
        }
        // Half of the worlds know no segments: most items never do.
        for (const std::string_view name : {"web", "store", "market"}) {
            if (seed / 16 % 2 == 0) break;
            segments_.push_back(shop_.segment(name));
            naive_.know_segment(segments_.back());
        }
        // A quarter of the worlds have kits: these items get no stock before they are some.
        const bool has_kits = seed / 128 % 4 == 1;
        if (has_kits) add_kits(seed);
        naive_.tick(shop_.clock().wall(), shop_.clock().steady());
        // Half of the worlds have rules of selling.
        std::vector<std::string> categories;
        if (seed / 64 % 2 == 0) categories = {"kitchen", "garden"};
        return {
            .items = items_,
            .nodes = nodes_,
            .groups = groups_,
            .categories = categories,
            .segments = segments_,
            .has_dates = seed / 32 % 2 == 1,
            .has_kits = has_kits,
            // Some have holds over groups, which are for now.
            .has_group_holds = seed % 3 == 1,
            .has_group_limits = seed % 5 < 2,
            .has_ordering = seed / 1'024 % 3 == 0,
            .has_levels = seed / 4'096 % 2 == 0
        };
    }

    void add_kits(std::uint64_t seed) {
        const std::vector<SkuId> plain = items_;
        KitCommand command;
        for (std::uint64_t i = 0; i < 3; ++i) {
            items_.push_back(shop_.item("kit" + std::to_string(i)));
            naive_.know_item(items_.back());
            KitCommand::Row& row = command.rows.emplace_back();
            row.sku = items_.back();
            row.ships_apart = seed / 512 % 2 == i % 2;
            row.parts.push_back({plain[i % plain.size()], static_cast<Units>(1 + i)});
            if (plain.size() > 1) row.parts.push_back({plain[(i + 1) % plain.size()], 1});
            if (i == 2) row.parts.push_back({items_[items_.size() - 2], 1});
        }
        const Time now = shop_.clock().wall();
        EXPECT_EQ(run(shop_.engine(), command, now), run(naive_, command, now));
    }

    Shop shop_;
    MemoryChanges changes_{shop_.log()};
    Lsn next_lsn_ = 1;
    NaiveEngine naive_;
    std::vector<SkuId> items_;
    std::vector<NodeId> nodes_;
    std::vector<GroupId> groups_;
    std::vector<SegmentId> segments_;
    RandomCommands commands_;
};

void run_twins(std::size_t seeds, std::size_t commands, bool with_recovery) {
    for (const std::uint64_t seed : random_seeds(seeds)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        TwinShop twins(seed);
        StateImage image;
        for (std::size_t i = 0; i < commands; ++i) {
            if (with_recovery && i == commands / 2)
                image = image_of(twins.shop().engine(), twins.shop().log());
            ASSERT_TRUE(twins.run_one()) << "command " << i;
        }
        twins.expect_same_counts();
        if (!with_recovery) continue;
        const std::uint64_t digest = twins.shop().engine().state_digest();
        MemoryLog& log = twins.shop().log();
        ASSERT_EQ(replayed(log)->state_digest(), digest) << "from the log alone";
        ASSERT_EQ(recovered(image, log, log.newest())->state_digest(), digest) << "from an image";
    }
}

// scripts/soak runs many times as many.
TEST(Twin, AgreesOnEveryAnswerAndFigure) {
    run_twins(/*seeds=*/150, /*commands=*/300, /*with_recovery=*/false);
}

TEST(Twin, RecoversFromItsLogAndFromAnImage) {
    run_twins(/*seeds=*/40, /*commands=*/300, /*with_recovery=*/true);
}

// A short one for every build.
TEST(TwinQuick, AgreesOnEveryAnswerAndFigure) {
    run_twins(/*seeds=*/20, /*commands=*/200, /*with_recovery=*/true);
}

}  // namespace
}  // namespace earmark
