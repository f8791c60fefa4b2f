// SegmentAgenda: which items have a segment's rule that begins or ends, and when.
//
// An entry only says "look at this item then": one that no longer fits costs a look.
#pragma once

#include "engine/base/mutex.h"
#include "engine/base/strong_id.h"

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace earmark {

/// Thread: any thread; one short lock.
class SegmentAgenda {
  public:
    void add(std::int64_t second, SkuId sku) {
        const MutexLock lock(mutex_);
        entries_.emplace(second, sku.value());
    }

    /// Takes out the items to look at by now.
    void collect(std::int64_t now_s, std::vector<SkuId>& due) {
        const MutexLock lock(mutex_);
        while (!entries_.empty() && entries_.begin()->first <= now_s) {
            due.emplace_back(entries_.begin()->second);
            entries_.erase(entries_.begin());
        }
    }

  private:
    Mutex mutex_;
    std::set<std::pair<std::int64_t, std::uint32_t>> entries_ EARMARK_GUARDED_BY(mutex_);
};

}  // namespace earmark
