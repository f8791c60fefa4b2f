#include "engine/reservation/expiry_wheel.h"

#include <algorithm>

namespace earmark {

namespace {

std::uint64_t ticks_down(std::int64_t moment_us, std::int64_t tick_us) {
    return moment_us <= 0 ? 0 : static_cast<std::uint64_t>(moment_us / tick_us);
}

std::uint64_t ticks_up(std::int64_t moment_us, std::int64_t tick_us) {
    return ticks_down(moment_us + tick_us - 1, tick_us);
}

}  // namespace

void ExpiryWheel::add(Reservation& reservation, std::int64_t now_us) {
    EARMARK_CHECK(reservation.wheel_level_ == Reservation::kNotInWheel);
    EARMARK_CHECK(reservation.due_us > 0);
    if (empty()) now_ = ticks_down(now_us, kTickUs);
    place(reservation);
}

void ExpiryWheel::place(Reservation& reservation) {
    const std::uint64_t due = std::max(ticks_up(reservation.due_us, kTickUs), now_ + 1);
    constexpr std::uint64_t kReach = (std::uint64_t{1} << (kSlotBits * kLevels)) - 1;
    const std::uint64_t away = std::min(due - now_, kReach);
    unsigned level = 0;
    while (away >> (kSlotBits * (level + 1)) != 0)
        ++level;
    const auto slot = static_cast<unsigned>(((now_ + away) >> (kSlotBits * level)) & (kSlots - 1));

    Reservation*& head = heads_[level][slot];
    reservation.wheel_level_ = static_cast<std::uint8_t>(level);
    reservation.wheel_slot_ = static_cast<std::uint8_t>(slot);
    reservation.wheel_previous_ = nullptr;
    reservation.wheel_next_ = head;
    if (head != nullptr) head->wheel_previous_ = &reservation;
    head = &reservation;
    taken_[level] |= std::uint64_t{1} << slot;
}

void ExpiryWheel::remove(Reservation& reservation) {
    if (reservation.wheel_level_ == Reservation::kNotInWheel) return;
    Reservation*& head = heads_[reservation.wheel_level_][reservation.wheel_slot_];
    Reservation*& link =
        reservation.wheel_previous_ != nullptr ? reservation.wheel_previous_->wheel_next_ : head;
    link = reservation.wheel_next_;
    if (reservation.wheel_next_ != nullptr)
        reservation.wheel_next_->wheel_previous_ = reservation.wheel_previous_;
    if (head == nullptr)
        taken_[reservation.wheel_level_] &= ~(std::uint64_t{1} << reservation.wheel_slot_);
    reservation.wheel_level_ = Reservation::kNotInWheel;
    reservation.wheel_next_ = nullptr;
    reservation.wheel_previous_ = nullptr;
}

void ExpiryWheel::cascade(unsigned level) {
    const auto slot = static_cast<unsigned>((now_ >> (kSlotBits * level)) & (kSlots - 1));
    if (slot == 0 && level + 1 < kLevels) cascade(level + 1);
    // One tick back, so that what is due in this very tick finds its slot before that is collected.
    --now_;
    while (Reservation* first = heads_[level][slot]) {
        remove(*first);
        place(*first);
    }
    ++now_;
}

// The clock was set back: what was placed by the time before would wait until that comes again.
void ExpiryWheel::rewind(std::uint64_t now) {
    Reservation* all = nullptr;
    for (auto& level : heads_) {
        for (Reservation*& head : level) {
            while (Reservation* first = head) {
                remove(*first);
                first->wheel_next_ = all;
                all = first;
            }
        }
    }
    now_ = now;
    while (Reservation* first = all) {
        all = first->wheel_next_;
        place(*first);
    }
}

void ExpiryWheel::collect(std::int64_t now_us, std::vector<Reservation*>& due) {
    const std::uint64_t target = ticks_down(now_us, kTickUs);
    if (target < now_) rewind(target);
    while (now_ < target) {
        if (empty()) {
            now_ = target;
            return;
        }
        // Over ticks in which nothing can be due: to the next slot of the lowest level in use.
        unsigned level = 0;
        while (taken_[level] == 0)
            ++level;
        const std::uint64_t span = std::uint64_t{1} << (kSlotBits * level);
        const std::uint64_t next = (now_ / span + 1) * span;
        if (next > target) {
            now_ = target;
            return;
        }
        now_ = next;
        if (now_ % kSlots == 0) cascade(1);
        const auto slot = static_cast<unsigned>(now_ % kSlots);
        while (Reservation* first = heads_[0][slot]) {
            remove(*first);
            due.push_back(first);
        }
    }
}

}  // namespace earmark
