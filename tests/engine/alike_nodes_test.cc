// Nodes that are alike to an order: a plan that is looked for without most of them is that of all.
#include "engine/alike_nodes.h"

#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace earmark {
namespace {

TEST(AlikeNodes, AsManyOfAKindAreNeededAsItHasLines) {
    AlikeNodes alike;
    alike.start(8);
    const AlikeNodes::Kind one{.charges = 7, .zone = 2, .lines = 0b100};
    const AlikeNodes::Kind three{.charges = 7, .zone = 2, .lines = 0b111};
    EXPECT_TRUE(alike.needs_another(one));
    EXPECT_FALSE(alike.needs_another(one));
    EXPECT_TRUE(alike.needs_another({.charges = 7, .zone = 3, .lines = 0b100}));
    EXPECT_TRUE(alike.needs_another({.charges = 8, .zone = 2, .lines = 0b100}));
    for (int node = 0; node < 3; ++node)
        EXPECT_TRUE(alike.needs_another(three));
    EXPECT_FALSE(alike.needs_another(three));
    alike.start(1);
    EXPECT_TRUE(alike.needs_another(one));
}

/// Many nodes of two zones, two tariffs and two ways to charge for handling.
class ChainOfStores {
  public:
    explicit ChainOfStores(std::uint64_t seed) : random_(seed) {
        put_network();
        for (std::size_t item = 0, items = 1 + below(5); item < items; ++item) {
            ItemRow row;
            const std::string name = "item" + std::to_string(item);
            row.sku = name;
            row.weight_g = static_cast<std::uint32_t>(100 + 100 * below(8));
            PutReply reply;
            shop_.engine().put_items({&row, 1}, shop_.context(), reply);
            items_.emplace_back(reply.ids.at(0));
        }
        for (const NodeId node : nodes_) {
            for (const SkuId item : items_) {
                if (below(3) > 0) shop_.stock(item, node, static_cast<Units>(below(5)));
            }
        }
        // A plan by a profile looks at all nodes. This one weighs everything as it is.
        const ProfileRow plain{.name = "plain"};
        PutReply reply;
        shop_.engine().put_profiles({&plain, 1}, shop_.context(), reply);
        plain_ = ProfileId(static_cast<std::uint16_t>(reply.ids.at(0)));
    }

    void expect_plans_of_all() {
        std::vector<OrderLine> lines;
        const std::size_t count = 1 + below(5);
        for (std::uint32_t line = 1; line <= count; ++line) {
            const SkuId sku = items_[below(items_.size())];
            lines.push_back({.line = line, .sku = sku, .quantity = 1 + static_cast<Units>(below(4))}
            );
        }
        SourceRequest request;
        request.lines = lines;
        request.ship_to = {.country = "US", .postal_code = "90001", .location = {}};
        if (below(2) == 0) request.filling = Filling::partial;
        if (below(3) == 0) request.splitting = LineSplit::may_split;
        if (below(3) == 0) request.shipments_max = 1 + static_cast<std::uint32_t>(below(3));
        if (below(3) == 0) request.split_penalty = 100'000 * static_cast<Micros>(below(20));
        if (below(4) == 0) request.excluded_nodes = {nodes_.data(), below(4)};
        SourceReply few;
        SourceReply all;
        shop_.engine().source(request, shop_.context(), few);
        request.profile = plain_;
        shop_.engine().source(request, shop_.context(), all);
        ASSERT_EQ(few.outcome, all.outcome);
        EXPECT_EQ(few.cost, all.cost);
        EXPECT_EQ(few.proven_optimal, all.proven_optimal);
        ASSERT_EQ(few.shipments.size(), all.shipments.size());
        for (std::size_t at = 0; at < few.shipments.size(); ++at) {
            const Shipment& shipment = few.shipments[at];
            EXPECT_EQ(shipment.node, all.shipments[at].node);
            ASSERT_EQ(shipment.lines.size(), all.shipments[at].lines.size());
            for (std::size_t line = 0; line < shipment.lines.size(); ++line)
                EXPECT_EQ(shipment.lines[line].line, all.shipments[at].lines[line].line);
        }
        ASSERT_EQ(few.unfilled.size(), all.unfilled.size());
        for (std::size_t at = 0; at < few.unfilled.size(); ++at)
            EXPECT_EQ(few.unfilled[at].reason, all.unfilled[at].reason);
    }

  private:
    std::size_t below(std::size_t count) { return random_() % count; }

    void put_network() {
        PutReply reply;
        const ZonePair pairs[] = {
            {.origin_prefix = "100", .destination_prefix = "900", .zone = 1},
            {.origin_prefix = "200", .destination_prefix = "900", .zone = 2},
        };
        shop_.engine().put_zones({.pairs = pairs, .bands = {}}, shop_.context(), reply);
        for (const std::string_view name : {"one", "two"}) {
            const auto first = static_cast<Micros>(1'000'000 * (1 + below(3)));
            const Micros rates[2][2] = {{first, first + 500'000}, {2 * first, 2 * first + 500'000}};
            const TariffStep steps[] = {
                {.weight_g_max = 800, .rates = rates[0]}, {.weight_g_max = 5'000, .rates = rates[1]}
            };
            const TariffRow row{.name = name, .steps = steps};
            shop_.engine().put_tariffs({&row, 1}, shop_.context(), reply);
        }
        constexpr std::string_view kTariffs[] = {"one", "two", ""};
        constexpr std::string_view kCodes[] = {"10001", "20001", "30001"};
        for (std::size_t node = 0; node < 24; ++node) {
            const std::string key = "node" + std::to_string(node);
            NodeRow row;
            row.key = key;
            row.priority = static_cast<std::uint16_t>(below(3));
            row.enabled = below(10) > 0;
            row.tariff = kTariffs[below(10) == 0 ? 2 : below(2)];
            row.postal_code = kCodes[below(10) == 0 ? 2 : below(2)];
            row.handling_per_shipment = static_cast<Micros>(below(2)) * 300'000;
            row.handling_per_unit = 50'000;
            shop_.engine().put_nodes({&row, 1}, shop_.context(), reply);
            nodes_.emplace_back(reply.ids.at(0));
        }
    }

    Shop shop_;
    std::mt19937_64 random_;
    std::vector<NodeId> nodes_;
    std::vector<SkuId> items_;
    ProfileId plain_;
};

TEST(AlikeNodes, APlanOfFewOfThemIsThatOfAll) {
    for (const std::uint64_t seed : random_seeds(60)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        ChainOfStores chain(seed);
        for (int order = 0; order < 20; ++order) {
            chain.expect_plans_of_all();
            if (testing::Test::HasFailure()) return;
        }
    }
}

}  // namespace
}  // namespace earmark
