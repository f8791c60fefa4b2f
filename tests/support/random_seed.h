// Seeds of random tests: printed, and taken from the environment.
#pragma once

#include <cstdint>
#include <vector>

namespace earmark {

/// `count` seeds for a random test, different in each run, times EARMARK_ROUNDS if that is set; a
/// fifth of them under a sanitizer, and only EARMARK_SEED if that is set.
///
/// A test names its seed with SCOPED_TRACE("EARMARK_SEED=..."), so that a failure can be repeated.
std::vector<std::uint64_t> random_seeds(std::size_t count);

}  // namespace earmark
