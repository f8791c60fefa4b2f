// What every order is checked for, whether it is new or changed.
#pragma once

#include "engine/command.h"

#include <optional>
#include <string>
#include <string_view>

namespace earmark {

inline constexpr Micros kPenaltyMax = Micros{1'000'000} * 1'000'000;

/// What is wrong with an address, with when the goods are to be there, or with who buys.
std::optional<std::string> bad_address(const ShipTo& ship_to);
std::optional<std::string> bad_wish(const DeliveryWish& wish);
std::optional<std::string> bad_customer_class(std::string_view customer_class);

}  // namespace earmark
