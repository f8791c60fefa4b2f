// Many threads at once: nothing is granted twice, and the log tells the whole story.
#include "tests/engine/random_commands.h"
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <latch>
#include <string>
#include <thread>

namespace earmark {
namespace {

constexpr std::size_t kThreads = 4;

/// Calls work(thread index) on several threads that begin together.
void at_once(std::size_t threads, const std::function<void(std::size_t)>& work) {
    std::latch start(static_cast<std::ptrdiff_t>(threads));
    std::vector<std::thread> running;
    for (std::size_t i = 0; i < threads; ++i) {
        running.emplace_back([&, i] {
            start.arrive_and_wait();
            work(i);
        });
    }
    for (auto& thread : running)
        thread.join();
}

CommandWorld small_world(Shop& shop) {
    CommandWorld world;
    for (int i = 0; i < 5; ++i)
        world.items.push_back(shop.item("item" + std::to_string(i)));
    for (int i = 0; i < 3; ++i)
        world.nodes.push_back(shop.node("node" + std::to_string(i)));
    world.groups.push_back(shop.group("all", world.nodes));
    world.ids = 40;
    for (const SkuId sku : world.items) {
        for (const NodeId node : world.nodes)
            shop.stock(sku, node, 20, /*safety=*/1);
    }
    return world;
}

/// Runs random commands; a tick moves the shared clock.
void run_random(Shop& shop, RandomCommands& commands, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const Time now = shop.clock().wall();
        const Command command = commands.next(now);
        if (const auto* tick = std::get_if<TickCommand>(&command)) {
            shop.clock().advance(tick->passes);
            shop.engine().tick(shop.clock().wall(), shop.clock().steady());
            continue;
        }
        std::visit(
            [&](const auto& each) {
                if constexpr (!std::is_same_v<std::decay_t<decltype(each)>, TickCommand>)
                    run(shop.engine(), each, now);
            },
            command
        );
    }
}

TEST(Threads, LogReplaysToTheLiveState) {
    for (const std::uint64_t seed : random_seeds(8)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        Shop shop;
        const CommandWorld world = small_world(shop);
        at_once(kThreads, [&](std::size_t thread) {
            RandomCommands commands(seed + thread, world);
            run_random(shop, commands, 1'500);
        });
        shop.expect_sound();
        const std::uint64_t digest = shop.engine().state_digest();
        EXPECT_EQ(replayed(shop.log())->state_digest(), digest);
        EXPECT_EQ(replayed(shop.log(), /*workers=*/3)->state_digest(), digest);
    }
}

TEST(Threads, ImageWrittenMeanwhileAndTheLogAfterItAreTheLiveState) {
    for (const std::uint64_t seed : random_seeds(6)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        Shop shop;
        const CommandWorld world = small_world(shop);
        std::vector<StateImage> images;
        at_once(kThreads, [&](std::size_t thread) {
            if (thread == 0) {
                for (int i = 0; i < 4; ++i)
                    images.push_back(image_of(shop.engine(), shop.log()));
                return;
            }
            RandomCommands commands(seed + thread, world);
            run_random(shop, commands, 1'500);
        });
        const std::uint64_t digest = shop.engine().state_digest();
        const Lsn newest = shop.log().newest();
        for (const StateImage& image : images) {
            for (const std::size_t workers : {1U, 4U}) {
                const auto second = recovered(image, shop.log(), newest, workers);
                EXPECT_EQ(second->state_digest(), digest) << workers << " workers";
                EXPECT_EQ(second->audit().mismatches, 0U);
            }
        }
    }
}

TEST(Threads, LastUnitGoesToOne) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    for (int round = 0; round < 300; ++round) {
        shop.stock(cup, dc, 1 + round);  // The holds of the rounds before are still there.
        std::atomic<int> winners{0};
        at_once(kThreads, [&](std::size_t thread) {
            const std::string id = std::to_string(round) + "-" + std::to_string(thread);
            const auto reply = shop.reserve(id, {{1, cup, dc, 1}});
            if (reply.outcome == Outcome::done) ++winners;
        });
        ASSERT_EQ(winners, 1) << "round " << round;
    }
    shop.expect_sound();
}

TEST(Threads, OneIdIsOneReservation) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.stock(cup, dc, 1'000'000);
    for (int round = 0; round < 300; ++round) {
        std::atomic<int> made{0};
        std::atomic<int> repeated{0};
        at_once(kThreads, [&](std::size_t /*thread*/) {
            const auto reply = shop.reserve("r" + std::to_string(round), {{1, cup, dc, 2}});
            if (reply.outcome == Outcome::done) ++made;
            if (reply.outcome == Outcome::repeated) ++repeated;
        });
        ASSERT_EQ(made, 1);
        ASSERT_EQ(repeated, static_cast<int>(kThreads) - 1);
    }
    EXPECT_EQ(shop.figures(cup, dc).reserved, 600);
    shop.expect_sound();
}

// Orders over the same items in opposite order: no deadlock, and never half an order.
TEST(Threads, OrdersOverManyItemsAreWholeOrNothing) {
    Shop shop;
    std::vector<SkuId> items;
    for (int i = 0; i < 8; ++i)
        items.push_back(shop.item("item" + std::to_string(i)));
    const NodeId dc = shop.node("dc1");
    constexpr Units kStock = 200;
    for (const SkuId sku : items)
        shop.stock(sku, dc, kStock);
    std::atomic<Units> granted{0};
    at_once(kThreads, [&](std::size_t thread) {
        for (int i = 0; i < 200; ++i) {
            std::vector<ReserveLine> lines;
            for (std::uint32_t k = 0; k < items.size(); ++k) {
                const std::size_t at = thread % 2 == 0 ? k : items.size() - 1 - k;
                lines.push_back({k, items[at], dc, 1});
            }
            const auto reply =
                shop.reserve(std::to_string(thread) + "-" + std::to_string(i), lines);
            if (reply.outcome == Outcome::done) ++granted;
        }
    });
    EXPECT_EQ(granted, kStock);
    for (const SkuId sku : items)
        EXPECT_EQ(shop.figures(sku, dc).reserved, kStock);
    shop.expect_sound();
}

// Readers see positions of one moment: what is reserved and what is sold add up in every answer.
TEST(Threads, ReadersSeeOneMoment) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId a = shop.node("a");
    const NodeId b = shop.node("b");
    constexpr Units kStock = 1'000;
    shop.stock(cup, a, kStock);
    shop.stock(cup, b, kStock);
    std::atomic<bool> is_over{false};
    at_once(kThreads, [&](std::size_t thread) {
        if (thread < 2) {
            for (int i = 0; i < 3'000; ++i) {
                // Always the same units at both nodes.
                const std::string id = std::to_string(thread) + "-" + std::to_string(i);
                const Units units = 1 + i % 3;
                shop.reserve(id, {{1, cup, a, units}, {2, cup, b, units}});
                shop.step(ReservationStep::commit, id);
                shop.step(i % 4 == 0 ? ReservationStep::ship : ReservationStep::cancel, id);
            }
            if (thread == 0) is_over = true;
            return;
        }
        std::vector<NodeAvailability> positions;
        while (!is_over) {
            shop.engine().item_availability(cup, {}, {}, positions);
            ASSERT_EQ(positions.size(), 2U);
            const Availability& left = positions[0].figures;
            const Availability& right = positions[1].figures;
            ASSERT_EQ(left.reserved, right.reserved);
            ASSERT_EQ(left.allocated, right.allocated);
            ASSERT_EQ(left.on_hand, right.on_hand);
            const Availability sum = shop.figures({.sku = cup, .node = {}, .group = {}});
            ASSERT_EQ(
                sum.ats - sum.shortage + sum.withheld, sum.on_hand - sum.reserved - sum.allocated
            );
            ASSERT_EQ(sum.on_hand % 2, 0);
            ASSERT_GE(sum.reserved, 0);
            ASSERT_GE(sum.allocated, 0);
        }
    });
    shop.expect_sound();
}

// A caller that counts its own hold back never sees more than there is, while the hold changes.
TEST(Threads, OwnHoldIsCountedBackOnce) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    constexpr int kRounds = 3'000;
    shop.stock(cup, dc, 4);
    std::atomic<int> round{0};
    at_once(2, [&](std::size_t thread) {
        if (thread == 0) {
            for (; round < kRounds; ++round) {
                const std::string id = "r" + std::to_string(round);
                shop.reserve(id, {{1, cup, dc, 4}});
                shop.step(ReservationStep::commit, id);
                shop.step(ReservationStep::cancel, id);
            }
            return;
        }
        for (int now = round; now < kRounds; now = round) {
            const Availability figures = shop.figures(cup, dc, "r" + std::to_string(now));
            ASSERT_GE(figures.reserved, 0);
            ASSERT_LE(figures.ats, 4);
        }
    });
    shop.expect_sound();
}

TEST(Threads, StockComesAndGoesWhileOthersReserve) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    std::atomic<Units> granted{0};
    constexpr Units kDeliveries = 2'000;
    at_once(kThreads, [&](std::size_t thread) {
        if (thread == 0) {
            for (Units i = 0; i < kDeliveries; ++i) {
                shop.supply(
                    {}, {{.sku = cup, .node = dc, .change = SupplyChange::adjust, .quantity = 1}}
                );
            }
            return;
        }
        for (int i = 0; i < 2'000; ++i) {
            const std::string id = std::to_string(thread) + "-" + std::to_string(i);
            if (shop.reserve(id, {{1, cup, dc, 1}}).outcome == Outcome::done) ++granted;
        }
    });
    const Availability figures = shop.figures(cup, dc);
    EXPECT_EQ(figures.on_hand, kDeliveries);
    EXPECT_EQ(figures.reserved, granted);
    EXPECT_LE(figures.reserved, figures.on_hand);
    shop.expect_sound();
}

// Audits, digests and images stop or follow writers; none may wait for another for ever.
TEST(Threads, AuditAndDigestRunAmongWriters) {
    Shop shop;
    const CommandWorld world = small_world(shop);
    std::atomic<bool> is_over{false};
    at_once(kThreads, [&](std::size_t thread) {
        if (thread == 0) {
            while (!is_over) {
                ASSERT_EQ(shop.engine().audit().mismatches, 0U);
                shop.engine().state_digest();
                shop.engine().status();
            }
            return;
        }
        RandomCommands commands(thread, world);
        run_random(shop, commands, 1'000);
        if (thread == 1) is_over = true;
    });
    shop.expect_sound();
}

TEST(Threads, NewItemsAndNodesAppearWhileOthersReserve) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.stock(cup, dc, 100'000);
    at_once(kThreads, [&](std::size_t thread) {
        for (int i = 0; i < 100; ++i) {
            const std::string name = std::to_string(thread % 2) + "-" + std::to_string(i);
            const SkuId item = shop.item("item" + name);
            const NodeId node = shop.node("node" + name);
            shop.stock(item, node, 5);
            const auto reply =
                shop.reserve(std::to_string(thread) + name, {{1, cup, dc, 1}, {2, item, node, 1}});
            ASSERT_EQ(reply.outcome, Outcome::done);
        }
    });
    EXPECT_EQ(shop.engine().status().items, 201U);
    EXPECT_EQ(shop.engine().status().nodes, 201U);
    shop.expect_sound();
    EXPECT_EQ(replayed(shop.log())->state_digest(), shop.engine().state_digest());
}

}  // namespace
}  // namespace earmark
