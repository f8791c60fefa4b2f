#include "engine/reservation/reservation_table.h"

#include <algorithm>
#include <new>
#include <utility>
#include <xxhash.h>

namespace earmark {

namespace {
constexpr std::size_t kFirstSlabBytes = 2'048;
constexpr std::size_t kSlabBytesMax = std::size_t{1} << 16U;
}  // namespace

std::size_t ReservationTable::Hash::operator()(std::string_view id) const {
    return XXH3_64bits(id.data(), id.size());
}

std::size_t ReservationTable::Hash::operator()(const Reservation* reservation) const {
    return (*this)(reservation->id());
}

ReservationTable::Stripe::~Stripe() {
    for (Reservation* reservation : index_) {
        const std::size_t bytes = reservation->bytes();
        reservation->~Reservation();
        give_back(reinterpret_cast<std::byte*>(reservation), bytes);
    }
}

Reservation* ReservationTable::Stripe::find(std::string_view id) const {
    const auto found = index_.find(id);
    return found == index_.end() ? nullptr : *found;
}

Reservation& ReservationTable::Stripe::create(
    const ReservationTexts& texts, std::span<const ReservationKey> keys
) {
    std::byte* memory = take(Reservation::bytes_for(keys.size(), texts));
    auto* reservation = new (memory) Reservation(texts, keys);
    const bool inserted = index_.insert(reservation).second;
    EARMARK_CHECK(inserted);
    return *reservation;
}

Reservation& ReservationTable::Stripe::remake(
    Reservation& reservation, std::span<const ReservationKey> keys
) {
    std::byte* memory = take(Reservation::bytes_for(keys.size(), reservation.texts()));
    auto* made = new (memory) Reservation(reservation.texts(), keys);
    static_cast<ReservationHead&>(*made) = std::move(reservation);
    destroy(reservation);
    index_.insert(made);
    return *made;
}

void ReservationTable::Stripe::destroy(Reservation& reservation) {
    wheel_.remove(reservation);
    index_.erase(&reservation);
    const std::size_t bytes = reservation.bytes();
    reservation.~Reservation();
    give_back(reinterpret_cast<std::byte*>(&reservation), bytes);
}

std::byte* ReservationTable::Stripe::take(std::size_t bytes) {
    const std::size_t size_class = (bytes + kClassBytes - 1) / kClassBytes;
    if (size_class >= kClasses) return static_cast<std::byte*>(::operator new(bytes));
    if (FreeNode* node = free_[size_class]; node != nullptr) {
        free_[size_class] = node->next;
        return reinterpret_cast<std::byte*>(node);
    }
    const std::size_t rounded = size_class * kClassBytes;
    if (slab_left_ < rounded) {
        // Slabs double, so that an idle stripe is small and a busy one asks seldom. What is not yet
        // used of one stays untouched, hence not resident.
        const std::size_t doubled = kFirstSlabBytes << std::min<std::size_t>(slabs_.size(), 5);
        slab_left_ = std::min(doubled, kSlabBytesMax);
        slabs_.push_back(std::make_unique_for_overwrite<std::byte[]>(slab_left_));
        slab_next_ = slabs_.back().get();
    }
    std::byte* memory = slab_next_;
    slab_next_ += rounded;
    slab_left_ -= rounded;
    return memory;
}

void ReservationTable::Stripe::give_back(std::byte* memory, std::size_t bytes) {
    const std::size_t size_class = (bytes + kClassBytes - 1) / kClassBytes;
    if (size_class >= kClasses) {
        ::operator delete(memory);
        return;
    }
    auto* node = new (memory) FreeNode{free_[size_class]};
    free_[size_class] = node;
}

}  // namespace earmark
