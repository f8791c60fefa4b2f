// Everything that may be wrong with an order, in the order in which it is told: a caller who mends
// one thing after the other hears of the next.
#include "engine/planning/order_check.h"

#include "engine/backorders/taken_backorders.h"
#include "engine/base/decimal.h"
#include "engine/order_checks.h"
#include "engine/reservation_change.h"
#include "engine/resourcing/order_memory.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace earmark {

namespace {

/// The numbers of the order's lines are left in `numbers`, rising.
Outcome check_lines(
    const SourceRequest& request, std::vector<std::uint32_t>& numbers, std::string& detail
) {
    if (request.lines.empty()) {
        detail = "the order has no lines";
        return Outcome::no_lines;
    }
    if (request.lines.size() > kOrderLinesMax) {
        detail = found_expected("lines", std::to_string(request.lines.size()), "at most 1024");
        return Outcome::too_many_lines;
    }
    numbers.clear();
    Units sum = 0;
    for (const OrderLine& line : request.lines) {
        numbers.push_back(line.line);
        const bool overflow = __builtin_add_overflow(sum, line.quantity, &sum);
        if (line.quantity > 0 && line.quantity <= kUnitsMax && !overflow && sum <= kUnitsMax)
            continue;
        detail = found_expected(
            "quantity of line " + std::to_string(line.line),
            std::to_string(line.quantity),
            "1 to " + std::to_string(kUnitsMax) + ", all lines together"
        );
        return Outcome::bad_value;
    }
    std::sort(numbers.begin(), numbers.end());
    if (std::adjacent_find(numbers.begin(), numbers.end()) != numbers.end()) {
        detail = "two lines carry the same line number";
        return Outcome::repeated_line;
    }
    return Outcome::done;
}

/// Whether the order can be collected where it is to be.
Outcome check_collection(
    const ReferenceData& reference, const SourceRequest& request, std::string& detail
) {
    if (request.method == method_same_day && !request.ship_to.location) {
        detail = found_expected("ship_to", "no coordinates", "those to which a courier goes");
        return Outcome::bad_value;
    }
    if (request.method == method_ship || request.method == method_same_day) {
        if (request.store.is_none()) return Outcome::done;
        detail = found_expected("store", "a node", "none of an order that is shipped");
        return Outcome::bad_value;
    }
    if (request.method != method_pickup && request.method != method_ship_to_store) {
        detail = found_expected("method", std::to_string(request.method), "one of 1, 2, 4 and 8");
        return Outcome::bad_value;
    }
    const Node* store = reference.nodes->find(request.store);
    if (request.store.is_none()) {
        detail = found_expected("store", "none", "the node where the order is collected");
        return Outcome::unknown_node;
    }
    if (store == nullptr) {
        detail = "store: node handle " + std::to_string(request.store.value());
        return Outcome::unknown_node;
    }
    if (!store->enabled) {
        detail = found_expected("store", "'" + store->key + "', disabled", "a node that is open");
        return Outcome::node_closed;
    }
    if ((store->methods & request.method) != 0) return Outcome::done;
    detail = found_expected("store", "'" + store->key + "'", "a node that sells by this method");
    return Outcome::bad_value;
}

/// The id of an order to be held, and who asks.
Outcome check_caller(
    const SourceRequest& request, const CallContext& context, std::string& detail
) {
    if (request.mode == SourceMode::reserve) {
        if (const Outcome bad = check_id(request.id, detail); bad != Outcome::done) return bad;
        if (const Outcome bad = check_nodes(request, detail); bad != Outcome::done) return bad;
    }
    if (auto bad = bad_context(context)) {
        detail = std::move(*bad);
        return Outcome::bad_value;
    }
    return Outcome::done;
}

/// The lines, and what is said of them by their numbers.
Outcome check_lines_and_sets(
    const ReferenceData& reference, const SourceRequest& request, std::string& detail
) {
    static thread_local std::vector<std::uint32_t> numbers;
    Outcome outcome = check_lines(request, numbers, detail);
    if (outcome == Outcome::done && !request.backorders.empty())
        outcome = check_backorders(reference, request, detail);
    if (outcome == Outcome::done && !request.together.empty())
        outcome = check_together(request.together, numbers, detail);
    return outcome;
}

/// What the order names of the network.
Outcome check_names(
    const ReferenceData& reference, const SourceRequest& request, std::string& detail
) {
    if (!request.group.is_none() && reference.groups->find(request.group) == nullptr) {
        detail = "group handle " + std::to_string(request.group.value());
        return Outcome::unknown_group;
    }
    if (const Outcome bad = check_places(reference, request, detail); bad != Outcome::done)
        return bad;
    if (!request.profile.is_none() && reference.profiles->find(request.profile) == nullptr) {
        detail = "profile handle " + std::to_string(request.profile.value());
        return Outcome::unknown_profile;
    }
    return check_collection(reference, request, detail);
}

/// What is wrong with the limits that the order sets to its plan.
std::optional<std::string> bad_limits(const SourceRequest& request) {
    if (request.split_penalty < 0 || request.split_penalty > kPenaltyMax) {
        return found_expected(
            "split_penalty", format_money(request.split_penalty), "0 to 1,000,000"
        );
    }
    if (request.shipments_max && *request.shipments_max == 0)
        return found_expected("shipments_max", "0", "at least 1");
    if (request.nodes_per_line_max && *request.nodes_per_line_max == 0)
        return found_expected("nodes_per_line_max", "0", "at least 1");
    return std::nullopt;
}

Outcome check_request(
    const ReferenceData& reference,
    const SourceRequest& request,
    const CallContext& context,
    std::string& detail
) {
    Outcome bad = check_caller(request, context, detail);
    if (bad == Outcome::done) bad = check_lines_and_sets(reference, request, detail);
    if (bad == Outcome::done) bad = check_names(reference, request, detail);
    if (bad != Outcome::done) return bad;
    auto wrong = bad_limits(request);
    if (!wrong) wrong = bad_address(request.ship_to);
    if (!wrong) wrong = bad_wish(request.delivery);
    if (!wrong) wrong = bad_customer_class(request.customer_class);
    if (wrong) {
        detail = std::move(*wrong);
        return Outcome::bad_value;
    }
    bad = check_reference(request.reference, detail);
    return bad == Outcome::done ? check_hold_for(request.hold_for, detail) : bad;
}

}  // namespace

Outcome check_order(
    const EngineState& state,
    const ReferenceData& reference,
    const SourceRequest& request,
    const CallContext& context,
    std::string& detail
) {
    const Outcome outcome = check_request(reference, request, context, detail);
    return outcome == Outcome::done ? check_segment(state, request.segment, detail) : outcome;
}

}  // namespace earmark
