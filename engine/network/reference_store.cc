#include "engine/network/reference_store.h"

namespace earmark {

ReferenceStore::ReferenceStore()
    : newest_(std::make_shared<const ReferenceData>()), version_(next_version()) {}

std::uint64_t ReferenceStore::next_version() {
    static std::atomic<std::uint64_t> versions{0};
    return versions.fetch_add(1, std::memory_order_relaxed) + 1;
}

const ReferenceData& ReferenceStore::current() const {
    struct Kept {
        std::uint64_t version = 0;
        std::shared_ptr<const ReferenceData> data;
    };
    static thread_local Kept kept;
    if (kept.version != version_.load(std::memory_order_acquire)) {
        const MutexLock lock(mutex_);
        kept.data = newest_;
        kept.version = version_.load(std::memory_order_relaxed);
    }
    return *kept.data;
}

}  // namespace earmark
