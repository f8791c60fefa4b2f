#include "protocol/joint_board.h"

namespace earmark::protocol {

bool JointBoard::begin(std::string_view batch) {
    const MutexLock lock(mutex_);
    if (is_busy_) return false;
    is_busy_ = true;
    batch_ = batch;
    progress_ = {};
    return true;
}

void JointBoard::tell(const JointSourceProgress& progress) {
    const MutexLock lock(mutex_);
    progress_ = progress;
}

void JointBoard::end() {
    const MutexLock lock(mutex_);
    is_busy_ = false;
    progress_.phase = JointPhase::ended;
}

JointSourceProgress JointBoard::progress(std::string_view batch) const {
    const MutexLock lock(mutex_);
    return batch == batch_ ? progress_ : JointSourceProgress{};
}

}  // namespace earmark::protocol
