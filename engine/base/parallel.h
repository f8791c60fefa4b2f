// Work spread over threads: the one seam to oneTBB.
//
// Debian's oneTBB reports false races under ThreadSanitizer, and suppressing them hides real ones
// in our own lambdas, so those builds use plain threads.
#pragma once

#include <cstddef>

#ifdef EARMARK_NO_TBB
#include <thread>
#include <vector>
#else
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>
#endif

namespace earmark {

/// Calls body(0) .. body(count - 1), on at most `threads` threads at a time, and returns when all
/// have ended.
///
/// Requires: threads > 0; body may be called from several threads at once and throws nothing.
template <typename Body>
void parallel_for_each_index(std::size_t count, std::size_t threads, const Body& body) {
#ifdef EARMARK_NO_TBB
    std::vector<std::thread> workers;
    workers.reserve(threads);
    for (std::size_t worker = 0; worker < threads; ++worker) {
        workers.emplace_back([&body, worker, count, threads] {
            for (std::size_t index = worker; index < count; index += threads)
                body(index);
        });
    }
    for (auto& worker : workers)
        worker.join();
#else
    tbb::task_arena arena(static_cast<int>(threads));
    arena.execute([&] {
        // Each index its own task: what one costs says nothing of its neighbours.
        tbb::parallel_for(
            tbb::blocked_range<std::size_t>(0, count, 1),
            [&](const auto& range) { body(range.begin()); },
            tbb::simple_partitioner()
        );
    });
#endif
}

}  // namespace earmark
