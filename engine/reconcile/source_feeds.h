// SourceFeeds: how the numbered rows of each source have come in.
//
// A source numbers its rows. Numbers that were passed over are counted, not refused: a lost row
// shows here, and a row that comes late is taken where its position has nothing newer. The newest
// number, the gaps and the numbers skipped are logged with the rows; the rest counts since the
// start of the process.
#pragma once

#include "engine/base/mutex.h"
#include "engine/base/strong_id.h"
#include "engine/change_log.h"

#include <cstdint>
#include <vector>

namespace earmark {

/// A larger step is no gap: the source numbers by time, or began anew.
inline constexpr std::uint64_t kSkippedMax = 1'000'000;

/// What a source's numbers came to, as a record says it.
struct FeedNumbers {
    std::uint64_t newest = 0;   ///< The highest number seen; 0 = none.
    std::uint64_t gaps = 0;     ///< How often a number was not the next one.
    std::uint64_t skipped = 0;  ///< Numbers passed over by these.

    /// Takes a row's number into account; 0 = not numbered.
    void see(std::uint64_t sequence) {
        if (sequence <= newest) return;
        const std::uint64_t passed_over = sequence - newest - 1;
        if (newest != 0 && passed_over > 0 && passed_over <= kSkippedMax) {
            ++gaps;
            skipped += passed_over;
        }
        newest = sequence;
    }

    friend bool operator==(const FeedNumbers&, const FeedNumbers&) = default;
};

struct FeedRows {
    std::uint64_t applied = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t stale = 0;
    std::uint64_t refused = 0;
};

class SourceFeeds {
  public:
    struct Feed {
        FeedNumbers numbers;
        FeedRows rows;
        Lsn lsn = 0;  ///< Of the last record that changed the numbers.
    };

    /// Held from judging a record's numbers to appending it, so that both have one order. Taken
    /// last of all locks but the log's.
    Mutex& mutex() { return mutex_; }

    /// Requires: mutex() is held, and the source has a name.
    Feed& of(SourceId source) {
        if (feeds_.size() < source.value()) feeds_.resize(source.value());
        return feeds_[source.value() - 1U];
    }

    /// A copy of a source's. Thread: any.
    Feed read(SourceId source) {
        const MutexLock lock(mutex_);
        return of(source);
    }

    /// Makes the numbers be as a record or an image says, unless they are newer.
    void restore(SourceId source, const FeedNumbers& numbers, Lsn lsn) {
        const MutexLock lock(mutex_);
        Feed& feed = of(source);
        if (feed.lsn >= lsn) return;
        feed.numbers = numbers;
        feed.lsn = lsn;
    }

  private:
    Mutex mutex_;
    std::vector<Feed> feeds_;
};

}  // namespace earmark
