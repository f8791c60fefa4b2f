#include "engine/order_checks.h"

#include "engine/engine_state.h"

namespace earmark {

std::optional<std::string> bad_address(const ShipTo& ship_to) {
    if (ship_to.postal_code.size() <= kTextBytesMax && ship_to.country.size() <= kTextBytesMax)
        return std::nullopt;
    return found_expected("ship_to", "a longer text", "at most 128 bytes");
}

std::optional<std::string> bad_wish(const DeliveryWish& wish) {
    if (wish.lateness_per_day < 0 || wish.lateness_per_day > kPenaltyMax) {
        return found_expected(
            "lateness_per_day",
            std::to_string(wish.lateness_per_day),
            "0 to 1,000,000 units of money"
        );
    }
    if (wish.lateness_per_day == 0 || wish.wish_by != kNoDay) return std::nullopt;
    return found_expected("wish_by", "none", "a day, as lateness has its price");
}

std::optional<std::string> bad_customer_class(std::string_view customer_class) {
    if (customer_class.size() <= kTextBytesMax) return std::nullopt;
    return found_expected(
        "customer_class", std::to_string(customer_class.size()) + " bytes", "at most 128"
    );
}

}  // namespace earmark
