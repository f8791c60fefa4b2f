// Carbon and load as terms of a plan's cost, against brute force over plans and, for each shipment,
// services; and whether they survive a restart.
#include "engine/profile/profile_change.h"
#include "tests/shipping/terms_network.h"
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace earmark {
namespace {

/// Every way to give the lines' units to places.
class TermsBruteForce {
  public:
    TermsBruteForce(const TermsNetwork& network, const SourceRequest& request)
        : network_(network), request_(request) {
        plan_.assign(network.places.size(), std::vector<Units>(network.items.size(), 0));
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
        const Units most = std::min(left, network_.stock[place][line]);
        for (Units units = 0; units <= most; ++units) {
            if (request_.splitting == LineSplit::whole_lines && units != 0 && units != left)
                continue;
            plan_[place][line] = units;
            give(line, place + 1, left - units);
        }
        plan_[place][line] = 0;
    }

    void judge() {
        const TermsAsked& asked = network_.asked;
        Micros cost = -asked.split_penalty;
        for (std::size_t place = 0; place < plan_.size(); ++place) {
            if (std::ranges::all_of(plan_[place], [](Units each) { return each == 0; })) continue;
            const TermsPlace& from = network_.places[place];
            cost += network_.price(from, plan_[place]).weighed(asked) +
                    asked.handling_weight * from.handling + asked.split_penalty;
        }
        if (!best || cost < *best) best = cost;
    }

    const TermsNetwork& network_;
    const SourceRequest& request_;
    std::vector<std::vector<Units>> plan_;
};

/// Each shipment is told what it costs, and the terms add up to what the plan was chosen by.
void expect_true_terms(const TermsNetwork& network, const SourceReply& reply) {
    Micros carbon = 0;
    Micros load = 0;
    Micros objective = network.asked.handling_weight * reply.cost.handling + reply.cost.split;
    for (const Shipment& shipment : reply.shipments) {
        const auto place = std::ranges::find(network.places, shipment.node, &TermsPlace::node);
        ASSERT_NE(place, network.places.end());
        std::vector<Units> units(network.items.size(), 0);
        for (const ShipmentLine& line : shipment.lines)
            units[line.line - 1] += line.quantity;
        const TermsSums sums = network.price(*place, units);
        EXPECT_EQ(shipment.load, sums.load);
        const TermsSums told{shipment.transport, shipment.carbon, 0, shipment.load};
        EXPECT_EQ(told.weighed(network.asked), sums.weighed(network.asked));
        if (told.transport == sums.transport && told.carbon == sums.carbon) {
            const auto same = static_cast<std::uint64_t>(sums.carbon_g);
            EXPECT_TRUE(shipment.carbon_g == same || network.asked.carbon_per_tonne == 0);
        }
        carbon += shipment.carbon;
        load += shipment.load;
        objective += told.weighed(network.asked);
    }
    EXPECT_EQ(reply.cost.carbon, carbon);
    EXPECT_EQ(reply.cost.load, load);
    if (reply.proven_optimal && !reply.shipments.empty()) {
        EXPECT_EQ(reply.objective, objective);
    }
}

SourceRequest order_of(TermsNetwork& network, std::vector<OrderLine>& lines) {
    for (std::size_t item = 0; item < network.items.size(); ++item) {
        lines.push_back({
            .line = static_cast<std::uint32_t>(item + 1),
            .sku = network.items[item],
            .quantity = static_cast<Units>(1 + network.below(4)),
        });
    }
    SourceRequest request;
    request.lines = lines;
    request.ship_to = {.country = "US", .postal_code = "90001", .location = {}};
    request.splitting = network.chance(50) ? LineSplit::may_split : LineSplit::whole_lines;
    request.profile = network.profile;
    return request;
}

TEST(CostTerms, PlansCostLeastWithCarbonAndLoad) {
    std::size_t proven = 0;
    std::size_t asked = 0;
    std::size_t with_carbon = 0;
    std::size_t with_load = 0;
    for (const std::uint64_t seed : random_seeds(400)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        TermsNetwork network(seed);
        std::vector<OrderLine> lines;
        const SourceRequest request = order_of(network, lines);
        SourceReply reply;
        network.shop.engine().source(request, network.shop.context(), reply);
        const TermsBruteForce brute(network, request);
        ++asked;
        if (reply.proven_optimal) {
            ++proven;
            ASSERT_TRUE(brute.best.has_value());
            ASSERT_EQ(reply.objective, *brute.best);
            ASSERT_EQ(reply.lower_bound, *brute.best);
        } else if (reply.outcome == Outcome::done) {
            ASSERT_TRUE(brute.best.has_value());
            ASSERT_LE(reply.lower_bound, *brute.best);
        }
        expect_true_terms(network, reply);
        if (reply.cost.carbon > 0) ++with_carbon;
        if (reply.cost.load > 0) ++with_load;
        if (::testing::Test::HasFailure()) return;
    }
    // Else this would say little.
    EXPECT_GT(proven * 3, asked);
    EXPECT_GT(with_carbon * 10, asked);
    EXPECT_GT(with_load * 20, asked);
}

TEST(CostTerms, AnAnswerIsRepeatedWithAllItsTermsAfterARestart) {
    std::size_t compared = 0;
    for (const std::uint64_t seed : random_seeds(60)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        TermsNetwork network(seed);
        std::vector<OrderLine> lines;
        SourceRequest request = order_of(network, lines);
        request.mode = SourceMode::reserve;
        request.id = "order";
        SourceReply first;
        network.shop.engine().source(request, network.shop.context(), first);
        if (first.outcome != Outcome::done) continue;
        const StateImage image = image_of(network.shop.engine(), network.shop.log());
        for (const auto& copy :
             {replayed(network.shop.log()),
              recovered(image, network.shop.log(), network.shop.log().newest())}) {
            SourceReply again;
            copy->source(request, network.shop.context(), again);
            ASSERT_EQ(again.outcome, Outcome::repeated);
            ASSERT_EQ(again.cost, first.cost);
            ASSERT_EQ(again.shipments.size(), first.shipments.size());
            for (std::size_t at = 0; at < first.shipments.size(); ++at) {
                EXPECT_EQ(again.shipments[at].carbon_g, first.shipments[at].carbon_g);
                EXPECT_EQ(again.shipments[at].carbon, first.shipments[at].carbon);
                EXPECT_EQ(again.shipments[at].load, first.shipments[at].load);
            }
            EXPECT_EQ(
                copy->shipping_rows(ShippingKind::carbon),
                network.shop.engine().shipping_rows(ShippingKind::carbon)
            );
            const auto profiles = copy->profiles();
            ASSERT_EQ(profiles.size(), 1U);
            EXPECT_EQ(profiles[0].profile.carbon_per_tonne, network.asked.carbon_per_tonne);
            EXPECT_EQ(profiles[0].profile.load_price, network.asked.load_price);
            ++compared;
        }
    }
    EXPECT_GT(compared, 0U);
}

TEST(CostTerms, AProfileOfBeforeTheyWereTermsHasNoPriceOfThem) {
    constexpr std::uint8_t kTermsThen = 7;
    std::vector<std::byte> bytes;
    ByteWriter out(bytes);
    out.put(std::uint16_t{1});
    out.put_text("old");
    out.put(ProfileKind::weighted);
    out.put(std::uint8_t{0});  // Criteria.
    out.put(kTermsThen);
    for (std::uint32_t term = 0; term < kTermsThen; ++term)
        out.put(2 * kWeightOne + term);
    out.put_all(Micros{11}, Micros{12}, Micros{13});
    ByteReader in(bytes);
    const auto table = apply_profile(std::make_shared<ProfileTable>(), /*lsn=*/5, in);
    ASSERT_NE(table, nullptr);
    const Profile* profile = table->find(ProfileId(1));
    ASSERT_NE(profile, nullptr);
    EXPECT_EQ(profile->weights.of(CostTerm::lateness), 2 * kWeightOne + 6);
    EXPECT_EQ(profile->weights.of(CostTerm::carbon), kWeightOne);
    EXPECT_EQ(profile->weights.of(CostTerm::load), kWeightOne);
    EXPECT_EQ(profile->shortage_per_unit, 13);
    EXPECT_EQ(profile->carbon_per_tonne, 0);
    EXPECT_EQ(profile->load_price, 0);
}

}  // namespace
}  // namespace earmark
