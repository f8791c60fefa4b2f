// Threads for long requests, so that no connection waits behind one.
#pragma once

#include "engine/base/mutex.h"
#include "protocol/service.h"
#include "protocol/session.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

namespace earmark::protocol {

/// Thread: submit from any.
class JobPool {
  public:
    /// What becomes of a result; called on a job thread, must not block.
    using Deliver = std::function<void(JobResult&& result)>;

    JobPool(Service& service, std::size_t threads, std::size_t jobs_waiting_max);

    /// Does the jobs that wait, and ends.
    ~JobPool();
    JobPool(const JobPool&) = delete;
    JobPool& operator=(const JobPool&) = delete;

    /// False: full. `deliver` is kept with the job.
    bool submit(Job& job, Deliver deliver);

  private:
    struct Entry {
        Job job;
        Deliver deliver;
    };

    void work();

    Service& service_;
    const std::size_t jobs_waiting_max_;
    Mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<Entry> entries_ EARMARK_GUARDED_BY(mutex_);
    bool stopping_ EARMARK_GUARDED_BY(mutex_) = false;
    std::vector<std::thread> threads_;
};

}  // namespace earmark::protocol
