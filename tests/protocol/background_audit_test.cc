// The audit that goes on beside everything else.
#include "protocol/background_audit.h"

#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>

namespace earmark::protocol {
namespace {

bool go_on() {
    return true;
}

class AuditedShop : public Shop {
  public:
    AuditedShop() {
        for (int i = 0; i < 20; ++i) {
            const SkuId sku = item("item" + std::to_string(i));
            stock(sku, dc, 10);
            reserve("r" + std::to_string(i), {{1, sku, dc, 3}});
        }
        step(ReservationStep::commit, "r3");
        step(ReservationStep::ship, "r3");
        step(ReservationStep::commit, "r4");
    }

    const NodeId dc = node("dc1");
};

TEST(BackgroundAudit, SlicesTogetherSeeEveryPosition) {
    AuditedShop shop;
    for (const std::uint32_t slices : {1U, 3U, 32U}) {
        std::uint64_t positions = 0;
        std::uint64_t lines = 0;
        for (std::uint32_t slice = 0; slice < slices; ++slice) {
            const AuditSlice found = shop.engine().audit_slice(slice, slices);
            EXPECT_EQ(found.audit.mismatches, 0U);
            EXPECT_EQ(found.changed, 0U);
            positions += found.audit.positions;
            lines += found.audit.open_lines;
        }
        EXPECT_EQ(positions, shop.engine().audit().positions);
        EXPECT_EQ(lines, shop.engine().audit().open_lines);
    }
}

/// An engine whose position knows nothing of a hold: its records come in an order that no log has.
std::unique_ptr<Engine> damaged_engine(MemoryLog& log) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.stock(cup, dc, 10);
    shop.reserve("r1", {{1, cup, dc, 3}});
    auto damaged = std::make_unique<Engine>();
    const Lsn newest = shop.log().newest();
    for (Lsn lsn = 1; lsn <= newest; ++lsn) {
        const bool is_last_stock = lsn + 1 == newest;
        const Lsn claimed = is_last_stock ? newest : lsn;
        EXPECT_TRUE(damaged->replay(claimed, shop.log().record(lsn), 0, 1));
        log.set_aside(1);
        log.append(1, std::array{std::byte{1}});
    }
    damaged->start(log);
    return damaged;
}

TEST(BackgroundAudit, AWrongCounterIsFoundAndProved) {
    MemoryLog log;
    const auto engine = damaged_engine(log);
    EXPECT_GT(engine->audit().mismatches, 0U);
    const AuditSlice slice = engine->audit_slice(0, 1);
    ASSERT_EQ(slice.audit.findings.size(), 1U);
    EXPECT_EQ(slice.audit.findings[0].reserved_counter, 0);
    EXPECT_EQ(slice.audit.findings[0].reserved_sum, 3);
    const auto state = audit_by_slices(*engine, go_on);
    ASSERT_TRUE(state);
    EXPECT_EQ(state->mismatches, engine->audit().mismatches);
    EXPECT_FALSE(audit_by_slices(*engine, [] { return false; }));
}

TEST(BackgroundAudit, NothingIsWrongWhileHoldsComeAndGoAndSplit) {
    AuditedShop shop;
    std::atomic<bool> is_over{false};
    std::thread busy([&] {
        const SkuId cup = shop.item("item0");
        for (int i = 0; i < 3'000; ++i) {
            const std::string id = "b" + std::to_string(i);
            shop.reserve(id, {{1, cup, shop.dc, 2}});
            const PartLine part{.line = 1, .quantity = 1};
            const std::string into = "s" + id;
            shop.split({.id = id, .into = into, .operation = "half", .parts = {&part, 1}});
            shop.step(ReservationStep::release, id);
            shop.step(ReservationStep::release, into);
        }
        is_over = true;
    });
    do {
        const auto state = audit_by_slices(shop.engine(), go_on);
        ASSERT_TRUE(state);
        EXPECT_EQ(state->mismatches, 0U);
    } while (!is_over);
    busy.join();
}

TEST(BackgroundAudit, TellsEachAuditUntilItEnds) {
    AuditedShop shop;
    std::mutex mutex;
    std::condition_variable told;
    int audits = 0;
    {
        const BackgroundAudit audit(
            shop.engine(),
            shop.clock(),
            std::chrono::microseconds(1),
            [&](const AuditState& state) {
                const std::lock_guard lock(mutex);
                EXPECT_EQ(state.positions, 20U);
                EXPECT_EQ(state.mismatches, 0U);
                ++audits;
                told.notify_all();
            }
        );
        std::unique_lock lock(mutex);
        told.wait(lock, [&] { return audits >= 2; });
    }
    EXPECT_GE(audits, 2);
}

}  // namespace
}  // namespace earmark::protocol
