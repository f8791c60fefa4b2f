// ReferenceStore: the version of the moment, and how the next one is made.
#pragma once

#include "engine/base/mutex.h"
#include "engine/network/reference_data.h"

#include <atomic>
#include <cstdint>
#include <memory>

namespace earmark {

/// Reading costs one load of a line that is only written when reference data changes: each thread
/// keeps the version it used last.
///
/// Thread: any thread; changes exclude one another.
class ReferenceStore {
  public:
    ReferenceStore();

    /// The version of the moment. Valid until this thread's next call of current() on any store.
    const ReferenceData& current() const;

    /// Calls edit(draft), with draft a copy of the newest version, and makes it the next one.
    template <typename Edit>
    void change(const Edit& edit) {
        const MutexLock lock(mutex_);
        auto draft = std::make_shared<ReferenceData>(*newest_);
        edit(*draft);
        draft->connect();
        newest_ = std::move(draft);
        version_.store(next_version(), std::memory_order_release);
    }

  private:
    /// Versions differ between stores, too, so that a thread's copy cannot be taken for another's.
    static std::uint64_t next_version();

    mutable Mutex mutex_;
    std::shared_ptr<const ReferenceData> newest_ EARMARK_GUARDED_BY(mutex_);
    std::atomic<std::uint64_t> version_;
};

}  // namespace earmark
