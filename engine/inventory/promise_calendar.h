// PromiseCalendar: what day it is for the engine, and which items have dated rows.
//
// The day is state like any other: it moves by a logged event (Engine::tick), so that answers need
// no clock and replay reads none.
#pragma once

#include "engine/base/day.h"
#include "engine/base/mutex.h"
#include "engine/base/strong_id.h"
#include "engine/change_log.h"
#include "engine/inventory/backorder_counts.h"

#include <atomic>
#include <cstdint>
#include <set>
#include <vector>

namespace earmark {

/// Thread: any thread; short locks that nothing else is taken under.
class PromiseCalendar {
  public:
    /// What a record or an image says of the calendar.
    struct Terms {
        Day today = kNoDay;
        Lsn today_lsn = 0;
        std::uint16_t past_due_days = 0;  ///< Of items without terms of their own.
        Lsn past_due_lsn = 0;
    };

    /// kNoDay before the first tick.
    Day today() const { return today_.load(std::memory_order_relaxed); }
    std::uint16_t past_due_days() const { return past_due_days_.load(std::memory_order_relaxed); }

    void set_today(Day day, Lsn lsn) {
        const MutexLock lock(mutex_);
        if (lsn <= terms_.today_lsn) return;
        terms_.today = day;
        terms_.today_lsn = lsn;
        today_.store(day, std::memory_order_relaxed);
    }
    void set_past_due_days(std::uint16_t days, Lsn lsn) {
        const MutexLock lock(mutex_);
        if (lsn <= terms_.past_due_lsn) return;
        terms_.past_due_days = days;
        terms_.past_due_lsn = lsn;
        past_due_days_.store(days, std::memory_order_relaxed);
    }
    Terms terms() const {
        const MutexLock lock(mutex_);
        return terms_;
    }

    /// The item has, or had, dated rows.
    void add_item(SkuId sku) {
        const MutexLock lock(mutex_);
        items_.insert(sku.value());
    }
    /// Those with dated rows among them, by handle, from `first` on.
    std::vector<SkuId> items(SkuId first) const {
        const MutexLock lock(mutex_);
        std::vector<SkuId> found;
        for (auto at = items_.lower_bound(first.value()); at != items_.end(); ++at)
            found.emplace_back(*at);
        return found;
    }

    /// Of all items.
    BackorderCounts& backorders() { return backorders_; }
    const BackorderCounts& backorders() const { return backorders_; }

  private:
    BackorderCounts backorders_;
    std::atomic<Day> today_{kNoDay};
    std::atomic<std::uint16_t> past_due_days_{0};
    mutable Mutex mutex_;
    Terms terms_ EARMARK_GUARDED_BY(mutex_);
    std::set<std::uint32_t> items_ EARMARK_GUARDED_BY(mutex_);
};

}  // namespace earmark
