#include "engine/reservation/reservation.h"

#include <algorithm>
#include <cstring>

namespace earmark {

Reservation::Reservation(const ReservationTexts& texts, std::span<const ReservationKey> keys)
    : id_bytes_(static_cast<std::uint8_t>(texts.id.size())),
      reference_bytes_(static_cast<std::uint8_t>(texts.reference.size())),
      made_by_bytes_(static_cast<std::uint8_t>(texts.made_by.size())),
      line_count_(static_cast<std::uint16_t>(keys.size())) {
    auto* tail = reinterpret_cast<std::byte*>(this + 1);
    std::memcpy(tail, keys.data(), keys.size_bytes());
    tail += keys.size_bytes();
    for (const std::string_view each : {texts.id, texts.reference, texts.made_by})
        tail = std::copy_n(reinterpret_cast<const std::byte*>(each.data()), each.size(), tail);
}

LineUnits Reservation::units(std::size_t index) const {
    if (detail) return detail->units[index];
    const Units quantity = keys()[index].quantity();
    LineUnits units{.granted = quantity};
    if (place == UnitsPlace::held) units.held = quantity;
    if (place == UnitsPlace::allocated) units.allocated = quantity;
    if (place == UnitsPlace::shipped) units.shipped = quantity;
    return units;
}

bool Reservation::has_held() const {
    if (!detail) return place == UnitsPlace::held;
    return std::any_of(detail->units.begin(), detail->units.end(), [](const LineUnits& units) {
        return units.held > 0;
    });
}

bool Reservation::has_allocated() const {
    if (!detail) return place == UnitsPlace::allocated;
    return std::any_of(detail->units.begin(), detail->units.end(), [](const LineUnits& units) {
        return units.allocated > 0;
    });
}

ReservationDetail& Reservation::make_detail() {
    if (!detail) {
        auto made = std::make_unique<ReservationDetail>();
        made->units.reserve(line_count_);
        for (std::size_t index = 0; index < line_count_; ++index)
            made->units.push_back(units(index));
        detail = std::move(made);
    }
    return *detail;
}

}  // namespace earmark
