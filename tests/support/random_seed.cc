#include "tests/support/random_seed.h"

#include <cstdlib>
#include <random>
#include <string>

namespace earmark {

namespace {

// A sanitizer makes a world five to ten times slower, and looks at how, not at what.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t kOneIn = 5;
#else
constexpr std::size_t kOneIn = 1;
#endif

}  // namespace

std::vector<std::uint64_t> random_seeds(std::size_t count) {
    // Read once, before any test has started a thread.
    const char* const chosen = std::getenv("EARMARK_SEED");
    if (chosen != nullptr) return {std::stoull(chosen)};
    const char* const rounds = std::getenv("EARMARK_ROUNDS");
    if (rounds != nullptr) count *= std::stoull(rounds);
    count = (count + kOneIn - 1) / kOneIn;
    std::random_device device;
    std::vector<std::uint64_t> seeds;
    seeds.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        seeds.push_back((std::uint64_t{device()} << 32U) | device());
    return seeds;
}

}  // namespace earmark
