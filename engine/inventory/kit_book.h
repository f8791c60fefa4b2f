// KitBook: which kits an item is a part of, so that a change of a kit sees those it stands in.
#pragma once

#include "engine/base/mutex.h"
#include "engine/base/strong_id.h"

#include <cstdint>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace earmark {

/// Thread: any; nothing else is locked while its mutex is held.
class KitBook {
  public:
    void add(SkuId part, SkuId kit) {
        const MutexLock lock(mutex_);
        kits_[part.value()].insert(kit.value());
    }

    void remove(SkuId part, SkuId kit) {
        const MutexLock lock(mutex_);
        const auto found = kits_.find(part.value());
        if (found == kits_.end()) return;
        found->second.erase(kit.value());
        if (found->second.empty()) kits_.erase(found);
    }

    /// The kits that have the item as a part of their own.
    std::vector<SkuId> kits_with(SkuId part) const {
        const MutexLock lock(mutex_);
        const auto found = kits_.find(part.value());
        std::vector<SkuId> kits;
        if (found == kits_.end()) return kits;
        for (const std::uint32_t kit : found->second)
            kits.emplace_back(kit);
        return kits;
    }

  private:
    mutable Mutex mutex_;
    std::unordered_map<std::uint32_t, std::unordered_set<std::uint32_t>> kits_
        EARMARK_GUARDED_BY(mutex_);
};

}  // namespace earmark
