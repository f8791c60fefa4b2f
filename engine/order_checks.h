// What every order is checked for, whether it is new or changed.
#pragma once

#include "engine/command.h"
#include "engine/outcome.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace earmark {

struct ReferenceData;

inline constexpr Micros kPenaltyMax = Micros{1'000'000} * 1'000'000;

/// What is wrong with an address, with when the goods are to be there, or with who buys.
std::optional<std::string> bad_address(const ShipTo& ship_to);
std::optional<std::string> bad_wish(const DeliveryWish& wish);
std::optional<std::string> bad_customer_class(std::string_view customer_class);

/// Whether all of a list of nodes and groups as places are known.
Outcome check_places(
    const ReferenceData& reference, std::span<const NodeId> places, std::string& detail
);

/// What is wrong with the nodes and groups that an order allows, excludes and prefers: one that is
/// not known, or nothing that is left. Outcome::done if nothing is.
Outcome check_places(
    const ReferenceData& reference, const SourceRequest& request, std::string& detail
);

}  // namespace earmark
