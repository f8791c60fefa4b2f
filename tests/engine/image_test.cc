// Images and replay: what recovery builds is what was there.
#include "tests/engine/random_commands.h"
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace earmark {
namespace {

/// A shop with something of every kind in it.
void furnish(Shop& shop) {
    const SkuId cup = shop.item("cup");
    const SkuId hat = shop.item("hat");
    const NodeId dc = shop.node("dc1");
    const NodeId closed = shop.disabled_node("closed");
    shop.group("all", {dc, closed});
    PutReply put;
    const Micros rates[] = {4'000'000, -1};
    const TariffStep step{.weight_g_max = 500, .rates = rates};
    TariffRow tariff;
    tariff.name = "ground";
    tariff.steps = {&step, 1};
    shop.engine().put_tariffs({&tariff, 1}, shop.context(), put);
    EXPECT_EQ(put.outcome, Outcome::done);
    tariff.from = 20'000;
    shop.engine().put_tariffs({&tariff, 1}, shop.context(), put);
    EXPECT_EQ(put.outcome, Outcome::done);
    const ZonePair pair{.origin_prefix = "071", .destination_prefix = "902", .zone = 2};
    const ZoneBand band{.miles_max = 150, .zone = 1};
    shop.engine().put_zones({.pairs = {&pair, 1}, .bands = {&band, 1}}, shop.context(), put);
    EXPECT_EQ(put.outcome, Outcome::done);

    shop.stock(cup, dc, 100, /*safety=*/2);
    shop.stock(hat, closed, 7);
    for (const char* const source : {"erp", "wms", "pos"}) {
        const auto reply = shop.supply(
            source,
            {{.sku = hat, .node = dc, .change = SupplyChange::adjust, .quantity = 5, .sequence = 9}}
        );
        EXPECT_EQ(reply.applied, 1U);
    }
    for (const char* const id : {"held", "order", "shipped", "part", "released", "cancelled"})
        EXPECT_EQ(shop.reserve(id, {{1, cup, dc, 3}, {2, hat, dc, 1}}).outcome, Outcome::done);
    EXPECT_EQ(
        shop.reserve("partial", {{1, cup, dc, 1'000}, {2, cup, dc, 1}}, Filling::partial).outcome,
        Outcome::done
    );
    shop.step(ReservationStep::commit, "order");
    shop.step(ReservationStep::commit, "shipped");
    shop.step(ReservationStep::ship, "shipped");
    shop.step(ReservationStep::commit, "part", "pick-1", {{1, 2}});
    shop.step(ReservationStep::ship, "part", "van-1", {{1, 1}});
    shop.step(ReservationStep::release, "released");
    shop.step(ReservationStep::commit, "cancelled");
    shop.step(ReservationStep::cancel, "cancelled");
}

TEST(Recovery, LogAloneRebuildsEverything) {
    Shop shop;
    furnish(shop);
    const auto second = replayed(shop.log());
    EXPECT_EQ(second->state_digest(), shop.engine().state_digest());
    EXPECT_EQ(second->audit().mismatches, 0U);
    const EngineStatus before = shop.engine().status();
    second->start(shop.log());
    const EngineStatus after = second->status();
    EXPECT_EQ(after.items, before.items);
    EXPECT_EQ(after.nodes, before.nodes);
    EXPECT_EQ(after.groups, before.groups);
    EXPECT_EQ(after.positions, before.positions);
    EXPECT_EQ(after.reservations_live, before.reservations_live);
    EXPECT_EQ(after.orders_open, before.orders_open);
    EXPECT_EQ(after.reservations_kept, before.reservations_kept);
}

TEST(Recovery, ImageAloneRebuildsEverything) {
    Shop shop;
    furnish(shop);
    const StateImage image = image_of(shop.engine(), shop.log());
    EXPECT_EQ(image.from, shop.log().newest());
    const auto second = recovered(image, shop.log(), shop.log().newest());
    EXPECT_EQ(second->state_digest(), shop.engine().state_digest());
    EXPECT_EQ(second->audit().mismatches, 0U);
}

TEST(Threads, LoadPartsOfAnImageSideBySide) {
    Shop shop;
    furnish(shop);
    std::vector<NodeId> nodes;
    for (const char* const key : {"n1", "n2", "n3", "n4", "n5"})
        nodes.push_back(shop.node(key));
    for (std::size_t number = 0; number < 1'000; ++number) {
        const SkuId sku = shop.item("item-" + std::to_string(number));
        for (std::size_t node = 0; node < number % 6; ++node)
            shop.stock(sku, nodes[node], static_cast<Units>(100 * number + node));
    }
    const StateImage image = image_of(shop.engine(), shop.log());
    Engine second;
    const auto load = [&](std::size_t first, std::size_t step) {
        for (std::size_t part = first; part < image.parts.size(); part += step) {
            for (const auto& chunk : image.parts[part])
                EXPECT_TRUE(second.read_image(chunk).has_value()) << "part " << part;
        }
    };
    load(0, image.parts.size());
    std::thread other([&] { load(1, 2); });
    load(2, 2);
    other.join();
    EXPECT_EQ(second.state_digest(), shop.engine().state_digest());
    EXPECT_EQ(second.audit().mismatches, 0U);
}

TEST(Recovery, RecordsOlderThanTheImageChangeNothing) {
    Shop shop;
    furnish(shop);
    StateImage image = image_of(shop.engine(), shop.log());
    for (Lsn from = 0; from <= image.from; from += 3) {
        StateImage older = image;
        older.from = from;
        EXPECT_EQ(
            recovered(older, shop.log(), shop.log().newest())->state_digest(),
            shop.engine().state_digest()
        ) << "records from "
          << from + 1;
    }
}

TEST(Recovery, SecondReplayOfARecordChangesNothing) {
    Shop shop;
    furnish(shop);
    const auto second = replayed(shop.log());
    for (Lsn lsn = 1; lsn <= shop.log().newest(); ++lsn)
        ASSERT_TRUE(second->replay(lsn, shop.log().record(lsn), 0, 1).has_value());
    EXPECT_EQ(second->state_digest(), shop.engine().state_digest());
}

TEST(Recovery, AnswersGoOnAsBefore) {
    Shop shop;
    furnish(shop);
    const auto second = replayed(shop.log());
    second->start(shop.log());
    for (const char* const id :
         {"held", "order", "shipped", "part", "released", "cancelled", "partial"}) {
        ReservationReply before;
        ReservationReply after;
        shop.engine().reservation(id, before);
        second->reservation(id, after);
        EXPECT_EQ(text_of(after), text_of(before)) << id;
        EXPECT_EQ(after.lsn, before.lsn) << id;
    }
    ReservationReply reply;
    const std::vector<PartLine> parts{{.line = 1, .quantity = 2}};
    second->step(
        {.step = ReservationStep::commit, .id = "part", .operation = "pick-1", .parts = parts},
        shop.context(),
        reply
    );
    EXPECT_EQ(reply.outcome, Outcome::repeated) << "names of parts are remembered";
    const std::vector<SupplyRow> late{
        {.sku = shop.item("hat"), .node = shop.node("dc1"), .quantity = 1, .sequence = 9}
    };
    for (const char* const source : {"erp", "wms", "pos"}) {
        SupplyReply supply;
        second->apply_supply({.source = source, .rows = late}, shop.context(), supply);
        ASSERT_EQ(supply.answers.size(), 1U) << source;
        EXPECT_EQ(supply.answers[0].verdict, RowVerdict::stale) << source;
    }
    EXPECT_EQ(second->item(shop.item("cup"))->sku, "cup");
    EXPECT_EQ(second->node(shop.node("dc1"))->key, "dc1");
    EXPECT_EQ(second->group(GroupId(1))->name, "all");
}

TEST(Recovery, DigestTellsStatesApart) {
    Shop shop;
    furnish(shop);
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    const std::uint64_t before = shop.engine().state_digest();
    EXPECT_EQ(shop.engine().state_digest(), before);
    shop.supply({}, {{.sku = cup, .node = dc, .change = SupplyChange::adjust, .quantity = 1}});
    const std::uint64_t after = shop.engine().state_digest();
    EXPECT_NE(after, before);
    shop.step(ReservationStep::commit, "held");
    EXPECT_NE(shop.engine().state_digest(), after);
    const std::uint64_t committed = shop.engine().state_digest();
    shop.node("another");
    EXPECT_NE(shop.engine().state_digest(), committed);
}

TEST(Recovery, DamagedRecordsAreRefusedAndHarmless) {
    Shop shop;
    furnish(shop);
    for (Lsn lsn = 1; lsn <= shop.log().newest(); ++lsn) {
        const auto record = shop.log().record(lsn);
        Engine second;
        for (Lsn before = 1; before < lsn; ++before)
            ASSERT_TRUE(second.replay(before, shop.log().record(before), 0, 1).has_value());
        for (std::size_t bytes = 0; bytes < record.size(); bytes += 1 + bytes / 16) {
            const Status cut = second.replay(lsn, std::span(record).first(bytes), 0, 1);
            ASSERT_FALSE(cut.has_value()) << "record " << lsn << " cut to " << bytes << " bytes";
            EXPECT_EQ(cut.error().code, ErrorCode::corrupt_record);
        }
    }
}

// A chunk may end behind any of its entries; cut anywhere else it is refused.
TEST(Recovery, DamagedChunksAreRefusedAndHarmless) {
    Shop shop;
    furnish(shop);
    const StateImage image = image_of(shop.engine(), shop.log());
    std::size_t refused = 0;
    std::size_t accepted = 0;
    for (const auto& part : image.parts) {
        for (const auto& chunk : part) {
            for (std::size_t bytes = 0; bytes < chunk.size(); bytes += 1 + bytes / 8) {
                Engine second;
                if (&part != &image.parts.front()) {
                    for (const auto& reference : image.parts.front())
                        ASSERT_TRUE(second.read_image(reference).has_value());
                }
                const Status cut = second.read_image(std::span(chunk).first(bytes));
                ++(cut ? accepted : refused);
                if (!cut) {
                    EXPECT_EQ(cut.error().code, ErrorCode::corrupt_record);
                }
                if (bytes < 2 || bytes + 1 == chunk.size()) {
                    EXPECT_FALSE(cut.has_value()) << bytes << " of " << chunk.size();
                }
            }
        }
    }
    EXPECT_GT(refused, 20 * accepted);
}

TEST(Recovery, SeveralWorkersBuildTheSameState) {
    for (const std::uint64_t seed : random_seeds(5)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        Shop shop;
        CommandWorld world;
        for (int i = 0; i < 20; ++i)
            world.items.push_back(shop.item("item" + std::to_string(i)));
        for (int i = 0; i < 5; ++i)
            world.nodes.push_back(shop.node("node" + std::to_string(i)));
        world.ids = 200;
        RandomCommands commands(seed, world);
        StateImage image;
        for (int i = 0; i < 2'000; ++i) {
            if (i == 1'000) image = image_of(shop.engine(), shop.log());
            const Command command = commands.next(shop.clock().wall());
            if (const auto* tick = std::get_if<TickCommand>(&command)) {
                shop.wait(tick->passes);
                continue;
            }
            std::visit(
                [&](const auto& each) {
                    if constexpr (!std::is_same_v<std::decay_t<decltype(each)>, TickCommand>)
                        run(shop.engine(), each, shop.clock().wall());
                },
                command
            );
        }
        const std::uint64_t digest = shop.engine().state_digest();
        const Lsn newest = shop.log().newest();
        for (const std::size_t workers : {1U, 2U, 5U}) {
            EXPECT_EQ(recovered({}, shop.log(), newest, workers)->state_digest(), digest);
            EXPECT_EQ(recovered(image, shop.log(), newest, workers)->state_digest(), digest);
        }
    }
}

}  // namespace
}  // namespace earmark
