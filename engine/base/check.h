// Assertions for programmer errors.  See "Error model" in README.md.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace earmark {

[[noreturn]] inline void check_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: check failed: %s\n", file, line, condition);
    std::abort();
}

}  // namespace earmark

/// Holds in every build.  State one fact per check, so that the message names the fact.
#define EARMARK_CHECK(condition) \
    ((condition) ? static_cast<void>(0) : ::earmark::check_failed(#condition, __FILE__, __LINE__))

/// Holds in debug and sanitizer builds only: for checks that cost more than the work they guard.
#ifdef NDEBUG
#define EARMARK_DCHECK(condition) static_cast<void>(sizeof((condition) ? 1 : 0))
#else
#define EARMARK_DCHECK(condition) EARMARK_CHECK(condition)
#endif
