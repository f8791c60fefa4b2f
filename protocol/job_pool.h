// Threads for long requests, so that no connection waits behind one.
//
// A request that waits for changes holds no thread: it is parked, and parked ones are looked at
// about fifty times a second. What came meanwhile is then read in one go, and neither the log's
// thread nor a writer does anything for those who follow the changes.
#pragma once

#include "engine/base/mutex.h"
#include "protocol/service.h"
#include "protocol/session.h"

#include <chrono>
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
    void wait_for_entry() EARMARK_REQUIRES(mutex_);
    void unpark() EARMARK_REQUIRES(mutex_);
    bool park(Entry& entry, const Answer& answer);

    Service& service_;
    const std::size_t jobs_waiting_max_;
    Mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<Entry> entries_ EARMARK_GUARDED_BY(mutex_);
    std::vector<Entry> parked_ EARMARK_GUARDED_BY(mutex_);
    std::chrono::steady_clock::time_point unparked_at_ EARMARK_GUARDED_BY(mutex_){};
    bool stopping_ EARMARK_GUARDED_BY(mutex_) = false;
    std::vector<std::thread> threads_;
};

}  // namespace earmark::protocol
