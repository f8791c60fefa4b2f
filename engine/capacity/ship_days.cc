// Of OrderCandidates: on which days a node's shipment may leave, for many orders that share what
// the days have room for.
//
// Services of a node that leave on the same day are told as one; where they do not, by which day it
// leaves depends on what the shipment carries, and that day and what follows are told as one
// without a limit. What a full day costs is not told.
#include "engine/order_candidates.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace earmark {

struct OrderCandidates::NextDay {
    Day day = kNoDay;            ///< kNoDay: it says no dates.
    bool is_one = true;          ///< All services leave on it.
    bool is_rated_anew = false;  ///< Some at other rates than on the first day.
    Micros lateness = 0;         ///< The least that its lateness costs more than on the first day.
};

/// As plans are compared.
Micros OrderCandidates::weighed_lateness(Micros lateness) const {
    return profile_ == nullptr ? lateness
                               : weighed_amount(lateness, profile_->weights.of(CostTerm::lateness));
}

/// When a service takes a shipment from `from` on: on a day on which it is open.
std::optional<OrderDates::Dispatch> OrderCandidates::next_dispatch(
    const Candidate& candidate, const ServiceChoice& choice, Day from
) {
    for (int looked = 0; looked < kShipDaysLooked; ++looked) {
        const auto sent = services_.dispatch(candidate.node, choice, candidate.zone, from);
        if (!sent || services_.rates_on(choice, sent->shipped, candidate.zone) != nullptr)
            return sent;
        if (sent->shipped == kNoDay || sent->shipped == kDayMax) break;
        from = static_cast<Day>(sent->shipped + 1U);
    }
    return std::nullopt;
}

/// The first day from `from` on; nothing: it would be too late by all services.
std::optional<OrderCandidates::NextDay> OrderCandidates::next_ship_day(
    const Candidate& candidate, Day from
) {
    std::optional<NextDay> next;
    const auto see = [&](const OrderDates::Dispatch& sent, Micros first_lateness, bool anew) {
        const Micros lateness = weighed_lateness(sent.lateness) - weighed_lateness(first_lateness);
        if (!next) {
            next = {.day = sent.shipped, .is_rated_anew = anew, .lateness = lateness};
            return;
        }
        next->is_one = next->is_one && next->day == sent.shipped;
        next->is_rated_anew = next->is_rated_anew || anew;
        next->day = std::min(next->day, sent.shipped);
        next->lateness = std::min(next->lateness, lateness);
    };
    if (candidate.is_collected) {
        if (const auto sent = services_.collect(candidate.node, from))
            see(*sent, candidate.collection.extra, /*anew=*/false);
        return next;
    }
    for (const ServiceChoice& choice : services_.of(candidate.services)) {
        const auto sent = next_dispatch(candidate, choice, from);
        if (!sent) continue;
        const auto* rates = services_.rates_on(choice, sent->shipped, candidate.zone);
        see(*sent, choice.extra, rates != choice.rates);
    }
    return next;
}

void OrderCandidates::find_ship_days(
    const CapacityTable& limits,
    std::uint32_t place,
    const std::function<bool(Day)>& wants_more,
    std::vector<ShipDay>& days
) {
    days.clear();
    const Candidate& candidate = nodes_[place];
    if (!limits.limits(candidate.node)) return;
    const auto add = [&](Day day, Micros lateness) {
        days.push_back({.day = day, .is_limited = true, .extra = lateness});
        return wants_more(day);
    };
    if (candidate.services.count == 0 && !candidate.is_collected) {
        add(candidate.courier != nullptr ? candidate.collection.leaves_from : today_, 0);
        return;
    }
    Day from = kNoDay;
    while (const auto next = next_ship_day(candidate, from)) {
        if (next->is_rated_anew) return days.clear();
        if (!next->is_one) {
            if (!days.empty()) days.push_back({.day = from, .extra = next->lateness});
            return;
        }
        const bool has_dates = next->day != kNoDay;
        const bool goes_on = add(has_dates ? next->day : today_, next->lateness);
        const bool is_last = days.size() == static_cast<std::size_t>(kShipDaysLooked);
        if (!goes_on || !has_dates || next->day == kDayMax || is_last) return;
        from = static_cast<Day>(next->day + 1U);
    }
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
