// Binding by sets and by flow against one that binds unit by unit.
#include "engine/network/binding.h"

#include "tests/support/random_seed.h"
#include "tests/support/unit_binding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace earmark {
namespace {

class RandomBinding {
  public:
    RandomBinding(std::uint64_t seed, std::size_t groups) : random_(seed) {
        const auto nodes = static_cast<std::size_t>(pick(1, 6));
        for (std::size_t node = 0; node < nodes; ++node)
            naive_.capacity.push_back(pick(0, 8));
        for (std::size_t group = 0; group < groups; ++group) {
            auto& members = naive_.members.emplace_back(nodes);
            for (std::size_t node = 0; node < nodes; ++node)
                members[node] = pick(0, 2) == 0;
            naive_.demand.push_back(0);
        }
        // Demands that can be bound, of which the last may be one too many.
        for (std::size_t group = 0; group < groups; ++group)
            naive_.demand[group] = std::min<Units>(naive_.most(naive_.members[group]), pick(0, 3));
        asked_.resize(nodes);
        for (std::size_t node = 0; node < nodes; ++node)
            asked_[node] = pick(0, 1) == 0;
    }

    Units room() {
        Binding binding;
        for (const Units demand : naive_.demand)
            binding.add_group(demand);
        for (std::size_t node = 0; node < naive_.capacity.size(); ++node) {
            binding.add_supply(naive_.capacity[node], asked_[node] ? naive_.capacity[node] : 0);
            for (std::size_t group = 0; group < naive_.demand.size(); ++group) {
                if (naive_.members[group][node]) binding.join(group);
            }
        }
        return binding.least_room();
    }

    Units most() const { return naive_.most(asked_); }

  private:
    Units pick(Units low, Units high) {
        return std::uniform_int_distribution<Units>(low, high)(random_);
    }

    std::mt19937_64 random_;
    UnitBinding naive_;
    std::vector<bool> asked_;
};

TEST(Binding, LeavesWhatABindingUnitByUnitLeaves) {
    for (const std::uint64_t seed : random_seeds(400)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        // Few groups are tried by sets, many are a flow.
        const std::size_t groups = seed % 2 == 0 ? seed % 7 : Binding::kGroupsBySetsMax + seed % 9;
        RandomBinding random(seed, groups);
        ASSERT_EQ(random.room(), random.most());
    }
}

TEST(Binding, ManyGroupsThatAskForTooMuchAreShort) {
    Binding binding;
    for (std::size_t group = 0; group < 40; ++group)
        binding.add_group(1);
    binding.add_supply(/*capacity=*/39, /*offered=*/39);
    for (std::size_t group = 0; group < 40; ++group)
        binding.join(group);
    EXPECT_EQ(binding.least_room(), -1);
}

TEST(Binding, NothingIsShorterThanBefore) {
    const auto short_by = [](Units first, Units second) {
        Binding binding;
        binding.add_group(5);
        binding.add_group(5);
        binding.add_supply(5 - first, 0);
        binding.join(0);
        binding.add_supply(5 - second, 0);
        binding.join(1);
        return binding;
    };
    Binding before = short_by(2, 0);
    EXPECT_TRUE(short_by(2, 0).is_no_shorter_than(before));
    EXPECT_TRUE(short_by(1, 0).is_no_shorter_than(before));
    EXPECT_FALSE(short_by(3, 0).is_no_shorter_than(before));
    // As short in all, but of another group.
    EXPECT_FALSE(short_by(1, 1).is_no_shorter_than(before));
}

}  // namespace
}  // namespace earmark
