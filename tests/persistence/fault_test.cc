// Every operation on the disk fails once, in every way; the power goes at every step; and all of it
// at random. Whatever was acknowledged is there afterwards.
#include "tests/persistence/store_harness.h"

#include <gtest/gtest.h>

#include <string>

namespace earmark::persistence {
namespace {

enum class Aftermath : std::uint8_t { process_dies, power_goes };

/// A store's life: made, filled through several segments, saved three times, closed. Stops at the
/// first error, as a server does.
Status live(StoreHarness& harness, const StoreOptions& options) {
    if (auto status = harness.open(options); !status) return status;
    for (int round = 0; round < 3; ++round) {
        for (int block = 0; block < 4; ++block) {
            harness.change_some(6);
            if (auto status = harness.store().log().flush(); !status) return status;
            harness.note_acknowledged();
        }
        if (auto status = harness.store().log().settle(); !status) return status;
        harness.change_some(3);
        auto snapshot = harness.store().snapshot(harness.engine());
        harness.note_acknowledged();
        if (!snapshot) return snapshot.error();
    }
    harness.change_some(5);
    return harness.store().close();
}

struct FaultCase {
    Fault fault;
    Aftermath aftermath;
    bool direct;
    DurabilityMode mode;
};

class FaultTest : public testing::TestWithParam<FaultCase> {
  protected:
    StoreOptions options(StoreHarness& harness) const {
        StoreOptions options = harness.options();
        options.log.segment_bytes = 8 * kPageBytes;
        options.log.mode = GetParam().mode;
        return options;
    }

    void end(LossyFileSystem& files, StoreHarness& harness) const {
        if (harness.is_open()) harness.drop();
        if (GetParam().aftermath == Aftermath::power_goes) {
            files.lose_power();
        } else {
            files.kill_process();
        }
    }

    /// Opens again and goes on a little; then once more, after a loss of power.
    void expect_recovery(LossyFileSystem& files, StoreHarness& harness) const {
        for (int life = 0; life < 2; ++life) {
            auto status = harness.open(options(harness));
            ASSERT_TRUE(status) << status.error().detail;
            harness.expect_recovered_what_was_promised();
            harness.change_some(4);
            ASSERT_TRUE(harness.store().log().settle());
            harness.drop();
            files.lose_power();
        }
    }
};

TEST_P(FaultTest, WhateverFailsNoPromiseIsLost) {
    std::uint64_t n = 1;
    for (;; ++n) {
        SCOPED_TRACE("operation " + std::to_string(n));
        LossyFileSystem files(n, GetParam().direct);
        StoreHarness harness(files, n);
        files.fail_operation(n, GetParam().fault);
        const Status lived = live(harness, options(harness));
        if (!files.fault_happened()) {
            EXPECT_TRUE(lived) << lived.error().detail;
            break;
        }
        // A segment made ahead that finds no room is made later. Nothing else may be ignored.
        EXPECT_TRUE(!lived || GetParam().fault == Fault::no_space);
        end(files, harness);
        expect_recovery(files, harness);
        if (HasFailure()) return;
    }
    EXPECT_GT(n, 100U);
}

TEST_P(FaultTest, RecoveryItselfMayBeInterruptedAtAnyStep) {
    if (GetParam().mode != DurabilityMode::sync) GTEST_SKIP() << "promises nothing here";
    std::uint64_t n = 1;
    for (;; ++n) {
        SCOPED_TRACE("operation " + std::to_string(n));
        LossyFileSystem files(n, GetParam().direct);
        StoreHarness harness(files, n);
        // A crash in the middle of a write, so that there is something to repair.
        files.fail_operation(60, Fault::power_cut);
        EXPECT_FALSE(live(harness, options(harness)));
        if (harness.is_open()) harness.drop();
        files.lose_power();
        files.fail_operation(n, GetParam().fault);
        const Status opened = harness.open(options(harness));
        if (!files.fault_happened()) {
            EXPECT_TRUE(opened) << opened.error().detail;
            break;
        }
        EXPECT_TRUE(!opened || GetParam().fault == Fault::no_space);
        end(files, harness);
        expect_recovery(files, harness);
        if (HasFailure()) return;
    }
    EXPECT_GT(n, 3U);
}

std::string fault_name(const testing::TestParamInfo<FaultCase>& info) {
    static constexpr const char* kFaults[] = {"IoError", "NoSpace", "ShortWrite", "PowerCut"};
    std::string name = kFaults[static_cast<std::size_t>(info.param.fault)];
    name += info.param.aftermath == Aftermath::power_goes ? "PowerGoes" : "ProcessDies";
    name += info.param.direct ? "Direct" : "Buffered";
    return name + (info.param.mode == DurabilityMode::sync ? "" : "Relaxed");
}

INSTANTIATE_TEST_SUITE_P(
    Disks,
    FaultTest,
    testing::Values(
        FaultCase{Fault::io_error, Aftermath::process_dies, true, DurabilityMode::sync},
        FaultCase{Fault::io_error, Aftermath::power_goes, true, DurabilityMode::sync},
        FaultCase{Fault::io_error, Aftermath::process_dies, false, DurabilityMode::sync},
        FaultCase{Fault::io_error, Aftermath::power_goes, false, DurabilityMode::sync},
        FaultCase{Fault::no_space, Aftermath::process_dies, true, DurabilityMode::sync},
        FaultCase{Fault::short_write, Aftermath::process_dies, false, DurabilityMode::sync},
        FaultCase{Fault::short_write, Aftermath::power_goes, true, DurabilityMode::sync},
        FaultCase{Fault::power_cut, Aftermath::power_goes, true, DurabilityMode::sync},
        FaultCase{Fault::power_cut, Aftermath::power_goes, false, DurabilityMode::sync},
        FaultCase{Fault::io_error, Aftermath::process_dies, false, DurabilityMode::relaxed}
    ),
    fault_name
);

/// A life of random steps on a disk that fails at a random one.
class RandomLife {
  public:
    explicit RandomLife(std::uint64_t seed)
        : random_(seed), files_(seed, /*direct=*/seed % 3 != 0), harness_(files_, seed) {}

    void run() {
        for (int life = 0; life < 6 && !testing::Test::HasFatalFailure(); ++life) {
            if (chance(3)) files_.fail_operation(1 + random_() % 120, any_fault());
            const bool clean = open_and_step();
            if (harness_.is_open()) harness_.drop();
            if (clean || chance(2)) {
                files_.kill_process();
            } else {
                files_.lose_power();
            }
        }
        const Status opened = open();
        ASSERT_TRUE(opened) << opened.error().detail;
        harness_.expect_recovered_what_was_promised();
    }

  private:
    bool chance(std::uint64_t one_in) { return random_() % one_in == 0; }
    Fault any_fault() { return static_cast<Fault>(random_() % 4); }

    Status open() {
        StoreOptions options = harness_.options();
        options.log.segment_bytes = (4 + random_() % 3 * 8) * kPageBytes;
        options.recovery.threads = 1 + random_() % 2;
        return harness_.open(options);
    }

    /// Answers whether it ended with a clean shutdown.
    bool open_and_step() {
        if (auto status = open(); !status) {
            EXPECT_TRUE(files_.fault_happened()) << status.error().detail;
            return false;
        }
        harness_.expect_recovered_what_was_promised();
        const std::uint64_t steps = random_() % 60;
        for (std::uint64_t step = 0; step < steps; ++step) {
            if (!one_step()) return false;
        }
        return chance(2) && harness_.store().close();
    }

    bool one_step() {
        WriteAheadLog& log = harness_.store().log();
        switch (random_() % 8) {
            case 0:
                return log.settle().has_value();
            case 1:
                // A snapshot that fails leaves the store as it was.
                static_cast<void>(harness_.store().snapshot(harness_.engine()));
                return !log.failure();
            case 2:
            case 3: {
                const bool flushed = log.flush().has_value();
                harness_.note_acknowledged();
                return flushed;
            }
            default:
                harness_.change_some(static_cast<int>(random_() % 5));
                return true;
        }
    }

    std::mt19937_64 random_;
    LossyFileSystem files_;
    StoreHarness harness_;
};

TEST(Simulation, RandomLivesOnADiskThatFailsKeepEveryPromise) {
    const int rounds = test_rounds(60);
    for (const std::uint64_t seed : random_seeds(static_cast<std::size_t>(rounds))) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        RandomLife(seed).run();
        if (testing::Test::HasFailure()) return;
    }
}

}  // namespace
}  // namespace earmark::persistence
