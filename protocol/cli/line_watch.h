// Says on stderr which line of a file is searched, and for how long, while one takes long.
#pragma once

#include "protocol/cli/progress.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <ostream>
#include <stop_token>
#include <string>
#include <thread>

namespace earmark::cli {

/// A thread of its own says it, since the search does not look up.
class LineWatch {
  public:
    LineWatch(std::ostream& err, Progress::Show show)
        : progress_(err, show), thread_([this](const std::stop_token& stop) { watch(stop); }) {}

    void begin(std::uint64_t line_number) {
        const std::lock_guard lock(mutex_);
        line_number_ = line_number;
        began_ = Steady::now();
    }
    /// The answer may be written.
    void end() {
        const std::lock_guard lock(mutex_);
        line_number_ = 0;
        progress_.pause();
    }

  private:
    using Steady = std::chrono::steady_clock;

    void watch(const std::stop_token& stop) {
        constexpr std::chrono::milliseconds kBetween{500};
        constexpr std::chrono::seconds kLong{2};
        std::unique_lock lock(mutex_);
        while (!stop.stop_requested()) {
            woken_.wait_for(lock, stop, kBetween, [] { return false; });
            const auto taken = std::chrono::floor<std::chrono::seconds>(Steady::now() - began_);
            if (line_number_ == 0 || taken < kLong || !progress_.is_due()) continue;
            progress_.say(
                "line " + std::to_string(line_number_) + ": searched for " +
                std::to_string(taken.count()) + " s"
            );
        }
    }

    Progress progress_;
    std::mutex mutex_;
    std::condition_variable_any woken_;
    std::uint64_t line_number_ = 0;  ///< 0: none is searched.
    Steady::time_point began_;
    std::jthread thread_;
};

}  // namespace earmark::cli
