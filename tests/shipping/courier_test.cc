// Orders delivered on the same day by couriers of nodes, against every way to give their lines to
// the nodes that could, with distances and clocks worked out from first principles.
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace earmark {
namespace {

constexpr std::uint16_t kCloses = 1'000;

constexpr Micros kCourierMoney = 1'000'000;
constexpr std::size_t kCourierNodes = 4;
constexpr std::size_t kCourierItems = 2;
constexpr std::size_t kFortnightMinutes = 20'160;

/// Haversine, not the arc cosine of a scalar product.
double metres_between(const Location& from, const Location& to) {
    constexpr double kRadians = std::numbers::pi / 180.0 / 1e6;
    constexpr double kEarthRadiusMetres = 6'371'008.8;
    const double north = (to.latitude_e6 - from.latitude_e6) * kRadians;
    const double east = (to.longitude_e6 - from.longitude_e6) * kRadians;
    const double part = std::pow(std::sin(north / 2), 2) + std::cos(from.latitude_e6 * kRadians) *
                                                               std::cos(to.latitude_e6 * kRadians) *
                                                               std::pow(std::sin(east / 2), 2);
    return 2 * kEarthRadiusMetres * std::asin(std::sqrt(part));
}

struct CourierPlace {
    NodeId node;
    Micros handling = 0;
    Micros fee = 0;
    bool is_near = false;     ///< A courier that reaches the address.
    bool is_in_time = false;  ///< On an open day, before its cut-off.
    bool is_full = false;
    Day today = kNoDay;  ///< On its clock.
    std::array<Units, kCourierItems> stock{};

    bool delivers() const { return is_near && is_in_time && !is_full; }
};

class CourierTown {
  public:
    explicit CourierTown(std::uint64_t seed) : random_(seed) {
        shop.wait(std::chrono::minutes(below(kFortnightMinutes)));
        for (std::size_t item = 0; item < kCourierItems; ++item)
            items.push_back(shop.item("item" + std::to_string(item)));
        for (std::size_t index = 0; index < kCourierNodes; ++index)
            put_place(index);
    }

    Shop shop;
    Location address{.latitude_e6 = 52'520'000, .longitude_e6 = 13'405'000};
    std::vector<SkuId> items;
    std::vector<CourierPlace> places;

    std::size_t below(std::size_t count) { return random_() % count; }
    bool chance(std::size_t percent) { return below(100) < percent; }

  private:
    struct Zone {
        const char* name;
        std::int64_t minutes_ahead;
    };

    std::int32_t somewhere_near(std::int32_t degrees_e6) {
        return degrees_e6 + static_cast<std::int32_t>(below(200'000)) - 100'000;
    }

    NodeId put_node(
        const std::string& key, const Location& at, const Zone& zone, Micros handling, bool sells
    ) {
        NodeRow row;
        row.key = key;
        row.postal_code = "10115";
        row.location = at;
        row.time_zone = zone.name;
        row.handling_per_shipment = handling;
        row.methods = static_cast<std::uint8_t>(method_ship | (sells ? method_same_day : 0));
        PutReply put;
        shop.engine().put_nodes({&row, 1}, shop.context(), put);
        return NodeId(put.ids.at(0));
    }

    /// Hours, a courier if any, and a full day by chance.
    void put_courier(
        const std::string& key,
        std::uint8_t weekdays,
        std::optional<CourierRow> courier,
        CourierPlace& place
    ) {
        std::vector<ShippingRow> rows{
            CalendarRow{.name = key, .weekdays = weekdays},
            HoursRow{
                .node = place.node,
                .calendar = key,
                .opens_minute = 600,
                .closes_minute = kCloses,
                .cutoff_minute = 900,
                .processing_minutes = 3'000
            }
        };
        if (courier) rows.emplace_back(*courier);
        place.is_full = chance(15);
        if (place.is_full) {
            rows.emplace_back(CapacityRow{
                .node = place.node,
                .method = chance(50) ? std::uint8_t{method_same_day} : std::uint8_t{0},
                .unit = CapacityUnit::shipments,
                .most = 0
            });
        }
        const SupplyReply reply = shop.shipping(rows);
        ASSERT_EQ(reply.applied, rows.size()) << reply.answers.front().detail;
    }

    /// Of now, on the clock of the zone.
    std::int64_t minutes_in(const Zone& zone) {
        const auto now = shop.clock().wall().time_since_epoch();
        return std::chrono::floor<std::chrono::minutes>(now).count() + zone.minutes_ahead;
    }

    void put_place(std::size_t index) {
        constexpr Zone kZones[] = {{"UTC", 0}, {"Etc/GMT+5", -300}, {"Etc/GMT-9", 540}};
        const Zone& zone = kZones[below(3)];
        const std::string key = "n" + std::to_string(index);
        CourierPlace place;
        place.handling = static_cast<Micros>(below(3)) * kCourierMoney;
        const Location at{
            .latitude_e6 = somewhere_near(address.latitude_e6),
            .longitude_e6 = somewhere_near(address.longitude_e6)
        };
        const bool sells = chance(85);
        place.node = put_node(key, at, zone, place.handling, /*sells=*/true);

        const auto weekdays = static_cast<std::uint8_t>(1 + below(127));
        const auto cutoff = static_cast<std::uint16_t>(1 + below(kMinutesOfDay));
        const bool has_courier = chance(85);
        const double distance = metres_between(at, address);
        // Never so close to the radius that rounding would tell.
        auto radius = static_cast<std::uint32_t>(1'000 + below(12'000));
        if (std::abs(distance - radius) < 1) radius += 10;
        place.fee = static_cast<Micros>(below(5)) * kCourierMoney + static_cast<Micros>(below(7));
        std::optional<CourierRow> courier;
        if (has_courier) {
            courier = CourierRow{
                .node = place.node,
                .radius_m = radius,
                .cutoff_minute = cutoff,
                .per_shipment = place.fee
            };
        }
        put_courier(key, weekdays, courier, place);
        // Who sells so no longer keeps the courier, without use.
        if (!sells) put_node(key, at, zone, place.handling, sells);

        const std::int64_t minutes = minutes_in(zone);
        place.today = static_cast<Day>(minutes / kMinutesOfDay);
        const auto weekday = static_cast<unsigned>((place.today + 3) % 7);  // 1970 began on a Thu.
        place.is_near = has_courier && sells && distance < radius;
        place.is_in_time = ((weekdays >> weekday) & 1U) != 0 &&
                           minutes % kMinutesOfDay < std::min(cutoff, kCloses);
        for (std::size_t item = 0; item < kCourierItems; ++item) {
            place.stock[item] = static_cast<Units>(below(4));
            shop.stock(items[item], place.node, sells ? place.stock[item] : 9);
        }
        if (sells) places.push_back(place);
    }

    std::mt19937_64 random_;
};

/// The least that any way to give the lines to places costs.
class TownByForce {
  public:
    TownByForce(const CourierTown& town, const SourceRequest& request)
        : town_(town), request_(request), plan_(town.places.size()) {
        give(0, 0, request.lines[0].quantity);
    }
    std::optional<Micros> best;

  private:
    void give(std::size_t line, std::size_t place, Units left) {
        if (left == 0) {
            if (line + 1 == request_.lines.size()) return judge();
            return give(line + 1, 0, request_.lines[line + 1].quantity);
        }
        if (place == plan_.size()) return;
        const CourierPlace& from = town_.places[place];
        const Units most = from.delivers() ? std::min(left, from.stock[line]) : 0;
        for (Units units = 0; units <= most; ++units) {
            if (request_.splitting == LineSplit::whole_lines && units != 0 && units != left)
                continue;
            plan_[place][line] = units;
            give(line, place + 1, left - units);
        }
        plan_[place][line] = 0;
    }

    void judge() {
        Micros cost = -request_.split_penalty;
        for (std::size_t place = 0; place < plan_.size(); ++place) {
            if (std::ranges::all_of(plan_[place], [](Units each) { return each == 0; })) continue;
            const CourierPlace& from = town_.places[place];
            cost += from.fee + from.handling + request_.split_penalty;
        }
        if (!best || cost < *best) best = cost;
    }

    const CourierTown& town_;
    const SourceRequest& request_;
    std::vector<std::array<Units, kCourierItems>> plan_;
};

/// The most basic reason of a line that no place gives, where stock is enough.
std::optional<UnfilledReason> reason_of(const CourierTown& town, std::size_t item) {
    Units anywhere = 0;
    Units in_reach = 0;
    Units late = 0;
    Units full = 0;
    for (const CourierPlace& place : town.places) {
        anywhere += place.stock[item];
        if (!place.is_near) continue;
        if (!place.is_in_time) {
            late += place.stock[item];
        } else if (place.is_full) {
            full += place.stock[item];
        } else {
            in_reach += place.stock[item];
        }
    }
    if (anywhere == 0) return UnfilledReason::no_stock;
    if (in_reach > 0) return std::nullopt;  // Then how much there is matters, too.
    if (late > 0) return UnfilledReason::too_late;
    return full > 0 ? UnfilledReason::no_capacity : UnfilledReason::no_lane;
}

TEST(Couriers, SameDayOrdersCostLeastAmongTheNodesThatCan) {
    std::size_t filled = 0;
    std::size_t asked = 0;
    std::array<std::size_t, 32> reasons{};
    for (const std::uint64_t seed : random_seeds(400)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        CourierTown town(seed);
        std::vector<OrderLine> lines;
        for (std::size_t item = 0; item < 1 + town.below(kCourierItems); ++item) {
            lines.push_back({
                .line = static_cast<std::uint32_t>(item + 1),
                .sku = town.items[item],
                .quantity = static_cast<Units>(1 + town.below(3)),
            });
        }
        SourceRequest request;
        request.mode = SourceMode::reserve;
        request.id = "order";
        request.lines = lines;
        request.ship_to = {.country = "DE", .postal_code = "10117", .location = town.address};
        request.splitting = town.chance(50) ? LineSplit::may_split : LineSplit::whole_lines;
        request.split_penalty = static_cast<Micros>(town.below(3)) * kCourierMoney;
        request.method = method_same_day;
        SourceReply reply;
        town.shop.engine().source(request, town.shop.context(), reply);
        const TownByForce brute(town, request);
        ++asked;
        ASSERT_EQ(reply.outcome == Outcome::done, brute.best.has_value()) << reply.detail;
        if (brute.best) {
            ++filled;
            ASSERT_TRUE(reply.proven_optimal);
            ASSERT_EQ(reply.cost.total(), *brute.best);
            Micros fees = 0;
            for (const Shipment& shipment : reply.shipments) {
                const auto place =
                    std::ranges::find(town.places, shipment.node, &CourierPlace::node);
                ASSERT_NE(place, town.places.end());
                EXPECT_EQ(shipment.dates.ship_day, place->today);
                EXPECT_EQ(shipment.dates.delivery_day, place->today);
                EXPECT_GE(shipment.dates.order_by, town.shop.clock().wall());
                EXPECT_EQ(shipment.transport, place->fee);
                EXPECT_EQ(shipment.parcels, 1U);
                fees += place->fee;
            }
            EXPECT_EQ(reply.cost.transport, fees);
        }
        for (const UnfilledLine& line : reply.unfilled) {
            const auto reason = reason_of(town, line.line - 1);
            if (!reason) continue;
            EXPECT_EQ(line.reason, *reason);
            ++reasons.at(static_cast<std::size_t>(*reason));
        }
        if (::testing::Test::HasFailure()) return;
    }
    // Else this would say little.
    EXPECT_GT(filled * 40, asked);
    EXPECT_GT(reasons[static_cast<std::size_t>(UnfilledReason::no_lane)], 0U);
    EXPECT_GT(reasons[static_cast<std::size_t>(UnfilledReason::too_late)], 0U);
}

}  // namespace
}  // namespace earmark
