// Carrier services: what is stored of them, and orders sourced by them against brute force over
// plans and, for each shipment, services.
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>

namespace earmark {
namespace {

constexpr Micros kMoney = 1'000'000;

void put_tariff_of(
    Shop& shop,
    const std::string& name,
    const std::vector<std::pair<std::uint32_t, std::vector<Micros>>>& steps,
    std::uint32_t dim_cm3_per_kg = 0,
    Micros surcharge = 0
) {
    std::vector<TariffStep> rows;
    rows.reserve(steps.size());
    for (const auto& [grams, rates] : steps)
        rows.push_back({.weight_g_max = grams, .rates = rates});
    const TariffRow row{
        .name = name,
        .dim_cm3_per_kg = dim_cm3_per_kg,
        .surcharge_per_parcel = surcharge,
        .steps = rows,
    };
    PutReply reply;
    shop.engine().put_tariffs({&row, 1}, shop.context(), reply);
    ASSERT_TRUE(reply.answers.empty()) << reply.answers.front().detail;
}

ServiceRow service_named(const std::string& name, const std::string& tariff) {
    ServiceRow row;
    row.name = name;
    row.carrier = "ups";
    row.tariff = tariff;
    return row;
}

TEST(Shipping, ARequestIsDoneWholeOrNotAtAll) {
    Shop shop;
    put_tariff_of(shop, "ground", {{1'000, {5 * kMoney}}});
    const NodeId node = shop.node("a");
    const Lsn before = shop.log().newest();
    const SupplyReply refused = shop.shipping(
        {service_named("g", "ground"),
         service_named("h", "none"),
         PickupRow{.node = node, .service = "h", .minute = 600}}
    );
    EXPECT_EQ(refused.applied, 0U);
    EXPECT_EQ(refused.refused, 2U);
    ASSERT_EQ(refused.answers.size(), 2U);
    EXPECT_EQ(refused.answers[0].row, 1U);
    EXPECT_EQ(refused.answers[0].detail, "tariff: found 'none', expected a tariff that is loaded");
    EXPECT_EQ(refused.answers[1].row, 2U);
    EXPECT_EQ(shop.log().newest(), before);
    EXPECT_TRUE(shop.engine().shipping_rows(ShippingKind::service).empty());

    // A row sees those before it; all are one record.
    const SupplyReply done = shop.shipping(
        {service_named("g", "ground"), PickupRow{.node = node, .service = "g", .minute = 600}}
    );
    EXPECT_EQ(done.applied, 2U);
    EXPECT_EQ(shop.log().newest(), before + 1);
    EXPECT_EQ(done.lsn, before + 1);
    const SupplyReply again = shop.shipping({service_named("g", "ground")});
    EXPECT_EQ(again.unchanged, 1U);
    EXPECT_EQ(shop.log().newest(), before + 1);
    shop.expect_sound();
}

TEST(Shipping, ACalendarHasAWorkingDayToCome) {
    Shop shop;
    shop.wait(std::chrono::hours(24) * 20'000);
    const Day today = shop.engine().today();
    const auto refusal_of = [&](const CalendarRow& row) {
        const SupplyReply reply = shop.shipping({row});
        return reply.answers.empty() ? std::string() : reply.answers.front().detail;
    };
    CalendarRow fair{.name = "fair"};
    EXPECT_EQ(refusal_of(fair), "weekdays: found none, expected a working day at least");
    const Day last = static_cast<Day>(today - 2);
    fair.opened = {static_cast<Day>(today - 9), last};
    EXPECT_EQ(
        refusal_of(fair),
        "opened: found none after " + format_day(last) + ", expected a day to come, or weekdays"
    );
    // Somewhere it is still yesterday.
    fair.opened.push_back(static_cast<Day>(today - 1));
    EXPECT_EQ(refusal_of(fair), "");
    fair.name = "weekly";
    fair.weekdays = 1;
    fair.opened = {last};
    EXPECT_EQ(refusal_of(fair), "");
}

TEST(Shipping, TheEngineKeepsEveryFieldThroughImageAndLog) {
    Shop shop;
    put_tariff_of(shop, "ground", {{1'000, {5 * kMoney, 6 * kMoney, -1}}});
    PutReply put;
    ItemRow item_row;
    item_row.sku = "paint";
    item_row.attributes = "hazmat;oversize";
    shop.engine().put_items({&item_row, 1}, shop.context(), put);
    NodeRow node_row;
    node_row.key = "a";
    node_row.time_zone = "Europe/Berlin";
    shop.engine().put_nodes({&node_row, 1}, shop.context(), put);
    const NodeId node(put.ids.at(0));
    ServiceRow service = service_named("g", "ground");
    service.discount = 1'250;
    service.fuel = 1'075;
    service.residential_per_parcel = 3;
    service.refuses = {"hazmat", "oversize"};
    service.transit_days = {1, kZoneNotServed};
    service.delivery_calendar = "work";
    service.window_from_minute = 540;
    service.window_until_minute = 1'080;
    service.from = 20'000;
    service.until = 60'000;
    const std::vector<ShippingRow> rows{
        CalendarRow{
            .name = "work", .weekdays = 0x1f, .closed = {20'001, 20'002}, .opened = {20'003}
        },
        service,
        AreaRow{.carrier = "ups", .country = "US", .postal_prefix = "96", .per_parcel = 7},
        HoursRow{
            .node = node,
            .calendar = "work",
            .opens_minute = 480,
            .closes_minute = 1'020,
            .cutoff_minute = 840,
            .processing_minutes = 120
        },
        PickupRow{.node = node, .service = "g", .minute = 990, .calendar = "work"},
    };
    ASSERT_EQ(shop.shipping(rows).applied, rows.size());
    const StateImage image = image_of(shop.engine(), shop.log());
    const auto from_image = recovered(image, shop.log(), shop.log().newest());
    const auto from_log = replayed(shop.log());
    for (const Engine* engine : {&shop.engine(), from_image.get(), from_log.get()}) {
        for (std::size_t kind = 0; kind < rows.size(); ++kind) {
            const auto kept = engine->shipping_rows(static_cast<ShippingKind>(kind));
            ASSERT_EQ(kept.size(), 1U);
            EXPECT_EQ(kept[0], rows[kind]) << "kind " << kind;
        }
        EXPECT_EQ(engine->state_digest(), shop.engine().state_digest());
    }
    // The digest tells a change of one field.
    const std::uint64_t digest = shop.engine().state_digest();
    service.fuel += 1;
    ASSERT_EQ(shop.shipping({service}).applied, 1U);
    EXPECT_NE(shop.engine().state_digest(), digest);
    EXPECT_EQ(
        recovered(image, shop.log(), shop.log().newest())->state_digest(),
        shop.engine().state_digest()
    );
}

TEST(Shipping, PartsOfARateAreRoundedHalfUpOnceEach) {
    Shop shop;
    put_tariff_of(shop, "ground", {{1'000, {1'000'005}}}, 0, 11);
    const ZonePair pair{.origin_prefix = "1", .destination_prefix = "9", .zone = 1};
    PutReply put;
    shop.engine().put_zones({.pairs = {&pair, 1}, .bands = {}}, shop.context(), put);
    NodeRow node_row;
    node_row.key = "a";
    node_row.postal_code = "10001";
    shop.engine().put_nodes({&node_row, 1}, shop.context(), put);
    const NodeId node(put.ids.at(0));
    ServiceRow service = service_named("g", "ground");
    service.discount = 5'000;  // 500,002.5 micros are left: 500,003.
    service.fuel = 1'999;      // 599,953.5997 with it: 599,954.
    service.residential_per_parcel = 100;
    ASSERT_EQ(
        shop.shipping(
                {service,
                 AreaRow{
                     .carrier = "ups", .country = "US", .postal_prefix = "90", .per_parcel = 1'000
                 },
                 PickupRow{.node = node, .service = "g", .minute = 600}}
        )
            .applied,
        3U
    );
    const SkuId cup = shop.item("cup");
    shop.stock(cup, node, 5);
    const OrderLine line{.line = 1, .sku = cup, .quantity = 1};
    SourceRequest request;
    request.lines = {&line, 1};
    request.ship_to = {.country = "US", .postal_code = "90001", .location = {}};
    SourceReply reply;
    shop.engine().source(request, shop.context(), reply);
    ASSERT_EQ(reply.shipments.size(), 1U);
    EXPECT_EQ(reply.shipments[0].transport, 599'954 + 11 + 1'000);
    request.residential = true;
    shop.engine().source(request, shop.context(), reply);
    EXPECT_EQ(reply.shipments[0].transport, 599'954 + 11 + 1'000 + 100);
    EXPECT_EQ(reply.shipments[0].service, "g");
}

// ---- Against brute force ---------------------------------------------------------------------

struct ShippedGoods {
    SkuId sku;
    std::int64_t weight_g = 0;
    std::int64_t volume_mm3 = 0;
    unsigned tags = 0;  ///< Bits: of kTags.
};

constexpr std::string_view kTags[] = {"hazmat", "oversize", "fragile"};

struct Service {
    std::string name;
    std::vector<std::pair<std::int64_t, Micros>> steps;  ///< Up to grams: all that a parcel costs.
    unsigned refused = 0;                                ///< Bits: of kTags.
    std::int64_t dim_cm3_per_kg = 0;
};

struct ServedPlace {
    NodeId node;
    std::vector<std::size_t> services;
    Micros per_shipment = 0;
};

using UnitsByPlace = std::vector<std::vector<Units>>;  // [place][line]

class ServiceNetwork {
  public:
    explicit ServiceNetwork(std::uint64_t seed) : random_(seed) {
        const ZonePair pair{.origin_prefix = "1", .destination_prefix = "9", .zone = 1};
        PutReply reply;
        shop.engine().put_zones({.pairs = {&pair, 1}, .bands = {}}, shop.context(), reply);
        put_items();
        put_services();
        put_places();
    }

    Shop shop;
    std::vector<ShippedGoods> goods;
    std::vector<Service> services;
    std::vector<ServedPlace> places;
    UnitsByPlace stock;

    std::size_t below(std::size_t count) { return random_() % count; }
    bool chance(std::size_t percent) { return below(100) < percent; }

    static Micros transport(const Service& service, std::int64_t grams) {
        Micros sum = 0;
        for (; grams > service.steps.back().first; grams -= service.steps.back().first)
            sum += service.steps.back().second;
        for (const auto& [most, money] : service.steps) {
            if (grams <= most) return sum + money;
        }
        return sum;
    }

    /// The cheapest service of the place for these goods, and what it asks; none if none goes.
    std::optional<std::pair<Micros, std::size_t>> cheapest(
        const ServedPlace& place, const std::vector<Units>& units
    ) const {
        std::int64_t grams = 0;
        std::int64_t mm3 = 0;
        unsigned tags = 0;
        for (std::size_t line = 0; line < units.size(); ++line) {
            grams += goods[line].weight_g * units[line];
            mm3 += goods[line].volume_mm3 * units[line];
            if (units[line] > 0) tags |= goods[line].tags;
        }
        std::optional<std::pair<Micros, std::size_t>> best;
        for (const std::size_t index : place.services) {
            if ((tags & services[index].refused) != 0) continue;
            const std::int64_t divisor = services[index].dim_cm3_per_kg;
            const std::int64_t dimensional = divisor == 0 ? 0 : (mm3 + divisor - 1) / divisor;
            const Micros money = transport(services[index], std::max(grams, dimensional));
            if (!best || money < best->first) best.emplace(money, index);
        }
        return best;
    }

  private:
    void put_items() {
        const std::size_t count = 1 + below(3);
        for (std::size_t i = 0; i < count; ++i) {
            const std::string name = "item" + std::to_string(i);
            const auto side = static_cast<std::uint32_t>(50 + 10 * below(20));
            ItemRow row;
            row.sku = name;
            row.weight_g = static_cast<std::uint32_t>(below(700));
            row.length_mm = side;
            row.width_mm = 101;
            row.height_mm = 203;
            unsigned tags = 0;
            std::string attributes;
            for (std::size_t tag = 0; tag < std::size(kTags); ++tag) {
                if (!chance(25)) continue;
                tags |= 1U << tag;
                if (!attributes.empty()) attributes += ';';
                attributes += kTags[tag];
            }
            row.attributes = attributes;
            PutReply reply;
            shop.engine().put_items({&row, 1}, shop.context(), reply);
            goods.push_back(
                {.sku = SkuId(reply.ids.at(0)),
                 .weight_g = row.weight_g,
                 .volume_mm3 = std::int64_t{side} * 101 * 203,
                 .tags = tags}
            );
        }
        // Services name only attributes that some item has.
        ItemRow marked;
        marked.sku = "marked";
        marked.attributes = "hazmat;oversize;fragile";
        PutReply reply;
        shop.engine().put_items({&marked, 1}, shop.context(), reply);
    }

    void put_services() {
        std::vector<ShippingRow> rows;
        const bool bill_apart = chance(60);
        for (std::size_t i = 0; i < 4; ++i) {
            Service& made = services.emplace_back();
            made.name = "s" + std::to_string(i);
            made.dim_cm3_per_kg =
                chance(40) ? 0 : static_cast<std::int64_t>(1'000 + 1'000 * below(5));
            if (i > 0 && !bill_apart) made.dim_cm3_per_kg = services[0].dim_cm3_per_kg;
            std::vector<std::pair<std::uint32_t, std::vector<Micros>>> steps;
            std::uint32_t grams = 0;
            auto money = static_cast<Micros>(below(8)) * kMoney;
            const std::size_t count = 1 + below(4);
            for (std::size_t step = 0; step < count; ++step) {
                grams += static_cast<std::uint32_t>(100 + below(800));
                money += static_cast<Micros>(below(5)) * kMoney + static_cast<Micros>(below(3));
                steps.push_back({grams, {money}});
            }
            const auto surcharge = static_cast<Micros>(below(2)) * kMoney / 2;
            put_tariff_of(
                shop,
                "t" + made.name,
                steps,
                static_cast<std::uint32_t>(made.dim_cm3_per_kg),
                surcharge
            );
            ServiceRow row = service_named(made.name, "t" + made.name);
            row.discount = static_cast<std::uint32_t>(below(4) * 1'111);
            row.fuel = static_cast<std::uint32_t>(below(3) * 777);
            for (std::size_t tag = 0; tag < std::size(kTags); ++tag) {
                if (!chance(30)) continue;
                made.refused |= 1U << tag;
                row.refuses.emplace_back(kTags[tag]);
            }
            rows.emplace_back(row);
            for (const auto& [most, rates] : steps) {
                const Micros left = (rates[0] * (10'000 - row.discount) + 5'000) / 10'000;
                const Micros fuelled = (left * (10'000 + row.fuel) + 5'000) / 10'000;
                made.steps.emplace_back(most, fuelled + surcharge);
            }
        }
        ASSERT_EQ(shop.shipping(rows).applied, rows.size());
    }

    void put_places() {
        const std::size_t count = 1 + below(3);
        std::vector<ShippingRow> pickups;
        for (std::size_t i = 0; i < count; ++i) {
            const std::string key = "n" + std::to_string(i);
            NodeRow row;
            row.key = key;
            row.postal_code = "10001";
            row.handling_per_shipment = static_cast<Micros>(below(4)) * kMoney;
            ServedPlace place;
            place.per_shipment = row.handling_per_shipment;
            PutReply reply;
            shop.engine().put_nodes({&row, 1}, shop.context(), reply);
            place.node = NodeId(reply.ids.at(0));
            for (std::size_t service = 0; service < services.size(); ++service) {
                if (service > 0 && !chance(50)) continue;
                place.services.push_back(service);
                pickups.emplace_back(
                    PickupRow{.node = place.node, .service = services[service].name, .minute = 600}
                );
            }
            auto& units = stock.emplace_back();
            for (const ShippedGoods& each : goods) {
                units.push_back(static_cast<Units>(below(5)));
                shop.stock(each.sku, place.node, units.back());
            }
            places.push_back(std::move(place));
        }
        ASSERT_EQ(shop.shipping(pickups).applied, pickups.size());
    }

    std::mt19937_64 random_;
};

/// Every way to give the lines' units to places.
class ServiceBruteForce {
  public:
    ServiceBruteForce(const ServiceNetwork& network, const SourceRequest& request)
        : network_(network), request_(request) {
        plan_.assign(network.places.size(), std::vector<Units>(network.goods.size(), 0));
        give(0, 0, request.lines[0].quantity);
    }
    std::optional<Micros> best;

  private:
    void give(std::size_t line, std::size_t place, Units left) {
        if (left == 0) {
            if (line + 1 == request_.lines.size()) return judge();
            return give(line + 1, 0, request_.lines[line + 1].quantity);
        }
        if (place == network_.places.size()) return;
        const bool whole = request_.splitting == LineSplit::whole_lines;
        const Units most = std::min(left, network_.stock[place][line]);
        for (Units units = whole && most < left ? 0 : most; units >= 0;
             units = whole && units > 0 ? 0 : units - 1) {
            plan_[place][line] = units;
            give(line, place + 1, left - units);
        }
        plan_[place][line] = 0;
    }

    void judge() {
        Micros cost = -request_.split_penalty;
        std::size_t shipments = 0;
        for (std::size_t place = 0; place < plan_.size(); ++place) {
            const auto& units = plan_[place];
            if (std::ranges::all_of(units, [](Units each) { return each == 0; })) continue;
            const auto price = network_.cheapest(network_.places[place], units);
            if (!price) return;
            cost += price->first + network_.places[place].per_shipment + request_.split_penalty;
            ++shipments;
        }
        if (request_.shipments_max && shipments > *request_.shipments_max) return;
        if (!best || cost < *best) best = cost;
    }

    const ServiceNetwork& network_;
    const SourceRequest& request_;
    UnitsByPlace plan_;
};

/// Each shipment goes by the cheapest service that carries it, and the terms add up.
void expect_true_terms(const ServiceNetwork& network, const SourceReply& reply) {
    Micros sum = 0;
    for (const Shipment& shipment : reply.shipments) {
        const auto place = std::ranges::find(network.places, shipment.node, &ServedPlace::node);
        ASSERT_NE(place, network.places.end());
        std::vector<Units> units(network.goods.size(), 0);
        for (const ShipmentLine& line : shipment.lines)
            units[line.line - 1] += line.quantity;
        const auto price = network.cheapest(*place, units);
        ASSERT_TRUE(price.has_value());
        EXPECT_EQ(shipment.transport, price->first);
        EXPECT_EQ(shipment.service, network.services[price->second].name);
        sum += shipment.transport;
    }
    EXPECT_EQ(reply.cost.transport, sum);
}

TEST(Shipping, PlansAndServicesTogetherCostLeast) {
    std::size_t done = 0;
    const auto seeds = random_seeds(1'500);
    for (const std::uint64_t seed : seeds) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        ServiceNetwork network(seed);
        std::vector<OrderLine> lines;
        for (std::size_t line = 0; line < network.goods.size(); ++line) {
            lines.push_back({
                .line = static_cast<std::uint32_t>(line + 1),
                .sku = network.goods[line].sku,
                .quantity = static_cast<Units>(1 + network.below(4)),
            });
        }
        SourceRequest request;
        request.lines = lines;
        request.ship_to = {.country = "US", .postal_code = "90001", .location = {}};
        request.splitting = network.chance(50) ? LineSplit::may_split : LineSplit::whole_lines;
        request.split_penalty = static_cast<Micros>(network.below(3)) * kMoney;
        if (network.chance(20)) request.shipments_max = 1 + network.below(2);
        SourceReply reply;
        network.shop.engine().source(request, network.shop.context(), reply);
        const ServiceBruteForce brute(network, request);
        ASSERT_EQ(reply.outcome == Outcome::done, brute.best.has_value());
        if (brute.best) {
            ++done;
            ASSERT_TRUE(reply.proven_optimal);
            ASSERT_EQ(reply.cost.total(), *brute.best);
            ASSERT_EQ(reply.lower_bound, *brute.best);
        }
        expect_true_terms(network, reply);
        if (::testing::Test::HasFailure()) return;
    }
    // Else this would say little.
    EXPECT_GE(done, seeds.size() / 3);
}

}  // namespace
}  // namespace earmark
