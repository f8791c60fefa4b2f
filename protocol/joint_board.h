// How far the joint batch is that the server works on: one at a time, since each takes all cores
// that it is given, and some hundred MB.
#pragma once

#include "engine/base/mutex.h"
#include "engine/joint_sourcing.h"

#include <string>
#include <string_view>

namespace earmark::protocol {

/// Thread: any.
class JointBoard {
  public:
    /// False: another batch is under way.
    bool begin(std::string_view batch);
    void tell(const JointSourceProgress& progress);
    void end();

    /// Of the newest batch, if that is its name.
    JointSourceProgress progress(std::string_view batch) const;

  private:
    mutable Mutex mutex_;
    bool is_busy_ EARMARK_GUARDED_BY(mutex_) = false;
    std::string batch_ EARMARK_GUARDED_BY(mutex_);
    JointSourceProgress progress_ EARMARK_GUARDED_BY(mutex_);
};

}  // namespace earmark::protocol
