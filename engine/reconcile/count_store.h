// CountStore: counts of nodes that are being loaded, and those that were closed.
//
// What is being loaded is nobody's state: rows of a count change nothing, so they are in no record
// and no image, and are gone after a restart. A closed count is what its records say.
#pragma once

#include "engine/base/mutex.h"
#include "engine/change_log.h"
#include "engine/reconcile/reconcile.h"

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

/// The rows of a count that takes rows: by item, in chunks that come as they are needed.
class OpenCount {
  public:
    static constexpr Units kAbsent = -1;

    explicit OpenCount(CountSummary begun) : taken_at(begun.taken_at), summary(std::move(begun)) {}

    Units counted(SkuId sku) const {
        const std::size_t chunk = sku.value() / kChunkItems;
        if (chunk >= chunks_.size() || chunks_[chunk] == nullptr) return kAbsent;
        return (*chunks_[chunk])[sku.value() % kChunkItems];
    }
    void set(SkuId sku, Units quantity) {
        const std::size_t chunk = sku.value() / kChunkItems;
        if (chunk >= chunks_.size()) chunks_.resize(chunk + 1);
        if (chunks_[chunk] == nullptr) {
            chunks_[chunk] = std::make_unique<Chunk>();
            chunks_[chunk]->fill(kAbsent);
        }
        (*chunks_[chunk])[sku.value() % kChunkItems] = quantity;
    }

    const Time taken_at;
    Mutex mutex;
    CountSummary summary EARMARK_GUARDED_BY(mutex);
    /// Of the newest page, so that it can be answered again.
    std::uint64_t page_first_row EARMARK_GUARDED_BY(mutex) = 0;
    std::vector<RowAnswer> page_answers EARMARK_GUARDED_BY(mutex);
    /// While it is being closed: what differs, how much of it is logged, and which of it to make
    /// at once. Closing goes on where it stopped for want of room in the log.
    bool is_compared EARMARK_GUARDED_BY(mutex) = false;
    std::vector<Correction> found EARMARK_GUARDED_BY(mutex);
    std::vector<std::uint32_t> within_limits EARMARK_GUARDED_BY(mutex);
    bool is_head_logged EARMARK_GUARDED_BY(mutex) = false;
    std::size_t found_logged EARMARK_GUARDED_BY(mutex) = 0;
    std::size_t settled EARMARK_GUARDED_BY(mutex) = 0;
    bool is_closed EARMARK_GUARDED_BY(mutex) = false;

  private:
    static constexpr std::size_t kChunkItems = 4096;
    using Chunk = std::array<Units, kChunkItems>;

    std::vector<std::unique_ptr<Chunk>> chunks_;
};

struct ClosedCount {
    CountSummary summary;                 ///< Its state and counts follow from the corrections.
    std::vector<Correction> corrections;  ///< By item.
    Lsn lsn = 0;

    /// Counts a correction in the summary; by = -1 takes it out again.
    void tally(const Correction& correction, int by) {
        const auto add = [by](std::uint64_t& counter) {
            counter = by > 0 ? counter + 1 : counter - 1;
        };
        if (correction.state == CorrectionState::applied) add(summary.applied);
        if (correction.state == CorrectionState::waiting) add(summary.waiting);
        if (correction.state == CorrectionState::rejected) add(summary.rejected);
        if (summary.mode == CountMode::apply)
            summary.state = summary.waiting > 0 ? CountState::waiting : CountState::settled;
    }
};

/// Lock `mutex` before every other lock of the engine: what settles a count holds it until its
/// record is appended, so that a count's records follow one order.
struct CountStore {
    mutable Mutex mutex;
    std::map<std::string, ClosedCount, std::less<>> closed EARMARK_GUARDED_BY(mutex);

    mutable Mutex open_mutex;
    std::map<std::string, std::shared_ptr<OpenCount>, std::less<>> open
        EARMARK_GUARDED_BY(open_mutex);

    std::shared_ptr<OpenCount> find_open(std::string_view id) const {
        const MutexLock lock(open_mutex);
        const auto found = open.find(id);
        return found == open.end() ? nullptr : found->second;
    }
};

}  // namespace earmark
