#include "engine/order_checks.h"

#include "engine/base/decimal.h"
#include "engine/engine_state.h"
#include "engine/network/country_code.h"
#include "engine/network/place_list.h"

#include <algorithm>
#include <utility>

namespace earmark {

namespace {

std::string key_of(const ReferenceData& reference, NodeId place) {
    const bool is_group = is_group_place(place);
    return "'" +
           (is_group ? "@" + reference.groups->find(group_at(place))->name
                     : reference.nodes->find(place)->key) +
           "'";
}

std::string keys_of(const ReferenceData& reference, std::span<const NodeId> places) {
    std::string keys = key_of(reference, places.front());
    if (places.size() > 1) keys += " and " + std::to_string(places.size() - 1) + " more";
    return keys;
}

std::optional<std::string> bad_preference(const SourceRequest& request) {
    if (request.preferred_nodes.empty()) {
        if (request.preference == 0) return std::nullopt;
        return found_expected("preferred_nodes", "none", "some, as there is a price");
    }
    if (request.preference > 0 && request.preference <= kPenaltyMax) return std::nullopt;
    return found_expected(
        "preference",
        format_money(request.preference),
        "what a shipment from another node costs, above 0 and up to 1,000,000"
    );
}

bool by_set_and_line(const TogetherLine& left, const TogetherLine& right) {
    return std::pair(left.set, left.line) < std::pair(right.set, right.line);
}

}  // namespace

std::optional<std::string> bad_address(const ShipTo& ship_to) {
    if (ship_to.postal_code.size() > kTextBytesMax)
        return found_expected("ship_to", "a longer text", "at most 128 bytes");
    if (ship_to.country.empty() || is_country_code(ship_to.country)) return std::nullopt;
    const std::string_view shown = ship_to.country.substr(0, kTextBytesMax);
    return found_expected("country", "'" + std::string(shown) + "'", kCountryCodeExpected);
}

std::optional<std::string> bad_wish(const DeliveryWish& wish) {
    if (wish.lateness_per_day < 0 || wish.lateness_per_day > kPenaltyMax) {
        return found_expected(
            "lateness_per_day", format_money(wish.lateness_per_day), "0 to 1,000,000"
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

Outcome check_places(
    const ReferenceData& reference, std::span<const NodeId> places, std::string& detail
) {
    const auto is_unknown = [&](NodeId place) {
        return is_group_place(place) ? reference.groups->find(group_at(place)) == nullptr
                                     : reference.nodes->find(place) == nullptr;
    };
    const auto unknown = std::ranges::find_if(places, is_unknown);
    if (unknown == places.end()) return Outcome::done;
    if (!is_group_place(*unknown)) {
        detail = "node handle " + std::to_string(unknown->value());
        return Outcome::unknown_node;
    }
    detail = "group handle " + std::to_string(group_at(*unknown).value());
    return Outcome::unknown_group;
}

Outcome check_places(
    const ReferenceData& reference, const SourceRequest& request, std::string& detail
) {
    for (const auto places :
         {request.allowed_nodes, request.excluded_nodes, request.preferred_nodes}) {
        const Outcome bad = check_places(reference, places, detail);
        if (bad != Outcome::done) return bad;
    }
    if (auto wrong = bad_preference(request)) {
        detail = *std::move(wrong);
        return Outcome::bad_value;
    }
    const GroupTable& groups = *reference.groups;
    const Group* within = groups.find(request.group);
    if (request.allowed_nodes.empty() ||
        leaves_node(request.allowed_nodes, request.excluded_nodes, within, groups))
        return Outcome::done;
    std::string found = keys_of(reference, request.allowed_nodes);
    if (!request.excluded_nodes.empty())
        found += " without " + keys_of(reference, request.excluded_nodes);
    if (within != nullptr) found += " within '@" + within->name + "'";
    detail = found_expected("allowed_nodes", found + ": no node", "a node that is left");
    return Outcome::bad_value;
}

std::vector<TogetherLine> sorted_sets(std::span<const TogetherLine> together) {
    std::vector<TogetherLine> sorted(together.begin(), together.end());
    std::ranges::sort(sorted, {}, &TogetherLine::line);
    std::vector<std::uint32_t> numbers;
    for (TogetherLine& each : sorted) {
        const auto known = std::ranges::find(numbers, each.set);
        const auto number = static_cast<std::uint32_t>(known - numbers.begin()) + 1;
        if (known == numbers.end()) numbers.push_back(each.set);
        each.set = number;
    }
    std::ranges::sort(sorted, by_set_and_line);
    return sorted;
}

Outcome check_together(
    std::span<const TogetherLine> together,
    std::span<const std::uint32_t> line_numbers,
    std::string& detail
) {
    std::vector<TogetherLine> lines(together.begin(), together.end());
    std::ranges::sort(lines, {}, &TogetherLine::line);
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const std::string line = "line " + std::to_string(lines[index].line);
        if (!std::ranges::binary_search(line_numbers, lines[index].line)) {
            detail = found_expected("together", line, "lines that the order has");
            return Outcome::bad_value;
        }
        if (index + 1 == lines.size() || lines[index + 1].line != lines[index].line) continue;
        detail = found_expected("together", line + " twice", "each line in at most one set, once");
        return Outcome::repeated_line;
    }
    std::ranges::sort(lines, by_set_and_line);
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const bool has_others =
            (index > 0 && lines[index - 1].set == lines[index].set) ||
            (index + 1 < lines.size() && lines[index + 1].set == lines[index].set);
        if (has_others) continue;
        detail = found_expected(
            "together",
            "a set of line " + std::to_string(lines[index].line) + " alone",
            "two lines or more"
        );
        return Outcome::bad_value;
    }
    return Outcome::done;
}

}  // namespace earmark
