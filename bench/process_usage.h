// What a process has used so far, read from /proc.
#pragma once

#include "engine/base/result.h"

#include <chrono>
#include <cstdint>

namespace earmark::bench {

struct ProcessUsage {
    std::chrono::milliseconds user{0};    ///< All threads, in steps of 10 ms.
    std::chrono::milliseconds system{0};  ///< As above.
    std::uint64_t resident_bytes = 0;

    std::chrono::milliseconds cpu() const { return user + system; }
};

/// Of one process.
/// Errors: bad_input - no such process.
Result<ProcessUsage> usage_of_process(int pid);

/// Of a process, its children of today, and those that it has waited for: a PostgreSQL server is
/// one process per connection. Resident memory is the sum, shared pages counted in each.
/// Errors: bad_input - no such process.
Result<ProcessUsage> usage_of_family(int pid);

/// Resident memory of this process now.
std::uint64_t own_resident_bytes();

}  // namespace earmark::bench
