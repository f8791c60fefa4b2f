// Counts what a thread allocates. Link earmark::allocation_counter to have it work.
#pragma once

#include <cstddef>

namespace earmark {

/// Allocations by operator new on this thread since it started.
std::size_t allocations_of_this_thread();

/// The number of allocations that `act` makes on this thread.
template <typename Act>
std::size_t allocations_during(const Act& act) {
    const std::size_t before = allocations_of_this_thread();
    act();
    return allocations_of_this_thread() - before;
}

}  // namespace earmark
