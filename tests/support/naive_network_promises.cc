// Promises by date beside what groups hold and keep, the obvious way: every number of units is
// tried on every day.
#include "engine/network/network_place.h"
#include "tests/support/naive_engine.h"

#include <algorithm>
#include <set>

namespace earmark {

NaiveEngine::TakenUnits NaiveEngine::taken_by_place(
    SkuId sku, const std::vector<NaiveLine>& before, const std::vector<NaiveLine>& after
) {
    TakenUnits taken;
    for (const NaiveLine& line : after) {
        if (line.asked.sku == sku) taken[{line.asked.node, line.day}] += line.held;
    }
    for (const NaiveLine& line : before) {
        if (line.asked.sku == sku) taken[{line.asked.node, line.day}] -= line.held;
    }
    return taken;
}

bool NaiveEngine::keeps_bindable(
    SkuId sku,
    const Asking& asking,
    NaiveReservation& reservation,
    const std::vector<NaiveLine>& before,
    const std::vector<NaiveLine>& after
) {
    bool is_more = false;
    bool is_group = false;
    bool has_days = false;
    int last = kNoDay;
    for (const auto& [place_day, more] : taken_by_place(sku, before, after)) {
        if (more == 0) continue;
        is_more = is_more || more > 0;
        is_group = is_group || is_group_place(place_day.first);
        has_days = has_days || place_day.second != kNoDay;
        if (more > 0) last = std::max<int>(last, place_day.second);
    }
    reservation.lines = before;
    if (!is_more || (!is_group && !has_networks(sku))) return true;
    looks_at_ = kNoDay;
    bool keeps = keeps_bindable_now(sku, asking, reservation, before, after);
    std::set<int> days = days_that_differ(sku);
    for (const NaiveLine& line : after)
        days.insert({line.day - 1, line.day, line.day + 1});
    days.insert(std::max<int>(last, today_));
    for (const int day : days) {
        if (!has_days || !keeps || day > std::max<int>(last, today_)) break;
        if (day < today_) continue;
        looks_at_ = static_cast<Day>(day);
        keeps = keeps_bindable_now(sku, asking, reservation, before, after);
    }
    looks_at_ = kNoDay;
    reservation.lines = before;
    return keeps;
}

/// What a line for a day at a node may have besides what the reservation of that name has so far.
Units NaiveEngine::most_promisable_at(
    PositionKey key, Day day, const Asking& asking, std::string_view name
) {
    NaiveReservation& reservation = reservations_.find(name)->second;
    const std::vector<NaiveLine> so_far = reservation.lines;
    const auto fits = [&](Units units) EARMARK_REQUIRES(mutex_) {
        std::vector<NaiveLine> after = so_far;
        NaiveLine& line = after.emplace_back();
        line.asked = {.line = 0, .sku = key.first, .node = key.second, .quantity = units};
        line.day = day;
        line.granted = line.held = units;
        const bool keeps = keeps_bindable(key.first, asking, reservation, {}, after);
        reservation.lines = so_far;
        return keeps;
    };
    Units most = atp(key, day, asking);
    // Of many not all numbers can be tried: the more fit, the fewer do.
    constexpr Units kFewUnits = 6;
    Units least = 0;
    while (most - least > kFewUnits && !fits(most)) {
        const Units middle = least + (most - least) / 2;
        (fits(middle) ? least : most) = middle;
    }
    while (most > least && !fits(most))
        --most;
    return most;
}

Units NaiveEngine::promisable(PositionKey key, Day day, const Asking& asking) {
    if (!has_networks(key.first)) return atp(key, day, asking);
    const std::string name = "nobody";
    NaiveReservation& nobody = reservations_[name];
    nobody.segment = asking.segment;
    nobody.made = ~std::uint64_t{0};
    const Units most = most_promisable_at(key, day, asking, name);
    reservations_.erase(name);
    return most;
}

/// Each moment by itself: what comes to the place by that day and later is nobody's yet.
Units NaiveEngine::most_by_moments(SkuId sku, NodeId place, Day day, const Asking& asking) {
    Units most = 0;
    for (const auto& [node, enabled] : nodes_) {
        if (is_within(place, node)) most += atp({sku, node}, day, asking);
    }
    most = std::min(most, kUnitsMax);
    if (most == 0 || !has_networks(sku)) return most;
    const bool takes_spare = network_rule(sku, group_at(place)) != nullptr;
    const auto there = [&](Day moment) EARMARK_REQUIRES(mutex_) {
        looks_at_ = moment;
        Units units = 0;
        for (const auto& [node, enabled] : nodes_) {
            const bool is_asked = is_within(place, node) && positions_.contains({sku, node});
            if (is_asked) units += for_anyone({sku, node}, {}, takes_spare);
        }
        return units;
    };
    const Units by_then = there(day);
    std::set<int> moments = days_that_differ(sku);
    moments.insert({today_ - 1, static_cast<int>(day)});
    for (const int moment : moments) {
        if (moment > day) break;
        const bool is_now = moment < today_;
        const Units later = by_then - there(is_now ? kNoDay : static_cast<Day>(moment));
        const Units addable = most_addable(sku, place, {.asking = asking});
        if (later > kUnitsMax / 2 || addable > kUnitsMax / 2) continue;
        most = std::min(most, addable + (is_now && day <= today_ ? 0 : later));
    }
    looks_at_ = kNoDay;
    return most;
}

}  // namespace earmark
