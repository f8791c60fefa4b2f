// What every order is checked for, whether it is new or changed.
#pragma once

#include "engine/command.h"
#include "engine/outcome.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

/// By set, sets numbered from 1 by their first lines, and by line: the same for the same sets.
std::vector<TogetherLine> sorted_sets(std::span<const TogetherLine> together);

/// What is wrong with the sets of lines that travel together; Outcome::done if nothing is.
/// line_numbers: of the order's lines, rising.
Outcome check_together(
    std::span<const TogetherLine> together,
    std::span<const std::uint32_t> line_numbers,
    std::string& detail
);

}  // namespace earmark
