#include "protocol/job_pool.h"

#include <algorithm>
#include <utility>

namespace earmark::protocol {

namespace {

constexpr std::chrono::milliseconds kUnparkEvery{20};
constexpr std::chrono::milliseconds kLongAfter{100};
constexpr std::size_t kStandIns = 4;
constexpr std::size_t kParkedMax = 16'384;

}  // namespace

JobPool::JobPool(Service& service, std::size_t threads, std::size_t jobs_waiting_max)
    : service_(service), jobs_at_once_(threads), jobs_waiting_max_(jobs_waiting_max) {
    const std::size_t workers = threads + kStandIns;
    {
        const MutexLock lock(mutex_);
        begun_.resize(workers);
    }
    for (std::size_t worker = 0; worker < workers; ++worker)
        threads_.emplace_back([this, worker] { work(worker); });
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

void JobPool::work(std::size_t worker) {
    RequestHandler handler(service_);
    for (;;) {
        Entry entry;
        {
            const MutexLock lock(mutex_);
            wait_for_entry();
            if (entries_.empty()) return;
            entry = std::move(entries_.front());
            entries_.pop_front();
            begun_[worker] = std::chrono::steady_clock::now();
        }
        JobResult result = run_job(handler, entry.job);
        if (!park(entry, result.answer)) entry.deliver(std::move(result));
        end_job(worker);
    }
}

void JobPool::end_job(std::size_t worker) {
    const MutexLock lock(mutex_);
    begun_[worker].reset();
}

/// Whether fewer jobs are at work than may be at once, without those that take long.
bool JobPool::may_begin() const {
    const Moment long_since = std::chrono::steady_clock::now() - kLongAfter;
    const auto counted = std::count_if(begun_.begin(), begun_.end(), [&](const auto& begun) {
        return begun && *begun > long_since;
    });
    return stopping_ || static_cast<std::size_t>(counted) < jobs_at_once_;
}

/// Returns without one only when the pool ends.
void JobPool::wait_for_entry() {
    for (;;) {
        unpark();
        if (entries_.empty() ? stopping_ : may_begin()) return;
        if (parked_.empty() && entries_.empty()) {
            wake_.wait(mutex_);
        } else {
            wake_.wait_for(mutex_, kUnparkEvery);
        }
    }
}

/// Brings back those for whom there is something, and those who have waited long enough.
void JobPool::unpark() {
    if (parked_.empty()) return;
    const auto moment = std::chrono::steady_clock::now();
    if (!stopping_ && moment - unparked_at_ < kUnparkEvery) return;
    unparked_at_ = moment;
    const Lsn durable = service_.log.durable();
    const Duration now = service_.clock.steady();
    const bool is_over = stopping_ || service_.closing.load(std::memory_order_relaxed);
    const auto first_due = std::partition(parked_.begin(), parked_.end(), [&](const Entry& entry) {
        const Parked& parked = *entry.job.parked;
        return !is_over && parked.from > durable && parked.until > now;
    });
    for (auto entry = first_due; entry != parked_.end(); ++entry)
        entries_.push_back(std::move(*entry));
    parked_.erase(first_due, parked_.end());
    if (entries_.size() > 1) wake_.notify_all();
}

/// False: it is to be answered with what there is.
bool JobPool::park(Entry& entry, const Answer& answer) {
    if (answer.looks_again_from == 0) return false;
    const MutexLock lock(mutex_);
    if (stopping_ || parked_.size() >= kParkedMax) return false;
    entry.job.parked = Parked{answer.looks_again_from, answer.looks_again_until};
    parked_.push_back(std::move(entry));
    return true;
}

}  // namespace earmark::protocol
