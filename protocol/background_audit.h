// BackgroundAudit: the counters' audit, again and again, while everything else goes on.
//
// It goes through the items by slices, each of which takes short locks only. What changes while it
// looks is left out and comes up next time. A finding is looked at again, and then proved by the
// audit that stops writers for a moment: only what that finds is told as wrong.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/engine.h"
#include "protocol/messages.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace earmark::protocol {

/// One audit, by slices. `pause` is called between them; false = give up, with nothing said.
std::optional<AuditState> audit_by_slices(const Engine& engine, const std::function<bool()>& pause);

class BackgroundAudit {
  public:
    using Tell = std::function<void(AuditState)>;

    /// `tell` is called on its thread, after each audit. every = 0: none.
    BackgroundAudit(const Engine& engine, Clock& clock, Duration every, Tell tell);
    ~BackgroundAudit();
    BackgroundAudit(const BackgroundAudit&) = delete;
    BackgroundAudit& operator=(const BackgroundAudit&) = delete;

  private:
    void run();

    /// Returns whether to go on.
    bool wait(Duration time);

    const Engine& engine_;
    Clock& clock_;
    const Duration every_;
    const Tell tell_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool is_ending_ = false;
    std::thread thread_;
};

}  // namespace earmark::protocol
