#include "engine/assortment/order_parts.h"
#include "engine/delivery/delivery_promise.h"
#include "engine/engine.h"
#include "engine/engine_state.h"
#include "engine/order_candidates.h"
#include "engine/order_checks.h"
#include "engine/planning/line_days.h"

#include <algorithm>
#include <array>

namespace earmark {

namespace {

/// What is used again for every item of a question.
struct DeliveryDesk {
    OrderRows rows;
    OrderCandidates candidates;
    SourceReply reply;
    std::vector<OrderLine> lines;
    std::vector<Day> days;
};

DeliveryDesk& delivery_desk() {
    static thread_local DeliveryDesk kept;
    return kept;
}

DeliveryOffer offer_of(const SourceReply& plan) {
    DeliveryOffer offer{
        .cost = plan.cost.total(), .shipments = static_cast<std::uint32_t>(plan.shipments.size())
    };
    bool are_all_said = !plan.shipments.empty();
    Time order_by = Time::max();
    for (const Shipment& shipment : plan.shipments) {
        are_all_said = are_all_said && shipment.dates.are_said();
        if (!shipment.dates.are_said()) continue;
        offer.delivery_day = std::max(offer.delivery_day, shipment.dates.delivery_day);
        order_by = std::min(order_by, shipment.dates.order_by);
    }
    if (are_all_said) {
        offer.order_by = order_by;
    } else {
        offer.delivery_day = kNoDay;
    }
    if (plan.shipments.empty()) return offer;
    const Shipment& first = plan.shipments.front();
    offer.node = first.node;
    offer.service = first.service;
    if (plan.shipments.size() == 1) {
        offer.window_from_minute = first.dates.window_from_minute;
        offer.window_until_minute = first.dates.window_until_minute;
    }
    return offer;
}

/// All that the question says of its orders but their lines.
SourceRequest order_of(const DeliveryRequest& request) {
    SourceRequest order;
    order.ship_to = request.ship_to;
    order.residential = request.residential;
    order.group = request.group;
    order.segment = request.segment;
    order.customer_class = request.customer_class;
    order.allowed_nodes = request.allowed_nodes;
    order.excluded_nodes = request.excluded_nodes;
    order.preferred_nodes = request.preferred_nodes;
    order.preference = request.preference;
    return order;
}

/// One order: a question's item, or all of its items.
class DeliverySearch {
  public:
    DeliverySearch(
        Engine& engine, EngineState& state, const SourceRequest& order, const CallContext& context
    )
        : engine_(engine),
          state_(state),
          context_(context),
          desk_(delivery_desk()),
          order_(order) {}

    DeliveryAnswer answer(std::span<const WantedItem> items);

  private:
    bool plan_by(Day day);
    bool look(const ReferenceData& reference);
    void find_days();
    void find_earliest(DeliveryAnswer& answer);
    void say_why(DeliveryAnswer& answer);

    Engine& engine_;
    EngineState& state_;
    const CallContext& context_;
    DeliveryDesk& desk_;
    SourceRequest order_;
};

/// Whether it can be there by then: the reply is the plan of least cost.
bool DeliverySearch::plan_by(Day day) {
    order_.delivery.need_by = day;
    engine_.source(order_, context_, desk_.reply);
    return desk_.reply.outcome == Outcome::done;
}

/// Whenever it is needed; false if it cannot be planned by its lines' items.
bool DeliverySearch::look(const ReferenceData& reference) {
    order_.delivery.need_by = kNoDay;
    desk_.reply = {};
    if (!take_apart(state_.items, order_, desk_.rows, desk_.reply)) return false;
    desk_.candidates.look(state_, reference, order_, desk_.rows, context_.now);
    return true;
}

/// On which any node's shipment of any of it would arrive, by any service. Rising, each once.
void DeliverySearch::find_days() {
    desk_.days.clear();
    const ReferenceData& reference = state_.reference.current();
    if (reference.service_dates == nullptr || !look(reference)) return;
    const OrderCandidates& candidates = desk_.candidates;
    for (const Candidate& candidate : candidates.nodes()) {
        for (const ServiceChoice& choice : candidates.services().of(candidate.services)) {
            // Full days that a cart has to pass over may do for a part of it.
            for (Day from = kNoDay;;) {
                const ShipmentDates dates = candidates.services().dates_of(
                    candidate.node, choice.service, candidate.zone, from
                );
                if (!dates.are_said()) break;
                desk_.days.push_back(dates.delivery_day);
                if (choice.leaves_from == kNoDay || dates.ship_day >= choice.leaves_from) break;
                from = static_cast<Day>(dates.ship_day + 1U);
            }
        }
    }
    std::ranges::sort(desk_.days);
    const auto repeated = std::ranges::unique(desk_.days);
    desk_.days.erase(repeated.begin(), repeated.end());
}

/// What can be there by a day can be there by any later one, so halves will do.
void DeliverySearch::find_earliest(DeliveryAnswer& answer) {
    find_days();
    const Day cheapest = answer.cheapest->delivery_day;
    auto end = static_cast<std::size_t>(desk_.days.size());
    if (cheapest != kNoDay) {
        // No later one can be the first; that one is a plan already.
        end = static_cast<std::size_t>(
            std::ranges::lower_bound(desk_.days, cheapest) - desk_.days.begin()
        );
        answer.earliest = answer.cheapest;
    }
    for (std::size_t first = 0; first < end;) {
        const std::size_t middle = first + (end - first) / 2;
        if (plan_by(desk_.days[middle])) {
            answer.earliest = offer_of(desk_.reply);
            end = middle;
        } else {
            first = middle + 1;
        }
    }
}

void DeliverySearch::say_why(DeliveryAnswer& answer) {
    if (answer.outcome != Outcome::cannot_source || desk_.reply.unfilled.empty()) return;
    const auto& unfilled = desk_.reply.unfilled;
    const auto cause = std::ranges::find_if(unfilled, [](const UnfilledLine& each) {
        return each.reason != UnfilledReason::other_line_unfilled;
    });
    const UnfilledLine& line = cause == unfilled.end() ? unfilled.front() : *cause;
    answer.reason = line.reason;
    answer.short_item = line.line - 1;
    answer.ats = line.ats;
    constexpr std::array kShort{
        UnfilledReason::no_stock,
        UnfilledReason::not_enough_stock,
        UnfilledReason::no_whole_node,
        UnfilledReason::no_lane
    };
    if (std::ranges::find(kShort, line.reason) == kShort.end()) return;
    // A copy: what is asked below may look at a newer version.
    const ReferenceData reference = state_.reference.current();
    if (!look(reference)) return;
    const auto row = std::ranges::find(desk_.rows.rows, answer.short_item, &OrderRow::asked);
    if (row == desk_.rows.rows.end()) return;
    const auto begin = static_cast<std::size_t>(row - desk_.rows.rows.begin());
    LineDays days(engine_, state_, reference, order_, desk_.candidates, nullptr, context_.now);
    answer.in_stock_from = days.first(begin, LineDays::Of::stock).value_or(kNoDay);
}

DeliveryAnswer DeliverySearch::answer(std::span<const WantedItem> items) {
    desk_.lines.clear();
    for (const WantedItem& item : items) {
        const auto number = static_cast<std::uint32_t>(desk_.lines.size() + 1);
        desk_.lines.push_back({.line = number, .sku = item.sku, .quantity = item.quantity});
    }
    order_.lines = desk_.lines;
    DeliveryAnswer answer;
    if (!plan_by(kNoDay)) {
        answer.outcome = desk_.reply.outcome;
        say_why(answer);
        return answer;
    }
    answer.cheapest = offer_of(desk_.reply);
    find_earliest(answer);
    return answer;
}

/// As of an order's lines; all of them together only where a cart is asked for.
Outcome check_quantities(const DeliveryRequest& request, std::string& detail) {
    Units sum = 0;
    for (std::size_t index = 0; index < request.items.size(); ++index) {
        const Units quantity = request.items[index].quantity;
        const bool is_good = quantity > 0 && quantity <= kUnitsMax - sum;
        if (request.as_cart) sum += quantity;
        if (is_good) continue;
        detail = found_expected(
            "quantity of item " + std::to_string(index + 1),
            std::to_string(quantity),
            "1 to " + std::to_string(kUnitsMax) + (request.as_cart ? ", all items together" : "")
        );
        return Outcome::bad_value;
    }
    return Outcome::done;
}

Outcome check_who_and_where(
    const EngineState& state, const SourceRequest& order, std::string& detail
) {
    const Outcome bad = check_segment(state, order.segment, detail);
    if (bad != Outcome::done) return bad;
    const ReferenceData& reference = state.reference.current();
    if (!order.group.is_none() && reference.groups->find(order.group) == nullptr)
        return Outcome::unknown_group;
    if (auto wrong = bad_customer_class(order.customer_class)) {
        detail = *std::move(wrong);
        return Outcome::bad_value;
    }
    return check_places(reference, order, detail);
}

}  // namespace

void Engine::promise_delivery(
    const DeliveryRequest& request, const CallContext& context, DeliveryReply& reply
) {
    reply = {};
    if (request.items.empty() || request.items.size() > kDeliveryItemsMax) {
        reply.outcome = request.items.empty() ? Outcome::no_lines : Outcome::too_many_lines;
        reply.detail = found_expected("items", std::to_string(request.items.size()), "1 to 1000");
        return;
    }
    reply.outcome = check_quantities(request, reply.detail);
    if (reply.outcome != Outcome::done) return;
    const SourceRequest order = order_of(request);
    reply.outcome = check_who_and_where(*state_, order, reply.detail);
    if (reply.outcome != Outcome::done) return;
    DeliverySearch search(*this, *state_, order, context);
    reply.items.reserve(request.items.size());
    for (std::size_t index = 0; index < request.items.size(); ++index) {
        DeliveryAnswer answer = search.answer(request.items.subspan(index, 1));
        answer.short_item = static_cast<std::uint32_t>(index);
        reply.items.push_back(std::move(answer));
    }
    if (request.as_cart) reply.cart = search.answer(request.items);
}

}  // namespace earmark
