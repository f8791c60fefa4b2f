#include "engine/engine_state.h"

#include "engine/base/plain_text.h"
#include "engine/base/sort_few.h"
#include "engine/promising/dated_change.h"
#include "engine/segment_change.h"

#include <algorithm>
#include <array>

#ifdef __SANITIZE_THREAD__
// ThreadSanitizer's search for deadlocks ends the program when a thread holds more than 64 locks,
// as AllLocks does. LockOrder looks for the same mistake.
extern "C" const char* __tsan_default_options() {
    return "detect_deadlocks=0";
}
#endif

namespace earmark {

Outcome check_segment(const EngineState& state, SegmentId segment, std::string& detail) {
    if (segment.is_none() || state.knows(segment)) return Outcome::done;
    detail = "no segment has the handle " + std::to_string(segment.value());
    return Outcome::unknown_segment;
}

Outcome LogSpace::refusal() const {
    switch (admission_) {
        case LogAdmission::busy:
            return Outcome::overloaded;
        case LogAdmission::disk_full:
            return Outcome::disk_full;
        case LogAdmission::granted:
        case LogAdmission::closed:
            break;
    }
    return Outcome::closed;
}

std::vector<std::uint32_t>& ItemLocks::stripes() {
    static thread_local std::vector<std::uint32_t> kept;
    return kept;
}

void ItemLocks::lock() {
    auto& set = stripes();
    sort_few(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    for (const std::uint32_t stripe : set) {
        LockOrder::taken(LockRank::items, stripe);
        items_.stripe_mutex(stripe).lock();
    }
    locked_ = true;
}

void ItemLocks::unlock() {
    auto& set = stripes();
    if (locked_) {
        for (const std::uint32_t stripe : set) {
            items_.stripe_mutex(stripe).unlock();
            LockOrder::dropped(LockRank::items);
        }
    }
    locked_ = false;
    set.clear();
}

ReservationLock::ReservationLock(const ReservationTable& table, std::uint32_t stripe)
    : stripe_(table.stripe(stripe)) {
    LockOrder::taken(LockRank::reservations, stripe);
    stripe_.mutex.lock();
}

ReservationLock::~ReservationLock() {
    stripe_.mutex.unlock();
    LockOrder::dropped(LockRank::reservations);
}

AllLocks::AllLocks(const EngineState& state) : state_(state) {
    for (std::uint32_t stripe = 0; stripe < ReservationTable::kStripes; ++stripe) {
        LockOrder::taken(LockRank::reservations, stripe);
        state_.reservations.stripe(stripe).mutex.lock();
    }
    for (std::uint32_t stripe = 0; stripe < ItemTable::kStripes; ++stripe) {
        LockOrder::taken(LockRank::items, stripe);
        state_.items.stripe_mutex(stripe).lock();
    }
    for (std::uint32_t stripe = 0; stripe < CapacityUses::kStripes; ++stripe) {
        LockOrder::taken(LockRank::capacity, stripe);
        state_.capacity_uses.stripe_mutex(stripe).lock();
    }
}

AllLocks::~AllLocks() {
    for (std::uint32_t stripe = 0; stripe < CapacityUses::kStripes; ++stripe) {
        state_.capacity_uses.stripe_mutex(stripe).unlock();
        LockOrder::dropped(LockRank::capacity);
    }
    for (std::uint32_t stripe = 0; stripe < ItemTable::kStripes; ++stripe) {
        state_.items.stripe_mutex(stripe).unlock();
        LockOrder::dropped(LockRank::items);
    }
    for (std::uint32_t stripe = 0; stripe < ReservationTable::kStripes; ++stripe) {
        state_.reservations.stripe(stripe).mutex.unlock();
        LockOrder::dropped(LockRank::reservations);
    }
}

std::vector<std::byte>& record_buffer() {
    static thread_local std::vector<std::byte> kept;
    kept.clear();
    return kept;
}

std::string found_expected(
    std::string_view what, std::string_view found, std::string_view expected
) {
    std::string text(what);
    text.append(": found ").append(found).append(", expected ").append(expected);
    return text;
}

std::string found_no_text(std::string_view what) {
    return found_expected(what, "other bytes", kPlainText);
}

std::optional<std::string> bad_context(const CallContext& context) {
    // Nothing is allocated for a good one: every command passes here.
    const auto too_long = [](std::string_view what, std::string_view text) {
        return found_expected(
            what,
            std::to_string(text.size()) + " bytes",
            "at most " + std::to_string(kNoteBytesMax) + " bytes"
        );
    };
    if (context.actor.size() > kNoteBytesMax) return too_long("actor", context.actor);
    if (context.reason.size() > kNoteBytesMax) return too_long("reason", context.reason);
    if (!is_plain_text(context.actor)) return found_no_text("actor");
    if (!is_plain_text(context.reason)) return found_no_text("reason");
    return std::nullopt;
}

void apply_deltas(
    EngineState& state, std::span<const PositionDelta> deltas, const SegmentStamp& stamp, Lsn lsn
) {
    std::size_t index = 0;
    while (index < deltas.size()) {
        const SkuId sku = deltas[index].sku;
        ItemTable::Change change(state.items, sku, lsn);
        for (; index < deltas.size() && deltas[index].sku == sku; ++index) {
            const PositionDelta& delta = deltas[index];
            Position position =
                state.items.position(sku, delta.node).value_or(Position(delta.node));
            position.set_on_hand(position.on_hand() + delta.on_hand);
            if (delta.day == kNoDay) {
                position.set_reserved(position.reserved() + delta.reserved);
                position.set_allocated(position.allocated() + delta.allocated);
            } else {
                count_in_days(state.items, change, delta);
            }
            change.put(position);
            count_in_segments(state.items, change, delta, stamp);
        }
    }
}

}  // namespace earmark
