// The least that an order costs: every way to give lines to nodes and shipments to services is
// priced, with dates that a twin waits for.
#pragma once

#include "tests/shipping/dated_network.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace earmark {

/// What a plan is compared by: days late where these come first, then money as it is weighed.
struct TwinCost {
    std::int64_t days = 0;
    Micros money = 0;

    friend auto operator<=>(const TwinCost&, const TwinCost&) = default;
};

/// Of the orders of one moment; `network` outlives it.
class EveryDatedPlan {
  public:
    EveryDatedPlan(const DatedNetwork& network, Time now, std::size_t profile)
        : network_(network), now_(now), profile_(profile) {}

    /// Of all ways to give whole lines to places.
    std::optional<TwinCost> least(std::size_t lines, const DeliveryWish& wish) const {
        std::size_t ways = 1;
        for (std::size_t line = 0; line < lines; ++line)
            ways *= kDatedPlaces;
        std::optional<TwinCost> best;
        for (std::size_t way = 0; way < ways; ++way) {
            std::array<std::int64_t, kDatedPlaces> grams{};
            bool is_good = true;
            for (std::size_t line = 0, rest = way; line < lines; ++line, rest /= kDatedPlaces) {
                is_good = is_good && network_.places.at(rest % kDatedPlaces).stock.at(line);
                grams.at(rest % kDatedPlaces) += network_.weights.at(line);
            }
            TwinCost sum;
            for (std::size_t place = 0; place < kDatedPlaces && is_good; ++place) {
                if (grams.at(place) == 0) continue;
                const auto cost = shipment_cost(place, grams.at(place), wish);
                is_good = cost.has_value();
                if (!is_good) break;
                sum.days += cost->days;
                sum.money += cost->money;
            }
            if (is_good && (!best || sum < *best)) best = sum;
        }
        return best;
    }

    /// What lateness costs; nothing if the service is out.
    std::optional<Micros> lateness(std::size_t place, std::size_t service, const DeliveryWish& wish)
        const {
        if (!network_.places.at(place).has_hours)
            return wish.need_by == kNoDay ? std::optional<Micros>(0) : std::nullopt;
        const auto found = wait(place, service);
        if (!found) return std::nullopt;
        if (wish.need_by != kNoDay && found->delivered > wish.need_by) return std::nullopt;
        if (wish.wish_by == kNoDay || found->delivered <= wish.wish_by) return 0;
        return wish.lateness_per_day * (found->delivered - wish.wish_by);
    }

    /// Nothing if it says no dates.
    std::optional<naive::Shop> schedule(std::size_t place, std::size_t service) const {
        const TwinPlace& at = network_.places.at(place);
        if (!at.has_hours) return std::nullopt;
        naive::Shop shop = at.hours;
        shop.pickups = at.pickups.at(service);
        shop.delivery = network_.services.at(service).delivery;
        shop.transit = network_.services.at(service).transit.at(place);
        return shop;
    }

    static naive::Minute minute_of(Time time) {
        return std::chrono::floor<std::chrono::minutes>(time.time_since_epoch()).count();
    }

  private:
    /// Waited for once. Nothing if it says no dates, or never leaves.
    std::optional<naive::Found> wait(std::size_t place, std::size_t service) const {
        const auto [known, is_new] = waited_.try_emplace({place, service});
        if (!is_new) return known->second;
        if (const auto shop = schedule(place, service))
            known->second = naive::wait(*shop, minute_of(now_), 60);
        return known->second;
    }

    TwinCost cost_of(Micros rate, Micros late, std::int64_t days) const {
        if (profile_ == kHurry)
            return {.money = network_.transport_weight * rate + network_.lateness_weight * late};
        return {.days = profile_ == kOnTime ? days : 0, .money = rate + late};
    }

    /// The least that a shipment from a place costs; nothing if none may go.
    std::optional<TwinCost> shipment_cost(
        std::size_t place, std::int64_t grams, const DeliveryWish& wish
    ) const {
        const std::size_t step = grams <= kSmallParcel ? 0 : 1;
        const TwinPlace& at = network_.places.at(place);
        if (!at.has_services()) {
            const Micros rate = network_.rate_on(0, day_of(now_), place, step);
            if (rate < 0 || wish.need_by != kNoDay) return std::nullopt;
            return cost_of(rate, 0, 0);
        }
        std::optional<TwinCost> least;
        for (std::size_t service = 0; service < kDatedServices; ++service) {
            if (at.pickups.at(service).empty()) continue;
            const auto late = lateness(place, service, wish);
            if (!late) continue;
            const auto found = wait(place, service);
            const Micros rate =
                network_.rate_on(service, found ? found->shipped : day_of(now_), place, step);
            if (rate < 0) continue;
            std::int64_t days = 0;
            if (found && wish.wish_by != kNoDay)
                days = std::max<std::int64_t>(0, found->delivered - wish.wish_by);
            const TwinCost cost = cost_of(rate, *late, days);
            if (!least || cost < *least) least = cost;
        }
        return least;
    }

    const DatedNetwork& network_;
    Time now_;
    std::size_t profile_;
    mutable std::map<std::pair<std::size_t, std::size_t>, std::optional<naive::Found>> waited_;
};

}  // namespace earmark
