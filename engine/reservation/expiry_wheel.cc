#include "engine/reservation/expiry_wheel.h"

#include <algorithm>
#include <bit>

namespace earmark {

namespace {

std::uint64_t ticks_down(std::int64_t moment_us, std::int64_t tick_us) {
    return moment_us <= 0 ? 0 : static_cast<std::uint64_t>(moment_us / tick_us);
}

std::uint64_t ticks_up(std::int64_t moment_us, std::int64_t tick_us) {
    return ticks_down(moment_us + tick_us - 1, tick_us);
}

/// The last tick of which nothing more is to come while `now` has not been collected.
std::uint64_t before(std::uint64_t now) {
    return now == 0 ? 0 : now - 1;
}

}  // namespace

std::uint64_t ExpiryWheel::due_tick(const Reservation& reservation) {
    constexpr std::uint64_t kLastTick = (std::uint64_t{1} << (kSlotBits * kLevels)) - 1;
    return std::min(ticks_up(reservation.due_us, kTickUs), kLastTick);
}

void ExpiryWheel::add(Reservation& reservation, std::int64_t now_us) {
    EARMARK_CHECK(reservation.wheel_level_ == Reservation::kNotInWheel);
    EARMARK_CHECK(reservation.due_us > 0);
    const std::uint64_t now = ticks_down(now_us, kTickUs);
    if (empty()) now_ = before(now);
    follow_clock_back(now);
    place(reservation);
}

void ExpiryWheel::place(Reservation& reservation) {
    const std::uint64_t due = std::max(due_tick(reservation), now_ + 1);
    const auto level = static_cast<unsigned>(std::bit_width(due ^ now_) - 1) / kSlotBits;
    const auto slot = static_cast<unsigned>((due >> (kSlotBits * level)) % kSlots);

    Reservation*& head = heads_[level][slot];
    reservation.wheel_level_ = static_cast<std::uint8_t>(level);
    reservation.wheel_slot_ = static_cast<std::uint8_t>(slot);
    reservation.wheel_previous_ = nullptr;
    reservation.wheel_next_ = head;
    if (head != nullptr) head->wheel_previous_ = &reservation;
    head = &reservation;
    taken_[level] |= 1U << slot;
}

void ExpiryWheel::remove(Reservation& reservation) {
    if (reservation.wheel_level_ == Reservation::kNotInWheel) return;
    Reservation*& head = heads_[reservation.wheel_level_][reservation.wheel_slot_];
    Reservation*& link =
        reservation.wheel_previous_ != nullptr ? reservation.wheel_previous_->wheel_next_ : head;
    link = reservation.wheel_next_;
    if (reservation.wheel_next_ != nullptr)
        reservation.wheel_next_->wheel_previous_ = reservation.wheel_previous_;
    if (head == nullptr) taken_[reservation.wheel_level_] &= ~(1U << reservation.wheel_slot_);
    reservation.wheel_level_ = Reservation::kNotInWheel;
    reservation.wheel_next_ = nullptr;
    reservation.wheel_previous_ = nullptr;
}

Reservation* ExpiryWheel::take_slot(unsigned level, unsigned slot, Reservation* taken) {
    while (Reservation* first = heads_[level][slot]) {
        remove(*first);
        first->wheel_next_ = taken;
        taken = first;
    }
    return taken;
}

// What was placed by the time before would wait until that comes again.
void ExpiryWheel::follow_clock_back(std::uint64_t now) {
    if (now >= now_) return;
    now_ = before(now);
    Reservation* all = nullptr;
    for (unsigned level = 0; level < kLevels; ++level) {
        for (unsigned slot = 0; slot < kSlots; ++slot)
            all = take_slot(level, slot, all);
    }
    while (Reservation* first = all) {
        all = first->wheel_next_;
        place(*first);
    }
}

void ExpiryWheel::collect(std::int64_t now_us, std::vector<Reservation*>& due) {
    const std::uint64_t target = ticks_down(now_us, kTickUs);
    follow_clock_back(target);
    while (now_ < target && !empty()) {
        unsigned level = 0;
        while (taken_[level] == 0)
            ++level;
        const auto slot = static_cast<unsigned>(std::countr_zero(taken_[level]));
        const std::uint64_t lap = now_ >> (kSlotBits * (level + 1)) << (kSlotBits * (level + 1));
        const std::uint64_t next = lap | std::uint64_t{slot} << (kSlotBits * level);
        if (next > target) break;
        now_ = next;
        Reservation* opened = take_slot(level, slot, nullptr);
        while (Reservation* first = opened) {
            opened = first->wheel_next_;
            first->wheel_next_ = nullptr;
            if (due_tick(*first) <= now_) {
                due.push_back(first);
            } else {
                place(*first);
            }
        }
    }
    now_ = std::max(now_, target);
}

}  // namespace earmark
