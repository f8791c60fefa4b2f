#include "engine/base/clock.h"

namespace earmark {

Time SystemClock::wall() {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

Duration SystemClock::steady() {
    return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch()
    );
}

}  // namespace earmark
