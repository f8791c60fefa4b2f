// Of CapacityFit: on which days a node's shipment may leave, and what each has room for.
#include "engine/capacity/capacity_fit.h"

#include <algorithm>
#include <span>

namespace earmark {

/// What joins a shipment leaves on its day, and makes no other. Where that is past or was not
/// counted, it does so on the next day with room for what the shipment carries, too.
void OrderCandidates::CapacityFit::fit_joined(std::uint32_t place, const OpenShipment& joined) {
    Candidate& candidate = order_.nodes_[place];
    const Candidate as_found = candidate;
    const CapacityFigures need = need_of(place, /*joins=*/true);
    std::optional<std::pair<Candidate, CapacityFigures>> best;
    Day from = joined.leaves_on;
    for (int looked = 0; looked < kShipDaysLooked; ++looked) {
        candidate = as_found;
        const auto day = keep_to_shipment(candidate, from, std::max(joined.leaves_on, today_));
        if (!day && looked == 0) return leave_late(place);
        if (!day) break;
        CapacityFigures room = order_.room_on(uses_, limits_, candidate.node, *day);
        const bool is_moved = *day != joined.leaves_on;
        for (std::size_t unit = 0; is_moved && unit < kCapacityUnits; ++unit)
            room.at(unit) -= joined.load.at(unit);
        CapacityFigures least = room;
        if (carries_some_line(place, joined)) least[kLines] = std::max<Units>(least[kLines], 1);
        if (has_any_room(least, need) && (!best || has_room_for(room, need)))
            best = {candidate, room};
        if (!is_moved || has_room_for(room, need) || *day == kDayMax) break;
        from = static_cast<Day>(*day + 1U);
    }
    candidate = best ? best->first : as_found;
    if (!best) return leave_node(place, /*joins=*/true);
    keep_to(place, best->second, need);
}

/// Of the order's lines that the place has more of: more of it is no other line.
bool OrderCandidates::CapacityFit::carries_some_line(
    std::uint32_t place, const OpenShipment& joined
) const {
    return std::ranges::any_of(order_.stock_, [&](const Stock& stock) {
        return stock.candidate == place && order_.is_there(stock.line, joined);
    });
}

/// Services, or whoever takes it, that leave on the first day from `day` on; what says no dates
/// leaves on one only. That day; nothing: it would be too late, so that nothing joins the shipment.
std::optional<Day> OrderCandidates::CapacityFit::keep_to_shipment(
    Candidate& candidate, Day day, Day dateless
) {
    ServiceChoices& services = order_.services_;
    const auto leaves_dateless = [&](Day from) {
        return from > dateless ? std::nullopt : std::optional(dateless);
    };
    if (candidate.is_collected) {
        const auto ready = services.collect(candidate.node, day);
        if (!ready) return std::nullopt;
        candidate.collection.leaves_from = day;
        candidate.collection.extra = ready->lateness;
        candidate.collection.days_late = ready->days_late;
        if (ready->shipped != kNoDay) return ready->shipped;
        return leaves_dateless(day);
    }
    if (candidate.courier != nullptr) {
        const Day today = candidate.collection.leaves_from;
        return day > today ? std::nullopt : std::optional(today);
    }
    if (candidate.services.count == 0) return leaves_dateless(day);
    Day first = kDayMax;
    for (const bool is_first_look : {true, false}) {
        ServiceChoices::Range leaving = services.begin_range();
        for (std::uint32_t index = 0; index < candidate.services.count; ++index) {
            ServiceChoice choice = services.of(candidate.services)[index];
            const auto sent = services.dispatch(candidate.node, choice, candidate.zone, day);
            if (!sent) continue;
            const auto* rates = services.rates_on(choice, sent->shipped, candidate.zone);
            if (rates == nullptr) continue;
            const auto leaves = sent->shipped == kNoDay ? leaves_dateless(day) : sent->shipped;
            if (!leaves) continue;
            first = std::min(first, *leaves);
            if (is_first_look || leaves != first) continue;
            choice.rates = rates;
            choice.leaves_from = day;
            choice.extra = sent->lateness;
            choice.days_late = sent->days_late;
            services.add_choice(leaving, choice);
        }
        if (leaving.count == 0) continue;
        leaving.late_first = candidate.services.late_first;
        leaving.late_count = candidate.services.late_count;
        candidate.services = candidate.planned = leaving;
        return first;
    }
    return std::nullopt;
}

/// When it is ready to be collected; what there is room for. Nothing: for nothing.
std::optional<CapacityFigures> OrderCandidates::CapacityFit::fit_collection(
    Candidate& candidate, const CapacityFigures& need
) {
    departures_.clear();
    find_departures(candidate, need, {});
    if (departures_.empty()) return std::nullopt;
    const ServiceChoice& first = departures_.front().choice;
    candidate.collection = {first.extra, first.leaves_from, first.days_late};
    candidate.load = first.load;
    return departures_.front().room;
}

/// When each service leaves; what there is room for by any of them. Nothing: by none.
std::optional<CapacityFigures> OrderCandidates::CapacityFit::fit_services(
    std::uint32_t place, const CapacityFigures& need
) {
    Candidate& candidate = order_.nodes_[place];
    ServiceChoices& services = order_.services_;
    departures_.clear();
    for (std::uint32_t index = 0; index < candidate.services.count; ++index) {
        const ServiceChoice choice = services.of(candidate.services)[index];
        const CapacityFigures own = need_of(place, /*joins=*/false, &choice);
        if (own[kLines] > 0) find_departures(candidate, own, choice);
    }
    if (departures_.empty()) return std::nullopt;
    const CapacityFigures room = limit_departures(place, need);
    ServiceChoices::Range fitting = services.begin_range();
    for (const Departure& departure : departures_)
        services.add_choice(fitting, departure.choice);
    fitting.late_first = candidate.services.late_first;
    fitting.late_count = candidate.services.late_count;
    candidate.services = candidate.planned = fitting;
    if (services.has_refusals()) leave_uncarried(place);
    return room;
}

/// Limits what goes by each service on each day. Most room, of each unit, is what is left.
CapacityFigures OrderCandidates::CapacityFit::limit_departures(
    std::uint32_t place, const CapacityFigures& need
) {
    const Departure& first = departures_.front();
    const bool are_alike = std::ranges::all_of(departures_, [&](const Departure& departure) {
        return departure.takes_all == first.takes_all &&
               (departure.takes_all || departure.room == first.room);
    });
    if (are_alike) return first.takes_all ? need : first.room;
    CapacityFigures most{};
    bool limits_rows = false;
    bool takes_need = false;
    for (Departure& departure : departures_) {
        const CapacityFigures& room = departure.takes_all ? need : departure.room;
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
            most.at(unit) = std::max(most.at(unit), room.at(unit));
        takes_need = takes_need || (departure.takes_all && departure.need == need);
        if (departure.takes_all) continue;
        departure.choice.units_max = room[kUnits];
        departure.choice.rows_max = room[kLines];
        limits_rows = limits_rows || room[kLines] < departure.need[kLines];
    }
    order_.limits_services_ = true;
    if (limits_rows) note_rows(place);
    if (!takes_need) note_squeezed(place);
    return most;
}

/// Adds the days on which there is room for some of what is needed, more than on days before,
/// up to the first with room for all of it; of what leaves whole or together the best of them.
void OrderCandidates::CapacityFit::find_departures(
    const Candidate& candidate, const CapacityFigures& need, const ServiceChoice& choice
) {
    const bool is_whole = goes_whole(need);
    const bool is_one = candidate.is_collected || is_whole;
    const std::size_t first = departures_.size();
    visit_days(candidate, choice, [&](const ServiceChoice& leaving, Day day) {
        CapacityFigures room = order_.room_on(uses_, limits_, candidate.node, day);
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
            room.at(unit) = std::min(room.at(unit), need.at(unit));
        const bool takes_all = has_room_for(room, need);
        const auto before = std::span(departures_).subspan(first);
        const auto has_as_much = [&](const Departure& known) {
            return is_one ? rank_of(known.room) >= rank_of(room) : has_room_for(known.room, room);
        };
        if (!takes_all && (!has_any_room(room, need) || std::ranges::any_of(before, has_as_much)))
            return true;
        if (before.size() == (is_one ? 1 : kDeparturesMax)) {
            departures_.pop_back();
            if (!is_whole) order_.knows_all_costs_ = false;
        }
        departures_.push_back({leaving, need, room, takes_all});
        departures_.back().choice.load = order_.load_on(uses_, limits_, candidate.node, day);
        // A plan would let little wait for it.
        if (is_cheaper_later(first)) order_.knows_all_costs_ = false;
        return !takes_all;
    });
}

/// Whether the last of the departures from `first` on may cost less than one before.
bool OrderCandidates::CapacityFit::is_cheaper_later(std::size_t first) const {
    const ServiceChoice& last = departures_.back().choice;
    const auto before = std::span(departures_).subspan(first, departures_.size() - first - 1);
    return std::ranges::any_of(before, [&](const Departure& departure) {
        return departure.choice.rates != last.rates || departure.choice.load > last.load;
    });
}

/// Whether a service's rates fall from one day on which it leaves to another, up to this one.
bool OrderCandidates::CapacityFit::falls_until(
    const Candidate& candidate, const ServiceChoice& choice, Day last
) {
    const ServiceRates::Version* before = nullptr;
    Day from = kNoDay;
    for (int looked = 0; looked < kShipDaysLooked; ++looked) {
        const auto sent = order_.next_dispatch(candidate, choice, from);
        if (!sent || sent->shipped == kNoDay || sent->shipped > last) return false;
        const auto* rates = order_.services_.rates_on(choice, sent->shipped, candidate.zone);
        const bool falls =
            before != nullptr && rates != before && !rates->is_never_below(*before, candidate.zone);
        if (falls || sent->shipped == kDayMax) return falls;
        before = rates;
        from = static_cast<Day>(sent->shipped + 1U);
    }
    return false;
}

/// The days on which a service leaves, or goods are ready to be collected, while `goes_on` says
/// so, which is given each with what it costs then.
void OrderCandidates::CapacityFit::visit_days(
    const Candidate& candidate, const ServiceChoice& choice, const GoesOn& goes_on
) {
    ServiceChoices& services = order_.services_;
    const PlannedDay* planned = order_.planned_day(candidate.node);
    Day from = planned == nullptr ? kNoDay : planned->day;
    for (int looked = 0; looked < kShipDaysLooked; ++looked) {
        const auto sent = candidate.is_collected
                              ? services.collect(candidate.node, from)
                              : services.dispatch(candidate.node, choice, candidate.zone, from);
        if (!sent) return;
        const bool has_dates = sent->shipped != kNoDay;
        if (planned != nullptr && has_dates && sent->shipped > planned->last) return;
        ServiceChoice leaving = choice;
        const bool is_rated = choice.rates != nullptr;  // Not what is collected.
        if (is_rated && has_dates)
            leaving.rates = services.rates_on(choice, sent->shipped, candidate.zone);
        leaving.leaves_from = from;
        leaving.extra = sent->lateness;
        leaving.days_late = sent->days_late;
        // Planned together with others it waits for no rates that fall: see find_service_days.
        const bool is_planned = planned != nullptr && planned->last != kDayMax;
        if (is_planned && is_rated && has_dates && falls_until(candidate, choice, sent->shipped))
            return;
        // What says no dates takes of today, which others may be to have.
        if (is_planned && !has_dates && (today_ < planned->day || today_ > planned->last)) return;
        const bool is_open = !is_rated || leaving.rates != nullptr;
        if (is_open && !goes_on(leaving, has_dates ? sent->shipped : today_)) return;
        if (!has_dates || sent->shipped == kDayMax) return;
        from = static_cast<Day>(sent->shipped + 1U);
    }
}

/// Whether a node ships all of the order that it has or none of it.
bool OrderCandidates::CapacityFit::goes_whole(const CapacityFigures& need) const {
    if (order_.lines_.size() == 1 && order_.lines_.front().set != 0) return true;
    return need[kLines] == 1 && order_.splitting_ == LineSplit::whole_lines;
}

}  // namespace earmark
