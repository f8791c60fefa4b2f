// Of OrderCandidates: on which days a node's shipment may leave, for many orders that share what
// the days have room for.
//
// Services of a node that leave on the same day are told as one; where they do not, by which day it
// leaves depends on what the shipment carries, and that day and what follows are told as one
// without a limit.
#include "engine/order_candidates.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace earmark {

struct OrderCandidates::NextDay {
    Day day = kNoDay;     ///< kNoDay: it says no dates.
    bool is_one = true;   ///< All services leave on it, at rates as before.
    Micros lateness = 0;  ///< The least that its lateness costs more than on the first day.
};

/// As plans are compared.
Micros OrderCandidates::weighed_lateness(Micros lateness) const {
    return profile_ == nullptr ? lateness
                               : weighed_amount(lateness, profile_->weights.of(CostTerm::lateness));
}

/// The first day from `from` on; nothing: it would be too late by all services.
std::optional<OrderCandidates::NextDay> OrderCandidates::next_ship_day(
    const Candidate& candidate, Day from
) {
    std::optional<NextDay> next;
    const auto see = [&](const OrderDates::Dispatch& sent, Micros first_lateness, bool as_before) {
        const Micros lateness =
            std::max<Micros>(0, weighed_lateness(sent.lateness) - weighed_lateness(first_lateness));
        if (!next) {
            next = {sent.shipped, as_before, lateness};
            return;
        }
        next->is_one = next->is_one && as_before && next->day == sent.shipped;
        next->day = std::min(next->day, sent.shipped);
        next->lateness = std::min(next->lateness, lateness);
    };
    if (candidate.is_collected) {
        if (const auto sent = services_.collect(candidate.node, from))
            see(*sent, candidate.collection.extra, /*as_before=*/true);
        return next;
    }
    for (const ServiceChoice& choice : services_.of(candidate.services)) {
        const auto sent = services_.dispatch(candidate.node, choice, candidate.zone, from);
        if (!sent) continue;
        const auto* rates = services_.rates_on(choice, sent->shipped, candidate.zone);
        if (rates == nullptr) continue;  // It is not open then.
        see(*sent, choice.extra, rates == choice.rates);
    }
    return next;
}

void OrderCandidates::find_ship_days(
    const EngineState& state,
    const CapacityTable& limits,
    std::uint32_t place,
    const std::function<bool(Day)>& wants_more,
    std::vector<ShipDay>& days
) {
    days.clear();
    const Candidate& candidate = nodes_[place];
    if (!limits.limits(candidate.node)) return;
    const auto add = [&](Day day, Micros lateness) {
        Micros load = load_on(state.capacity_uses, limits, candidate.node, day);
        if (profile_ != nullptr) load = weighed_amount(load, profile_->weights.of(CostTerm::load));
        days.push_back({.day = day, .is_limited = true, .extra = lateness + load});
        return wants_more(day);
    };
    if (candidate.services.count == 0 && !candidate.is_collected) {
        add(candidate.courier != nullptr ? candidate.collection.leaves_from : today_, 0);
        return;
    }
    Day from = kNoDay;
    while (const auto next = next_ship_day(candidate, from)) {
        if (!next->is_one) {
            if (!days.empty()) days.push_back({.day = from, .extra = next->lateness});
            break;
        }
        const bool has_dates = next->day != kNoDay;
        const bool goes_on = add(has_dates ? next->day : today_, next->lateness);
        if (!goes_on || !has_dates || next->day == kDayMax ||
            days.size() == std::size_t{kShipDaysLooked})
            break;
        from = static_cast<Day>(next->day + 1U);
    }
    // A later day may be less full.
    for (std::size_t at = days.size(); at > 1; --at)
        days[at - 2].extra = std::min(days[at - 2].extra, days[at - 1].extra);
}

void OrderCandidates::add_ship_days_key(std::uint32_t place, std::vector<std::uint64_t>& key)
    const {
    const Candidate& candidate = nodes_[place];
    const DeliveryWish& wish = request_->delivery;
    key.insert(
        key.end(),
        {candidate.node.value(),
         request_->method,
         candidate.zone,
         candidate.is_collected ? 1U : 0U,
         candidate.courier != nullptr ? 1U : 0U,
         wish.need_by,
         wish.wish_by,
         static_cast<std::uint64_t>(wish.lateness_per_day),
         request_->store.value(),
         request_->profile.value()}
    );
    for (const ServiceChoice& choice : services_.of(candidate.services))
        key.push_back(choice.service);
}

}  // namespace earmark
