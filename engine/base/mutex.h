// A std::mutex that clang's thread-safety analysis understands (g++ ignores the attributes).
#pragma once

#include <mutex>

#if defined(__clang__)
#define EARMARK_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define EARMARK_THREAD_ATTRIBUTE(x)
#endif
#define EARMARK_GUARDED_BY(mutex) EARMARK_THREAD_ATTRIBUTE(guarded_by(mutex))
#define EARMARK_REQUIRES(...) EARMARK_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))

namespace earmark {

class EARMARK_THREAD_ATTRIBUTE(capability("mutex")) Mutex {
  public:
    void lock() EARMARK_THREAD_ATTRIBUTE(acquire_capability()) { mutex_.lock(); }
    void unlock() EARMARK_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }

  private:
    std::mutex mutex_;
};

class EARMARK_THREAD_ATTRIBUTE(scoped_lockable) MutexLock {
  public:
    explicit MutexLock(Mutex& mutex) EARMARK_THREAD_ATTRIBUTE(acquire_capability(mutex))
        : mutex_(mutex) {
        mutex_.lock();
    }
    ~MutexLock() EARMARK_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }
    MutexLock(const MutexLock&) = delete;
    MutexLock& operator=(const MutexLock&) = delete;

  private:
    Mutex& mutex_;
};

}  // namespace earmark
