#include "persistence/wake_event.h"

#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace earmark::persistence {

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));

void WakeEvent::wait_for(std::chrono::microseconds time) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
    const timespec timeout = {
        .tv_sec = static_cast<std::time_t>(seconds.count()),
        .tv_nsec = static_cast<long>(std::chrono::nanoseconds(time - seconds).count())
    };
    // Any reason to return will do: the caller looks for work again.
    ::syscall(SYS_futex, &sleeping_, FUTEX_WAIT_PRIVATE, 1U, &timeout, nullptr, 0);
    sleeping_.store(0, std::memory_order_relaxed);
}

void WakeEvent::wake() {
    ::syscall(SYS_futex, &sleeping_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

}  // namespace earmark::persistence
