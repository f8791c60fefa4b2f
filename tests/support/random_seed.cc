#include "tests/support/random_seed.h"

#include <cstdlib>
#include <random>
#include <string>

namespace earmark {

std::vector<std::uint64_t> random_seeds(std::size_t count) {
    // Read once, before any test has started a thread.
    const char* const chosen = std::getenv("EARMARK_SEED");
    if (chosen != nullptr) return {std::stoull(chosen)};
    std::random_device device;
    std::vector<std::uint64_t> seeds;
    seeds.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        seeds.push_back((std::uint64_t{device()} << 32U) | device());
    return seeds;
}

}  // namespace earmark
