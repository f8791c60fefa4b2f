// Of OrderCandidates: on which days a node's shipment may leave, for many orders that share what
// the days have room for.
//
// Services of a node that leave on the same days, at the same rates, are told as one; others each
// by itself. What a full day costs is not told.
#include "engine/order_candidates.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace earmark {

struct OrderCandidates::NextDay {
    Day day = kNoDay;     ///< kNoDay: it says no dates.
    Micros lateness = 0;  ///< What its lateness costs more than on the first day.
    /// All services leave on it, at the rates of the first day, and cost so much more.
    bool is_alike = true;
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

/// The first day from `from` on of the first service that leaves again; nothing: of none.
std::optional<OrderCandidates::NextDay> OrderCandidates::next_ship_day(
    const Candidate& candidate, Day from
) {
    const auto next_day = [&](const OrderDates::Dispatch& sent, Micros first_lateness) {
        const Micros more = weighed_lateness(sent.lateness) - weighed_lateness(first_lateness);
        return NextDay{.day = sent.shipped, .lateness = more};
    };
    if (candidate.is_collected) {
        const auto sent = services_.collect(candidate.node, from);
        return sent ? std::optional(next_day(*sent, candidate.collection.extra)) : std::nullopt;
    }
    std::optional<NextDay> next;
    bool is_alike = true;
    for (const ServiceChoice& choice : services_.of(candidate.services)) {
        const auto sent = next_dispatch(candidate, choice, from);
        is_alike = is_alike && sent;
        if (!sent) continue;
        const NextDay seen = next_day(*sent, choice.extra);
        if (!next) next = seen;
        is_alike = is_alike && seen.day == next->day && seen.lateness == next->lateness &&
                   services_.rates_on(choice, sent->shipped, candidate.zone) == choice.rates;
    }
    if (next) next->is_alike = is_alike;
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
        days.push_back({.day = day, .extra = lateness});
        return wants_more(day);
    };
    if (candidate.services.count == 0 && !candidate.is_collected) {
        add(candidate.courier != nullptr ? candidate.collection.leaves_from : today_, 0);
        return;
    }
    Day from = kNoDay;
    while (const auto next = next_ship_day(candidate, from)) {
        if (!next->is_alike) return days.clear();
        const bool has_dates = next->day != kNoDay;
        const bool goes_on = add(has_dates ? next->day : today_, next->lateness);
        const bool is_last = days.size() == static_cast<std::size_t>(kShipDaysLooked);
        if (!goes_on || !has_dates || next->day == kDayMax || is_last) return;
        from = static_cast<Day>(next->day + 1U);
    }
}

bool OrderCandidates::find_service_days(
    std::uint32_t place,
    std::uint32_t service,
    const std::function<bool(Day)>& wants_more,
    std::vector<ServiceShipDays>& found
) {
    const Candidate& candidate = nodes_[place];
    const ServiceChoice choice = services_.of(candidate.services)[service];
    const ServiceRates::Version* rates = nullptr;
    Day from = kNoDay;
    for (int looked = 0; looked < kShipDaysLooked; ++looked) {
        const auto sent = next_dispatch(candidate, choice, from);
        if (!sent) return true;
        const auto* rates_then = services_.rates_on(choice, sent->shipped, candidate.zone);
        const bool falls = rates != nullptr && rates_then != rates &&
                           !rates_then->is_never_below(*rates, candidate.zone);
        if (falls) return false;
        if (rates_then != rates)
            found.push_back({service, sent->shipped, sent->lateness, sent->days_late, {}});
        rates = rates_then;
        const bool has_dates = sent->shipped != kNoDay;
        const Day day = has_dates ? sent->shipped : today_;
        const Micros more = weighed_lateness(sent->lateness);
        found.back().days.push_back({day, more - weighed_lateness(found.back().lateness)});
        if (!wants_more(day) || !has_dates || day == kDayMax) return true;
        from = static_cast<Day>(day + 1U);
    }
    return true;
}

bool OrderCandidates::leave_by(std::uint32_t place, std::span<const ServiceShipDays> services) {
    Candidate& candidate = nodes_[place];
    ServiceChoices::Range leaving = services_.begin_range();
    for (const ServiceShipDays& days : services) {
        ServiceChoice choice = services_.of(candidate.services)[days.service];
        choice.rates = services_.rates_on(choice, days.first, candidate.zone);
        if (choice.rates == nullptr) return false;
        choice.extra = days.lateness;
        choice.days_late = days.days_late;
        choice.departures = days.departures;
        services_.add_choice(leaving, choice);
    }
    candidate.services = candidate.planned = leaving;
    limits_services_ = true;
    return true;
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
