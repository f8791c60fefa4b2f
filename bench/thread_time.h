// The CPU time of one thread: what a kernel costs, whatever else the machine is doing meanwhile.
#pragma once

#include <chrono>
#include <ctime>

namespace earmark::bench {

class ThreadTimer {
  public:
    ThreadTimer() : started_(now()) {}

    std::chrono::nanoseconds elapsed() const { return now() - started_; }

    /// Nanoseconds each, of `count` things done since.
    double ns_each(std::size_t count) const {
        return static_cast<double>(elapsed().count()) / static_cast<double>(count);
    }

  private:
    static std::chrono::nanoseconds now() {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    }

    std::chrono::nanoseconds started_;
};

}  // namespace earmark::bench
