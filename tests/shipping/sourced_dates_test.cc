// Orders with a need-by and a wish-by day, sourced by the engine against brute force: every way to
// give lines to nodes and shipments to services is priced, with dates that a twin waits for.
#include "tests/shipping/clock_text.h"
#include "tests/shipping/naive_schedule.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace earmark {
namespace {

constexpr std::size_t kPlaces = 3;
constexpr std::size_t kServices = 3;
constexpr std::size_t kLinesMost = 3;
constexpr int kDaysAhead = 16;  // No service takes as long.
constexpr std::int64_t kSmallParcel = 1'000;
constexpr std::int64_t kLargeParcel = 9'000;  // More than an order weighs.

/// The rate of each zone for a small and a large parcel; negative = not served.
struct TwinRates {
    Day from = kNoDay;
    std::array<std::array<Micros, 2>, kPlaces> rates{};
};

struct TwinService {
    std::vector<TwinRates> versions;
    std::array<std::int64_t, kPlaces> transit{};
    naive::Calendar delivery;
};

/// Place p lies in zone p + 1 of the address.
struct TwinPlace {
    NodeId node;
    bool has_hours = false;
    naive::Shop hours;  ///< Without pickups.
    std::array<std::vector<naive::Pickup>, kServices> pickups;
    std::array<bool, kLinesMost> stock{};

    bool has_services() const {
        return std::ranges::any_of(pickups, [](const auto& each) { return !each.empty(); });
    }
};

/// What a plan is compared by: days late where these come first, then money as it is weighed.
struct TwinCost {
    std::int64_t days = 0;
    Micros money = 0;

    friend auto operator<=>(const TwinCost&, const TwinCost&) = default;
};

class DatedNetwork {
  public:
    explicit DatedNetwork(std::uint64_t seed) : random_(seed) {
        put_zones();
        for (std::size_t line = 0; line < kLinesMost; ++line)
            put_item(line);
        rows_.emplace_back(
            CalendarRow{.name = "week", .weekdays = kMondayToFriday, .closed = {day("2027-03-15")}}
        );
        rows_.emplace_back(CalendarRow{.name = "daily", .weekdays = 0x7f});
        for (std::size_t service = 0; service < kServices; ++service)
            put_service(service);
        for (std::size_t place = 0; place < kPlaces; ++place)
            put_place(place);
        put_shipping();
        put_profiles();
    }

    void expect_best(Time now) {
        const std::size_t lines = 1 + below(kLinesMost);
        const DeliveryWish wish = random_wish(now);
        std::vector<OrderLine> asked;
        asked.reserve(lines);
        for (std::uint32_t line = 0; line < lines; ++line)
            asked.push_back({.line = line + 1, .sku = items_[line], .quantity = 1});
        SourceRequest request;
        request.lines = asked;
        request.ship_to.postal_code = "90001";
        request.delivery = wish;
        profile_ = below(3);
        waited_.clear();
        request.profile = ProfileId(static_cast<std::uint16_t>(profile_));
        SourceReply reply;
        shop_.engine().source(request, {.now = now}, reply);
        const std::optional<TwinCost> best = least(lines, wish, now);
        ASSERT_EQ(reply.outcome, best ? Outcome::done : Outcome::cannot_source) << reply.detail;
        if (!best) return;
        EXPECT_TRUE(reply.proven_optimal);
        if (profile_ == kHurry) {
            EXPECT_EQ(reply.objective, best->money);
            EXPECT_EQ(reply.lower_bound, best->money);
        } else {
            EXPECT_EQ(reply.cost.total(), best->money);
        }
        if (profile_ == kOnTime) {
            EXPECT_EQ(days_late(reply, wish), best->days);
        }
        for (const Shipment& shipment : reply.shipments)
            expect_dates(shipment, wish, now);
    }

    /// The offers for a cart of some lines, and for its first line by itself.
    void expect_delivery(Time now) {
        profile_ = 0;
        waited_.clear();
        const std::size_t lines = 1 + below(kLinesMost);
        std::vector<WantedItem> wanted;
        wanted.reserve(lines);
        for (std::size_t line = 0; line < lines; ++line)
            wanted.push_back({.sku = items_[line], .quantity = 1});
        DeliveryRequest request;
        request.items = wanted;
        request.ship_to.postal_code = "90001";
        request.as_cart = true;
        DeliveryReply reply;
        shop_.engine().promise_delivery(request, {.now = now}, reply);
        ASSERT_EQ(reply.outcome, Outcome::done) << reply.detail;
        ASSERT_EQ(reply.items.size(), lines);
        ASSERT_TRUE(reply.cart);
        expect_offers(reply.items[0], 1, now);
        expect_offers(*reply.cart, lines, now);
    }

    Time moment() {
        // A week around the change of the clock in spring.
        return Time(std::chrono::minutes(
            std::int64_t{day("2027-03-10")} * 1'440 +
            static_cast<std::int64_t>(below(std::size_t{7} * 1'440))
        ));
    }

  private:
    static constexpr std::size_t kHurry = 1;
    static constexpr std::size_t kOnTime = 2;

    std::size_t below(std::size_t count) { return random_() % count; }
    bool chance(std::size_t percent) { return below(100) < percent; }
    std::uint16_t minute_from(std::size_t least, std::size_t most) {
        return static_cast<std::uint16_t>(least + below(most - least));
    }

    void expect_offers(const DeliveryAnswer& answer, std::size_t lines, Time now) {
        const std::optional<TwinCost> cheapest = least(lines, {}, now);
        ASSERT_EQ(answer.cheapest.has_value(), cheapest.has_value());
        ASSERT_EQ(answer.outcome, cheapest ? Outcome::done : Outcome::cannot_source);
        if (!cheapest) return;
        EXPECT_EQ(answer.cheapest->cost, cheapest->money);
        std::optional<TwinCost> first;
        Day by = day_of(now);
        for (const Day end = static_cast<Day>(by + kDaysAhead); by < end; ++by) {
            first = least(lines, {.need_by = by}, now);
            if (first) break;
        }
        ASSERT_EQ(answer.earliest.has_value(), first.has_value());
        if (!first) return;
        EXPECT_EQ(answer.earliest->delivery_day, by);
        EXPECT_EQ(answer.earliest->cost, first->money);
        EXPECT_GE(answer.earliest->order_by, now);
    }

    DeliveryWish random_wish(Time now) {
        DeliveryWish wish;
        const auto days_ahead = [&] { return static_cast<Day>(day_of(now) + below(8)); };
        if (chance(50)) wish.need_by = days_ahead();
        if (!chance(50)) return wish;
        wish.wish_by = days_ahead();
        wish.lateness_per_day = static_cast<Micros>(below(5'000'000));
        return wish;
    }

    static naive::Calendar twin_of(const std::string& calendar) {
        if (calendar == "daily") return {.weekdays = 0x7f, .closed = {}, .opened = {}};
        return {.weekdays = kMondayToFriday, .closed = {day("2027-03-15")}, .opened = {}};
    }
    std::string any_calendar() { return chance(60) ? "week" : "daily"; }

    void put_zones() {
        const ZonePair pairs[] = {
            {.origin_prefix = "100", .destination_prefix = "900", .zone = 1},
            {.origin_prefix = "200", .destination_prefix = "900", .zone = 2},
            {.origin_prefix = "300", .destination_prefix = "900", .zone = 3},
        };
        PutReply reply;
        shop_.engine().put_zones({.pairs = pairs, .bands = {}}, shop_.context(), reply);
        EXPECT_EQ(reply.outcome, Outcome::done);
    }

    void put_item(std::size_t line) {
        const std::string sku = "item" + std::to_string(line);
        ItemRow row;
        row.sku = sku;
        row.weight_g = static_cast<std::uint32_t>(200 + below(1'200));
        weights_.at(line) = row.weight_g;
        PutReply reply;
        shop_.engine().put_items({&row, 1}, shop_.context(), reply);
        items_.emplace_back(reply.ids.at(0));
    }

    void put_service(std::size_t index) {
        TwinService& twin = services_.at(index);
        ServiceRow row;
        row.name = "service" + std::to_string(index);
        row.carrier = "van";
        row.tariff = "tariff" + std::to_string(index);
        row.delivery_calendar = any_calendar();
        twin.delivery = twin_of(row.delivery_calendar);
        row.transit_days.reserve(kPlaces);
        for (std::size_t zone = 0; zone < kPlaces; ++zone) {
            twin.transit.at(zone) = static_cast<std::int64_t>(below(4));
            row.transit_days.push_back(static_cast<std::uint8_t>(twin.transit.at(zone)));
        }
        // Versions from days in any order, of which one may come again.
        if (chance(85)) put_version(twin, row.tariff, kNoDay);
        while (twin.versions.empty() || chance(50))
            put_version(twin, row.tariff, static_cast<Day>(day("2027-03-08") + below(14)));
        rows_.emplace_back(row);
    }

    void put_version(TwinService& twin, const std::string& name, Day from) {
        TwinRates version{.from = from};
        std::vector<Micros> small;
        std::vector<Micros> large;
        small.reserve(kPlaces);
        large.reserve(kPlaces);
        for (auto& zone : version.rates) {
            const bool is_served = chance(85);
            const auto rate = static_cast<Micros>(1'000'000 + below(9'000'000));
            zone = {is_served ? rate : -1, is_served ? 2 * rate : -1};
            small.push_back(zone[0]);
            large.push_back(zone[1]);
        }
        const TariffStep steps[] = {
            {.weight_g_max = kSmallParcel, .rates = small},
            {.weight_g_max = kLargeParcel, .rates = large}
        };
        const TariffRow tariff{.name = name, .steps = steps, .from = from};
        PutReply reply;
        shop_.engine().put_tariffs({&tariff, 1}, shop_.context(), reply);
        EXPECT_TRUE(reply.answers.empty());
        std::erase_if(twin.versions, [&](const TwinRates& known) { return known.from == from; });
        twin.versions.push_back(version);
    }

    /// Of the last version that begins on the day or before; negative = none serves the zone.
    Micros rate_on(std::size_t service, std::int64_t day, std::size_t zone, std::size_t step)
        const {
        const TwinRates* best = nullptr;
        for (const TwinRates& version : services_.at(service).versions) {
            if (version.from > day || (best != nullptr && best->from > version.from)) continue;
            best = &version;
        }
        return best == nullptr ? -1 : best->rates.at(zone).at(step);
    }

    void put_profiles() {
        transport_weight_ = static_cast<Micros>(below(4));
        lateness_weight_ = static_cast<Micros>(below(4));
        const Criterion criteria[] = {Criterion::late_days, Criterion::cost};
        std::vector<ProfileRow> rows(2);
        rows[0].name = "hurry";
        const auto weigh = [&](CostTerm term, Micros weight) {
            rows[0].weights.thousandths.at(static_cast<std::size_t>(term)) =
                static_cast<std::uint32_t>(weight) * kWeightOne;
        };
        weigh(CostTerm::transport, transport_weight_);
        weigh(CostTerm::lateness, lateness_weight_);
        rows[1].name = "on-time";
        rows[1].kind = ProfileKind::lexicographic;
        rows[1].criteria = criteria;
        PutReply reply;
        shop_.engine().put_profiles(rows, shop_.context(), reply);
        EXPECT_TRUE(reply.answers.empty()) << reply.answers[0].detail;
    }

    TwinCost cost_of(Micros rate, Micros late, std::int64_t days) const {
        if (profile_ == kHurry)
            return {.money = transport_weight_ * rate + lateness_weight_ * late};
        return {.days = profile_ == kOnTime ? days : 0, .money = rate + late};
    }

    static std::int64_t days_late(const SourceReply& reply, const DeliveryWish& wish) {
        std::int64_t days = 0;
        for (const Shipment& shipment : reply.shipments) {
            const Day delivered = shipment.dates.delivery_day;
            if (wish.wish_by != kNoDay && delivered > wish.wish_by)
                days += delivered - wish.wish_by;
        }
        return days;
    }

    void put_place(std::size_t index) {
        TwinPlace& twin = places_.at(index);
        const std::string key = "place" + std::to_string(index);
        const std::string postal = std::to_string(index + 1) + "0001";
        NodeRow row;
        row.key = key;
        row.postal_code = postal;
        row.time_zone = "America/New_York";
        row.tariff = "tariff0";
        PutReply reply;
        shop_.engine().put_nodes({&row, 1}, shop_.context(), reply);
        twin.node = NodeId(reply.ids.at(0));
        for (std::size_t line = 0; line < kLinesMost; ++line) {
            twin.stock.at(line) = chance(70);
            if (twin.stock.at(line)) shop_.stock(items_.at(line), twin.node, 5);
        }
        twin.has_hours = chance(85);
        if (twin.has_hours) put_hours(twin);
        for (std::size_t service = 0; service < kServices; ++service)
            put_pickups(twin, service);
    }

    void put_hours(TwinPlace& twin) {
        HoursRow row{.node = twin.node, .calendar = any_calendar()};
        row.opens_minute = minute_from(0, 700);
        row.closes_minute = minute_from(row.opens_minute + 60U, 1'440);
        row.cutoff_minute = minute_from(row.opens_minute + 10U, row.closes_minute);
        row.processing_minutes = static_cast<std::uint32_t>(below(400));
        twin.hours.days = twin_of(row.calendar);
        twin.hours.opens = row.opens_minute;
        twin.hours.closes = row.closes_minute;
        twin.hours.cutoff = row.cutoff_minute;
        twin.hours.processing = row.processing_minutes;
        rows_.emplace_back(row);
    }

    void put_pickups(TwinPlace& twin, std::size_t service) {
        for (std::size_t left = below(3); left > 0; --left) {
            // Where a node has no hours a pickup needs a calendar of its own.
            const std::string calendar = any_calendar();
            const std::uint16_t minute = minute_from(0, 1'440);
            const auto& known = twin.pickups.at(service);
            if (std::ranges::find(known, minute, &naive::Pickup::minute) != known.end()) continue;
            rows_.emplace_back(PickupRow{
                .node = twin.node,
                .service = "service" + std::to_string(service),
                .minute = minute,
                .calendar = calendar
            });
            twin.pickups.at(service).push_back({minute, twin_of(calendar)});
        }
    }

    void put_shipping() {
        std::vector<ShippingRowChange> changes;
        changes.reserve(rows_.size());
        // Rows see those before them: hours and pickups come last.
        for (const ShippingRow& row : rows_)
            changes.push_back({.row = row});
        SupplyReply reply;
        shop_.engine().put_shipping(changes, shop_.context(), reply);
        ASSERT_EQ(reply.refused, 0U) << reply.answers.front().detail;
    }

    /// Nothing if it says no dates.
    std::optional<naive::Shop> schedule(std::size_t place, std::size_t service) const {
        const TwinPlace& at = places_.at(place);
        if (!at.has_hours) return std::nullopt;
        naive::Shop shop = at.hours;
        shop.pickups = at.pickups.at(service);
        shop.delivery = services_.at(service).delivery;
        shop.transit = services_.at(service).transit.at(place);
        return shop;
    }

    /// Of the order that is looked at, waited for once. Nothing if it says no dates, or never
    /// leaves.
    std::optional<naive::Found> wait(std::size_t place, std::size_t service, Time now) const {
        const auto [known, is_new] = waited_.try_emplace({place, service});
        if (!is_new) return known->second;
        if (const auto shop = schedule(place, service))
            known->second = naive::wait(*shop, minute_of(now), 60);
        return known->second;
    }

    /// What lateness costs; nothing if the service is out.
    std::optional<Micros> lateness(
        std::size_t place, std::size_t service, const DeliveryWish& wish, Time now
    ) const {
        if (!places_.at(place).has_hours)
            return wish.need_by == kNoDay ? std::optional<Micros>(0) : std::nullopt;
        const auto found = wait(place, service, now);
        if (!found) return std::nullopt;
        if (wish.need_by != kNoDay && found->delivered > wish.need_by) return std::nullopt;
        if (wish.wish_by == kNoDay || found->delivered <= wish.wish_by) return 0;
        return wish.lateness_per_day * (found->delivered - wish.wish_by);
    }

    static naive::Minute minute_of(Time time) {
        return std::chrono::floor<std::chrono::minutes>(time.time_since_epoch()).count();
    }

    /// The least that a shipment from a place costs; nothing if none may go.
    std::optional<TwinCost> shipment_cost(
        std::size_t place, std::int64_t grams, const DeliveryWish& wish, Time now
    ) const {
        const std::size_t step = grams <= kSmallParcel ? 0 : 1;
        const TwinPlace& at = places_.at(place);
        if (!at.has_services()) {
            const Micros rate = rate_on(0, day_of(now), place, step);
            if (rate < 0 || wish.need_by != kNoDay) return std::nullopt;
            return cost_of(rate, 0, 0);
        }
        std::optional<TwinCost> least;
        for (std::size_t service = 0; service < kServices; ++service) {
            if (at.pickups.at(service).empty()) continue;
            const auto late = lateness(place, service, wish, now);
            if (!late) continue;
            const auto found = wait(place, service, now);
            const Micros rate = rate_on(service, found ? found->shipped : day_of(now), place, step);
            if (rate < 0) continue;
            std::int64_t days = 0;
            if (found && wish.wish_by != kNoDay)
                days = std::max<std::int64_t>(0, found->delivered - wish.wish_by);
            const TwinCost cost = cost_of(rate, *late, days);
            if (!least || cost < *least) least = cost;
        }
        return least;
    }

    /// Of all ways to give whole lines to places.
    std::optional<TwinCost> least(std::size_t lines, const DeliveryWish& wish, Time now) const {
        std::size_t ways = 1;
        for (std::size_t line = 0; line < lines; ++line)
            ways *= kPlaces;
        std::optional<TwinCost> best;
        for (std::size_t way = 0; way < ways; ++way) {
            std::array<std::int64_t, kPlaces> grams{};
            bool is_good = true;
            for (std::size_t line = 0, rest = way; line < lines; ++line, rest /= kPlaces) {
                is_good = is_good && places_.at(rest % kPlaces).stock.at(line);
                grams.at(rest % kPlaces) += weights_.at(line);
            }
            TwinCost sum;
            for (std::size_t place = 0; place < kPlaces && is_good; ++place) {
                if (grams.at(place) == 0) continue;
                const auto cost = shipment_cost(place, grams.at(place), wish, now);
                is_good = cost.has_value();
                if (!is_good) break;
                sum.days += cost->days;
                sum.money += cost->money;
            }
            if (is_good && (!best || sum < *best)) best = sum;
        }
        return best;
    }

    void expect_dates(const Shipment& shipment, const DeliveryWish& wish, Time now) const {
        const auto place = static_cast<std::size_t>(
            std::ranges::find(places_, shipment.node, &TwinPlace::node) - places_.begin()
        );
        if (shipment.service.empty()) {
            EXPECT_FALSE(places_.at(place).has_services());
            EXPECT_FALSE(shipment.dates.are_said());
            return;
        }
        const auto service = static_cast<std::size_t>(shipment.service.back() - '0');
        EXPECT_EQ(lateness(place, service, wish, now), shipment.lateness);
        const auto shop = schedule(place, service);
        ASSERT_EQ(shipment.dates.are_said(), shop.has_value());
        if (!shop) return;
        const auto found = naive::wait(*shop, minute_of(now), 60);
        ASSERT_TRUE(found.has_value());
        EXPECT_EQ(shipment.dates.ship_day, found->shipped);
        EXPECT_EQ(shipment.dates.delivery_day, found->delivered);
        EXPECT_GE(shipment.dates.order_by, now);
    }

    std::mt19937_64 random_;
    std::size_t profile_ = 0;  ///< Of the order: its handle.
    mutable std::map<std::pair<std::size_t, std::size_t>, std::optional<naive::Found>> waited_;
    Micros transport_weight_ = 1;
    Micros lateness_weight_ = 1;
    Shop shop_;
    std::vector<ShippingRow> rows_;
    std::array<std::int64_t, kLinesMost> weights_{};
    std::vector<SkuId> items_;
    std::array<TwinService, kServices> services_;
    std::array<TwinPlace, kPlaces> places_;
};

TEST(SourcedDates, CostTheLeastOfAllPlansAndServicesInTime) {
    for (const std::uint64_t seed : random_seeds(30)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        DatedNetwork network(seed);
        for (int count = 0; count < 8; ++count) {
            const Time now = network.moment();
            SCOPED_TRACE("ordered at " + text_of(now) + " UTC");
            network.expect_best(now);
            if (testing::Test::HasFailure()) return;
        }
    }
}

TEST(SourcedDates, OffersAreTheFirstAndTheCheapestOfAllPlans) {
    for (const std::uint64_t seed : random_seeds(20)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        DatedNetwork network(seed);
        for (int order = 0; order < 3; ++order)
            network.expect_delivery(network.moment());
        if (testing::Test::HasFailure()) return;
    }
}

}  // namespace
}  // namespace earmark
