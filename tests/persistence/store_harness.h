// A store on the lossy disk with a key-value engine in front, and a model of what it must remember.
#pragma once

#include "persistence/store.h"
#include "tests/persistence/key_value_engine.h"
#include "tests/support/fake_clock.h"
#include "tests/support/lossy_file_system.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace earmark::persistence {

class StoreHarness {
  public:
    static constexpr const char* kFolder = "/data";
    static constexpr std::uint64_t kSegmentBytes = 16 * kPageBytes;

    explicit StoreHarness(LossyFileSystem& files, std::uint64_t seed = 1)
        : files_(files), random_(seed) {}

    StoreOptions options();

    /// Opens the store into a new engine.
    Status open();
    Status open(StoreOptions options);

    bool is_open() const { return store_ != nullptr; }
    Store& store() { return *store_; }
    KeyValueEngine& engine() { return *engine_; }

    /// One change, appended and applied; none if it was refused.
    std::optional<Lsn> change(std::uint32_t key, std::uint64_t value, std::size_t padding = 0);

    /// `count` changes of random keys and sizes.
    void change_some(int count);

    /// Drops the store as a crash would. The disk is told apart.
    void drop();

    /// What was acknowledged survives, nothing was made up, and no LSN is used twice.
    void expect_recovered_what_was_promised();

    /// The newest LSN that was acknowledged, in all lives of the store.
    Lsn acknowledged() const { return acknowledged_; }
    void note_acknowledged();

    int fresh_targets() const { return fresh_targets_; }

  private:
    std::string describe_difference(const KeyValueEngine::Contents& expected) const;

    struct Appended {
        Lsn lsn;
        KeyValueChange change;
    };

    LossyFileSystem& files_;
    std::mt19937_64 random_;
    FakeClock clock_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<KeyValueEngine> engine_;
    std::vector<Appended> appended_;
    Lsn acknowledged_ = 0;
    Lsn newest_ever_ = 0;
    std::uint64_t next_value_ = 1;
    int fresh_targets_ = 0;
};

/// EARMARK_ROUNDS, or `usual`.
int test_rounds(int usual);

}  // namespace earmark::persistence
