// Past orders rated anew against what sourcing said when they were made, and against the domain's
// formula for the tariffs that are proposed.
#include "engine/rerate/rerate.h"

#include "tests/engine/sourcing_network.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace earmark {
namespace {

/// A tariff as it is proposed, with room for what its row borrows.
struct Proposal {
    std::string name;
    std::vector<std::vector<Micros>> rates;  ///< By step and zone.
    std::vector<TariffStep> steps;
    TariffRow row;

    Rates of_zone(std::uint8_t zone) const {
        Rates made;
        made.dim_cm3_per_kg = row.dim_cm3_per_kg;
        for (const TariffStep& step : steps) {
            const Micros rate = step.rates[zone - 1U];
            if (rate >= 0)
                made.steps.emplace_back(step.weight_g_max, rate + row.surcharge_per_parcel);
        }
        return made;
    }
};

void make_proposal(SourcingNetwork& network, const std::string& name, Proposal& made) {
    made.name = name;
    const bool is_zone_two_served = network.chance(80);
    std::uint32_t grams = 0;
    Micros money = 2'000'000;
    std::vector<std::uint32_t> weights;
    for (std::size_t left = 1 + network.below(3); left > 0; --left) {
        grams += static_cast<std::uint32_t>(200 + network.below(1'500));
        money += static_cast<Micros>(network.below(4'000'000));
        weights.push_back(grams);
        made.rates.push_back({money, is_zone_two_served ? 2 * money : -1});
    }
    for (std::size_t step = 0; step < weights.size(); ++step)
        made.steps.push_back({.weight_g_max = weights[step], .rates = made.rates[step]});
    made.row = {
        .name = made.name,
        .dim_cm3_per_kg = network.chance(50) ? 5'000U : 0U,
        .surcharge_per_parcel = 250'000,
        .steps = made.steps,
        .from = network.chance(50) ? Day{60'000} : kNoDay,  // Which means nothing here.
    };
}

/// A shipment as sourcing told it.
struct Told {
    std::uint8_t zone = 0;
    std::int64_t grams = 0;
    std::int64_t mm3 = 0;
    Micros transport = 0;
    std::uint64_t billed_g = 0;
    std::uint32_t parcels = 0;
};
using ToldOrders = std::map<std::pair<std::string, NodeId>, Told>;

ToldOrders source_orders(SourcingNetwork& network) {
    ToldOrders told;
    for (int count = 0; count < 8; ++count) {
        const std::string id = "order" + std::to_string(count);
        std::vector<OrderLine> lines;
        for (std::uint32_t line = 0; line < network.goods.size(); ++line) {
            if (network.chance(40)) continue;
            lines.push_back(
                {.line = line,
                 .sku = network.goods[line].sku,
                 .quantity = static_cast<Units>(1 + network.below(3))}
            );
        }
        SourceRequest request;
        request.mode = SourceMode::reserve;
        request.id = id;
        request.lines = lines;
        request.ship_to = {.country = "US", .postal_code = "90001", .location = {}};
        request.filling = Filling::partial;
        request.splitting = LineSplit::may_split;
        SourceReply reply;
        network.shop.engine().source(request, network.shop.context(), reply);
        if (reply.outcome != Outcome::done) continue;
        for (const Shipment& shipment : reply.shipments) {
            Told& each = told[{id, shipment.node}];
            each.zone = shipment.zone;
            each.transport = shipment.transport;
            each.billed_g = shipment.billed_g;
            each.parcels = shipment.parcels;
            for (const ShipmentLine& line : shipment.lines) {
                each.grams += network.goods[line.line].weight_g * line.quantity;
                each.mm3 += network.goods[line.line].volume_mm3 * line.quantity;
            }
        }
    }
    return told;
}

std::vector<RatedShipment> rate_all(
    SourcingNetwork& network, std::span<const TariffRow> tariffs, std::uint32_t limit
) {
    std::vector<RatedShipment> shipments;
    std::string after;
    do {
        RerateReply page;
        const std::string from = std::exchange(after, {});
        network.shop.engine().rerate({.tariffs = tariffs, .after = from, .limit = limit}, page);
        EXPECT_EQ(page.outcome, Outcome::done) << page.detail;
        for (RatedShipment& shipment : page.shipments)
            shipments.push_back(std::move(shipment));
        after = page.next;
    } while (!after.empty());
    return shipments;
}

void expect_rated(SourcingNetwork& network, const Proposal& proposal, const ToldOrders& told) {
    const std::vector<RatedShipment> rated = rate_all(network, {&proposal.row, 1}, 3);
    ASSERT_EQ(rated.size(), told.size());
    for (const RatedShipment& shipment : rated) {
        const auto known = told.find({shipment.reservation, shipment.node});
        ASSERT_NE(known, told.end());
        const Told& order = known->second;
        EXPECT_EQ(shipment.zone, order.zone);
        EXPECT_EQ(shipment.weight_g, static_cast<std::uint64_t>(order.grams));
        ASSERT_TRUE(shipment.loaded.is_rated);
        EXPECT_EQ(shipment.loaded.cost, order.transport);
        EXPECT_EQ(shipment.loaded.parcels, order.parcels);
        const bool is_touched = shipment.loaded.tariff == proposal.name;
        EXPECT_EQ(shipment.goes_by_proposed, is_touched);
        if (!shipment.loaded.tariff.empty()) {
            EXPECT_EQ(shipment.loaded.billed_g, order.billed_g);
        }
        if (!is_touched) {
            EXPECT_EQ(shipment.proposed, shipment.loaded);
            continue;
        }
        const Rates rates = proposal.of_zone(order.zone);
        ASSERT_EQ(shipment.proposed.is_rated, !rates.steps.empty());
        if (rates.steps.empty()) continue;
        EXPECT_EQ(
            shipment.proposed.cost, SourcingNetwork::transport(rates, order.grams, order.mm3)
        );
        EXPECT_EQ(
            shipment.proposed.billed_g,
            static_cast<std::uint64_t>(SourcingNetwork::billed(rates, order.grams, order.mm3))
        );
    }
}

TEST(Rerate, SaysWhatSourcingSaidAndWhatTheFormulaSays) {
    for (const std::uint64_t seed : random_seeds(60)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        SourcingNetwork network(seed);
        const ToldOrders told = source_orders(network);
        const Lsn newest = network.shop.log().newest();
        for (std::size_t place = 0; place < network.places.size(); ++place) {
            if (!network.places[place].rates) continue;
            Proposal proposal;
            make_proposal(network, "tariff" + std::to_string(place), proposal);
            expect_rated(network, proposal, told);
        }
        EXPECT_EQ(network.shop.log().newest(), newest) << "it changes nothing";
        if (testing::Test::HasFailure()) return;
    }
}

class RerateRequests : public testing::Test {
  protected:
    RerateRequests() {
        put("ground", 5'000'000, kNoDay);
        node_ = shop_.node("dc1");
    }

    void put(const std::string& name, Micros rate, Day from) {
        const Micros rates[] = {rate};
        const TariffStep step{.weight_g_max = 1'000, .rates = rates};
        const TariffRow row{.name = name, .steps = {&step, 1}, .from = from};
        PutReply reply;
        shop_.engine().put_tariffs({&row, 1}, shop_.context(), reply);
        EXPECT_TRUE(reply.answers.empty()) << reply.answers[0].detail;
    }

    RerateReply ask(std::span<const TariffRow> rows, Day since = kNoDay, Day until = kNoDay) {
        RerateReply reply;
        shop_.engine().rerate({.tariffs = rows, .since = since, .until = until}, reply);
        return reply;
    }

    Shop shop_;
    NodeId node_;
    const std::vector<Micros> rates_{1'000'000};
    const TariffStep step_{.weight_g_max = 1'000, .rates = rates_};
    const TariffRow good_{.name = "ground", .steps = {&step_, 1}};
};

TEST_F(RerateRequests, OutOfFormAreRefused) {
    EXPECT_EQ(ask({}).outcome, Outcome::bad_value);
    const std::vector<TariffRow> many(kRerateTariffsMax + 1, good_);
    EXPECT_EQ(ask(many).outcome, Outcome::bad_value);
    const RerateReply twice = ask(std::span(many).first(2));
    EXPECT_NE(twice.detail.find("one version of each"), std::string::npos);
    TariffRow unknown = good_;
    unknown.name = "barge";
    EXPECT_NE(ask({&unknown, 1}).detail.find("one that is loaded"), std::string::npos);
    TariffRow empty = good_;
    empty.steps = {};
    EXPECT_EQ(ask({&empty, 1}).outcome, Outcome::bad_value);
    EXPECT_EQ(ask({&good_, 1}, 10, 9).outcome, Outcome::bad_value);
    EXPECT_EQ(ask({&good_, 1}, 9, 9).outcome, Outcome::done);
}

TEST_F(RerateRequests, AVersionMoreThanThereMayBeIsRefused) {
    for (Day day = 1; day < 64; ++day)
        put("ground", 5'000'000, day);
    TariffRow row = good_;
    row.from = 64;
    PutReply reply;
    shop_.engine().put_tariffs({&row, 1}, shop_.context(), reply);
    ASSERT_EQ(reply.answers.size(), 1U);
    EXPECT_EQ(reply.answers[0].verdict, RowVerdict::over_budget);
    row.from = 63;
    shop_.engine().put_tariffs({&row, 1}, shop_.context(), reply);
    EXPECT_TRUE(reply.answers.empty());
    shop_.expect_sound();
}

}  // namespace
}  // namespace earmark
