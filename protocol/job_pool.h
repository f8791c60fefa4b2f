// Threads for long requests, so that no connection waits behind one.
//
// A few requests take far longer than the others: an order whose plan is hard to prove, an audit.
// For each job that has been at work for long, a stand-in may begin another, so that a few such
// jobs do not hold up everybody else's; the machine's cores are then shared among them.
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
#include <optional>
#include <thread>
#include <vector>

namespace earmark::protocol {

/// Thread: submit from any.
class JobPool {
  public:
    /// What becomes of a result; called on a job thread, must not block.
    using Deliver = std::function<void(JobResult&& result)>;

    /// `threads`: how many jobs are at work at once, but for those that take long.
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

    using Moment = std::chrono::steady_clock::time_point;

    void work(std::size_t worker);
    void wait_for_entry() EARMARK_REQUIRES(mutex_);
    bool may_begin() const EARMARK_REQUIRES(mutex_);
    void end_job(std::size_t worker);
    void unpark() EARMARK_REQUIRES(mutex_);
    bool park(Entry& entry, const Answer& answer);

    Service& service_;
    const std::size_t jobs_at_once_;
    const std::size_t jobs_waiting_max_;
    Mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<Entry> entries_ EARMARK_GUARDED_BY(mutex_);
    std::vector<Entry> parked_ EARMARK_GUARDED_BY(mutex_);
    /// By worker: when its job began.
    std::vector<std::optional<Moment>> begun_ EARMARK_GUARDED_BY(mutex_);
    Moment unparked_at_ EARMARK_GUARDED_BY(mutex_){};
    bool stopping_ EARMARK_GUARDED_BY(mutex_) = false;
    std::vector<std::thread> threads_;
};

}  // namespace earmark::protocol
