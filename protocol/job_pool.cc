#include "protocol/job_pool.h"

#include <utility>

namespace earmark::protocol {

JobPool::JobPool(Service& service, std::size_t threads, std::size_t jobs_waiting_max)
    : service_(service), jobs_waiting_max_(jobs_waiting_max) {
    for (std::size_t index = 0; index < threads; ++index)
        threads_.emplace_back([this] { work(); });
}

JobPool::~JobPool() {
    {
        const MutexLock lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_)
        thread.join();
}

bool JobPool::submit(Job& job, Deliver deliver) {
    {
        const MutexLock lock(mutex_);
        if (entries_.size() >= jobs_waiting_max_) return false;
        entries_.push_back({std::move(job), std::move(deliver)});
    }
    wake_.notify_one();
    return true;
}

void JobPool::work() {
    RequestHandler handler(service_);
    for (;;) {
        Entry entry;
        {
            const MutexLock lock(mutex_);
            while (entries_.empty() && !stopping_)
                wake_.wait(mutex_);
            if (entries_.empty()) return;
            entry = std::move(entries_.front());
            entries_.pop_front();
        }
        entry.deliver(run_job(handler, entry.job));
    }
}

}  // namespace earmark::protocol
