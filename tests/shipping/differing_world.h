// Nodes whose services differ, and what a shipment costs there by first principles.
#pragma once

#include "tests/support/shop.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace earmark {

inline constexpr Micros kDifferingMoney = 1'000'000;
inline constexpr std::array<std::string_view, 3> kDifferingTags{"hazmat", "fragile", "oversize"};

/// How the orders of the network compare plans.
enum class Compared : std::uint8_t { cost, weights, on_time, on_time_then_few };

struct DifferingGoods {
    SkuId sku;
    std::int64_t weight_g = 0;
    std::int64_t volume_mm3 = 0;
    unsigned tags = 0;  ///< Bits: of kDifferingTags.
};

/// A tariff of one zone, from a day.
struct DifferingRates {
    Day from = kNoDay;
    std::int64_t dim_cm3_per_kg = 0;
    std::vector<std::pair<std::int64_t, Micros>> steps;  ///< Up to grams.
};

struct DifferingService {
    std::string name;
    std::vector<DifferingRates> versions;  ///< The later ones last.
    unsigned refused = 0;
    std::int64_t parcel_carbon_g = 0;
    std::int64_t kilogram_carbon_g = 0;
    Day transit = 1;
    bool leaves_today = true;  ///< Its pickups are after the orders of the day, or before.
    Day from = kNoDay;
    Day until = kNoDay;

    /// Whether it takes what leaves on the day.
    bool is_open(Day day) const {
        return (from == kNoDay || from <= day) && (until == kNoDay || day <= until);
    }
};

struct DifferingPlace {
    NodeId node;
    std::vector<std::size_t> services;
    Micros per_shipment = 0;
    Micros per_line = 0;
    Micros per_unit = 0;
    CapacityFigures most{};  ///< Of each day; 0 = any number.
    std::map<Day, CapacityFigures> used;

    CapacityFigures used_on(Day day) const {
        const auto known = used.find(day);
        return known == used.end() ? CapacityFigures{} : known->second;
    }
};

struct DifferingWeights {
    Micros transport = 1;
    Micros handling = 1;
    Micros lateness = 1;
    Micros carbon = 1;
    Micros load = 1;
    Micros split = 1;
    Micros carbon_per_tonne = 0;
    Micros load_price = 0;
};

/// What a shipment costs by a service.
struct DifferingSums {
    std::size_t service = 0;
    std::int64_t grams = 0;  ///< Billed.
    Micros transport = 0;
    Micros lateness = 0;
    Micros carbon = 0;
    Micros load = 0;
    std::int64_t carbon_g = 0;
    std::int64_t days_late = 0;
    Day shipped = kNoDay;
    Day delivered = kNoDay;

    Micros weighed(const DifferingWeights& by) const {
        return by.transport * transport + by.lateness * lateness + by.carbon * carbon +
               by.load * load;
    }
};

class DifferingWorld {
  public:
    Day today = kNoDay;
    Compared compared = Compared::cost;
    DifferingWeights weights;
    std::vector<DifferingGoods> goods;
    std::vector<DifferingService> services;
    std::vector<DifferingPlace> places;
    std::vector<std::vector<Units>> stock;  ///< [place][good]

    Day next_pickup(const DifferingService& service) const {
        return static_cast<Day>(service.leaves_today ? today : today + 1);
    }

    bool is_in_time(const DifferingService& service, const DeliveryWish& wish) const {
        const auto day = static_cast<Day>(next_pickup(service) + service.transit);
        return service.is_open(next_pickup(service)) &&
               (wish.need_by == kNoDay || day <= wish.need_by);
    }

    /// When a good could be there from the place, if its days were not full.
    Day first_delivery(const DifferingPlace& place, std::size_t good) const {
        Day first = kNoDay;
        for (const std::size_t index : place.services) {
            const DifferingService& service = services[index];
            if (!service.is_open(next_pickup(service))) continue;
            if ((goods[good].tags & service.refused) != 0) continue;
            const auto day = static_cast<Day>(next_pickup(service) + service.transit);
            if (first == kNoDay || day < first) first = day;
        }
        return first;
    }

    /// Units of each good by one service, of what the order could have of the place; nothing: it
    /// does not take them, or not in time.
    std::optional<DifferingSums> by_service(
        const DifferingPlace& place,
        std::size_t index,
        const std::vector<Units>& units,
        const std::vector<Units>& needed,
        const DeliveryWish& wish
    ) const {
        const DifferingService& service = services[index];
        std::int64_t grams = 0;
        std::int64_t mm3 = 0;
        for (std::size_t good = 0; good < units.size(); ++good) {
            if (units[good] > 0 && (goods[good].tags & service.refused) != 0) return std::nullopt;
            grams += goods[good].weight_g * units[good];
            mm3 += goods[good].volume_mm3 * units[good];
        }
        const std::optional<Day> day = first_day(place, service, units, needed, wish);
        if (!day) return std::nullopt;
        DifferingSums sums{.service = index, .shipped = *day};
        sums.delivered = static_cast<Day>(*day + service.transit);
        if (wish.wish_by != kNoDay && sums.delivered > wish.wish_by)
            sums.days_late = sums.delivered - wish.wish_by;
        sums.lateness = wish.lateness_per_day * sums.days_late;
        const CapacityFigures used = place.used_on(*day);
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
            const Units most = place.most.at(unit);
            if (most == 0) continue;
            const Micros load = (2 * weights.load_price * used.at(unit) + most) / (2 * most);
            sums.load = std::max(sums.load, load);
        }
        add_parcels(service, grams, mm3, sums);
        return sums;
    }

    /// By the service that the order likes best; of several the one that arrives first.
    std::optional<DifferingSums> cheapest(
        const DifferingPlace& place,
        const std::vector<Units>& units,
        const std::vector<Units>& needed,
        const DeliveryWish& wish
    ) const {
        std::optional<DifferingSums> best;
        for (const std::size_t index : place.services) {
            const auto next = by_service(place, index, units, needed, wish);
            if (next && (!best || rank(*next) < rank(*best))) best = next;
        }
        return best;
    }

  private:
    std::tuple<std::int64_t, Micros, Day> rank(const DifferingSums& sums) const {
        const bool counts_days =
            compared == Compared::on_time || compared == Compared::on_time_then_few;
        return {counts_days ? sums.days_late : 0, sums.weighed(weights), sums.delivered};
    }

    static bool has_room(const CapacityFigures& room, const CapacityFigures& need) {
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
            if (room.at(unit) < need.at(unit)) return false;
        return true;
    }

    /// On which the service takes this; where no day has room for all that it could take of the
    /// order, none is looked for that is like one before.
    std::optional<Day> first_day(
        const DifferingPlace& place,
        const DifferingService& service,
        const std::vector<Units>& units,
        const std::vector<Units>& needed,
        const DeliveryWish& wish
    ) const {
        CapacityFigures shipped{1, 0, 0};
        CapacityFigures need{1, 0, 0};
        for (std::size_t good = 0; good < units.size(); ++good) {
            shipped.at(1) += units[good] > 0 ? 1 : 0;
            shipped.at(2) += units[good];
            if (needed[good] == 0 || (goods[good].tags & service.refused) != 0) continue;
            need.at(1) += 1;
            need.at(2) += needed[good];
        }
        for (Day day = next_pickup(service); service.is_open(day) && day < today + 60; ++day) {
            if (wish.need_by != kNoDay && day + service.transit > wish.need_by) break;
            CapacityFigures room = need;
            const CapacityFigures used = place.used_on(day);
            for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
                const Units most = place.most.at(unit);
                if (most > 0) room.at(unit) = std::min(room.at(unit), most - used.at(unit));
            }
            if (has_room(room, shipped)) return day;
        }
        return std::nullopt;
    }

    void add_parcels(
        const DifferingService& service, std::int64_t grams, std::int64_t mm3, DifferingSums& sums
    ) const {
        const DifferingRates* rates = nullptr;
        for (const DifferingRates& version : service.versions)
            if (version.from <= sums.shipped) rates = &version;
        const std::int64_t divisor = rates->dim_cm3_per_kg;
        std::int64_t left = grams;
        if (divisor > 0) left = std::max(left, (mm3 + divisor - 1) / divisor);
        sums.grams = left;
        const std::int64_t full = rates->steps.back().first;
        for (bool is_last = false; !is_last; left -= full) {
            is_last = left <= full;
            const std::int64_t parcel = std::min(left, full);
            const auto step = std::ranges::find_if(rates->steps, [&](const auto& each) {
                return parcel <= each.first;
            });
            sums.transport += step->second;
            std::int64_t kilograms = 1;
            while (kilograms * 1'000 < parcel)
                ++kilograms;
            const std::int64_t emitted =
                service.parcel_carbon_g + service.kilogram_carbon_g * kilograms;
            sums.carbon_g += emitted;
            sums.carbon += (emitted * weights.carbon_per_tonne + 500'000) / 1'000'000;
        }
    }
};

}  // namespace earmark
