// EngineState: what the engine's commands work on. Private to engine/*.cc.
#pragma once

#include "engine/base/intern_table.h"
#include "engine/base/mutex.h"
#include "engine/capacity/capacity_uses.h"
#include "engine/change.h"
#include "engine/change_log.h"
#include "engine/contended_plan.h"
#include "engine/inventory/item_table.h"
#include "engine/inventory/segment_agenda.h"
#include "engine/levels/level_board.h"
#include "engine/limits.h"
#include "engine/network/reference_store.h"
#include "engine/outcome.h"
#include "engine/reconcile/count_store.h"
#include "engine/reconcile/movements.h"
#include "engine/reconcile/source_feeds.h"
#include "engine/reply.h"
#include "engine/reservation/expiry_guard.h"
#include "engine/reservation/reservation_table.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace earmark {

struct EngineState {
    explicit EngineState(const EngineLimits& given)
        : limits(given), items(given.items, given.positions) {}

    const EngineLimits limits;
    ItemTable items;
    ReservationTable reservations;
    ReferenceStore reference;
    /// Number of a source = SourceId - 1.
    InternTable sources{std::size_t{65'535}};
    /// Number of a segment = SegmentId - 1.
    InternTable segments{std::size_t{65'534}};
    SegmentAgenda segment_agenda;
    LevelBoard levels;
    Movements movements{ItemTable::kStripes};
    SourceFeeds feeds;
    CapacityUses capacity_uses;
    PlanCounts plan_counts;
    CountStore counts;
    /// Reference changes are made one after the other, so that their records follow one order.
    Mutex reference_mutex;
    ChangeLog* log = nullptr;
    Mutex tick_mutex;
    ExpiryGuard expiry_guard;
    /// Whether what waits for a time has been looked through since the start.
    bool wheels_filled EARMARK_GUARDED_BY(tick_mutex) = false;
    bool backorders_looked_for EARMARK_GUARDED_BY(tick_mutex) = false;

    bool knows(SegmentId segment) const {
        return !segment.is_none() && segment.value() <= segments.count();
    }
};

/// Whether a request may ask for this segment: none, or a known one.
Outcome check_segment(const EngineState& state, SegmentId segment, std::string& detail);

/// Room set aside in the log for one record; gives back what was not used.
class LogSpace {
  public:
    enum class For : std::uint8_t { change, release };

    LogSpace(ChangeLog* log, std::size_t bytes, For purpose = For::change)
        : log_(log), bytes_(bytes) {
        EARMARK_CHECK(log_ != nullptr);
        EARMARK_CHECK(bytes <= kRecordBytesMax);
        admission_ =
            purpose == For::change ? log_->set_aside(bytes) : log_->set_aside_for_release(bytes);
    }
    ~LogSpace() {
        if (granted()) log_->give_back(bytes_);
    }
    LogSpace(const LogSpace&) = delete;
    LogSpace& operator=(const LogSpace&) = delete;

    bool granted() const { return admission_ == LogAdmission::granted; }

    /// What to answer if it was not granted.
    Outcome refusal() const;

    Lsn append(std::span<const std::byte> record) {
        EARMARK_CHECK(granted());
        EARMARK_CHECK(record.size() <= bytes_);
        admission_ = LogAdmission::closed;
        return log_->append(bytes_, record);
    }

  private:
    ChangeLog* log_;
    std::size_t bytes_;
    LogAdmission admission_ = LogAdmission::closed;
};

/// The stripes of some items, locked lowest first for as long as this lives.
class ItemLocks {
  public:
    explicit ItemLocks(const ItemTable& items) : items_(items) {}
    ~ItemLocks() { unlock(); }
    ItemLocks(const ItemLocks&) = delete;
    ItemLocks& operator=(const ItemLocks&) = delete;

    /// Names an item, before lock().
    void add(SkuId sku) { stripes().push_back(ItemTable::stripe_of(sku)); }
    void lock() EARMARK_LOCKS_A_SET;
    void unlock() EARMARK_LOCKS_A_SET;

  private:
    /// Reused by the thread, which holds one set at a time.
    static std::vector<std::uint32_t>& stripes();

    const ItemTable& items_;
    bool locked_ = false;
};

/// The stripe of a reservation, locked for as long as this lives.
class ReservationLock {
  public:
    ReservationLock(const ReservationTable& table, std::uint32_t stripe) EARMARK_LOCKS_A_SET;
    ReservationLock(const ReservationTable& table, std::string_view id)
        : ReservationLock(table, ReservationTable::stripe_of(id)) {}
    ~ReservationLock() EARMARK_LOCKS_A_SET;
    ReservationLock(const ReservationLock&) = delete;
    ReservationLock& operator=(const ReservationLock&) = delete;

    ReservationTable::Stripe& operator*() { return stripe_; }
    ReservationTable::Stripe* operator->() { return &stripe_; }

  private:
    ReservationTable::Stripe& stripe_;
};

/// The stripes of two reservations, perhaps the same one, locked lowest first.
class ReservationPairLock {
  public:
    ReservationPairLock(
        const ReservationTable& table, std::string_view first, std::string_view second
    )
        : table_(table), lowest_(table, std::min(stripe_of(first), stripe_of(second))) {
        if (stripe_of(first) != stripe_of(second))
            highest_.emplace(table, std::max(stripe_of(first), stripe_of(second)));
    }

    /// Requires: the id is one of the two.
    ReservationTable::Stripe& stripe(std::string_view id) const {
        return table_.stripe(stripe_of(id));
    }

  private:
    static std::uint32_t stripe_of(std::string_view id) { return ReservationTable::stripe_of(id); }

    const ReservationTable& table_;
    ReservationLock lowest_;
    std::optional<ReservationLock> highest_;
};

/// Every stripe of everything, for an audit or a digest: all writers wait.
class AllLocks {
  public:
    explicit AllLocks(const EngineState& state) EARMARK_LOCKS_A_SET;
    ~AllLocks() EARMARK_LOCKS_A_SET;
    AllLocks(const AllLocks&) = delete;
    AllLocks& operator=(const AllLocks&) = delete;

  private:
    const EngineState& state_;
};

/// A buffer to build a record in, reused by the thread. Empty when returned.
std::vector<std::byte>& record_buffer();

/// "found X, expected Y" in the words all messages share.
std::string found_expected(
    std::string_view what, std::string_view found, std::string_view expected
);

/// The same of a text that is_plain_text() refuses.
std::string found_no_text(std::string_view what);

/// The answer to a note (actor, reason) or a request that breaks a limit; nothing if all is well.
std::optional<std::string> bad_context(const CallContext& context);

/// The answer when the log refuses rows begin .. end - 1 of a request whose rows are independent:
/// the whole request was refused if none was done before, else each row left is named.
template <typename Reply>
void answer_not_done(std::size_t begin, std::size_t end, Outcome refusal, Reply& reply) {
    if (begin == 0) {
        reply.outcome = refusal;
        return;
    }
    for (std::size_t row = begin; row < end; ++row) {
        reply.answers.push_back(
            {static_cast<std::uint32_t>(row), RowVerdict::not_done, std::string(to_string(refusal))}
        );
    }
}

/// For whom units were taken, and by which record: what rules of segments count by.
struct SegmentStamp {
    SegmentId segment;
    Lsn made = 0;
};

/// Applies deltas, sorted by item, as one change per item.
void apply_deltas(
    EngineState& state, std::span<const PositionDelta> deltas, const SegmentStamp& stamp, Lsn lsn
);

}  // namespace earmark
