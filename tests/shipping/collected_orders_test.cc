// Orders that are collected at a store, against every way to give their lines to nodes.
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace earmark {
namespace {

constexpr std::size_t kPlaces = 4;
constexpr std::size_t kGoods = 3;
constexpr Micros kOne = 1'000'000;

struct StorePlace {
    NodeId node;
    std::uint8_t methods = 0;
    Micros per_shipment = 0;
    std::optional<Micros> to_store;  ///< What a parcel to the store costs; none = no lane.
    std::array<Units, kGoods> stock{};
};

/// Nodes of which the first is the store.
class StoreNetwork {
  public:
    explicit StoreNetwork(std::uint64_t seed) : random_(seed) {
        for (std::size_t good = 0; good < kGoods; ++good)
            goods_.push_back(shop_.item("item" + std::to_string(good)));
        for (std::size_t place = 0; place < kPlaces; ++place)
            put_place(place);
    }

    std::size_t below(std::size_t count) { return random_() % count; }
    const StorePlace& store() const { return places_.front(); }

    void try_order(std::uint8_t method) {
        std::vector<OrderLine> lines;
        for (std::uint32_t good = 0; good < kGoods; ++good) {
            if (below(2) == 0) continue;
            lines.push_back({good + 1, goods_[good], static_cast<Units>(1 + below(4))});
        }
        if (lines.empty()) return;
        SourceRequest request;
        request.lines = lines;
        request.ship_to.postal_code = "77777";  // Of who ordered: nobody ships there.
        request.method = method;
        request.store = store().node;
        SourceReply reply;
        shop_.engine().source(request, shop_.context(), reply);
        if ((store().methods & method) == 0) {
            EXPECT_EQ(reply.outcome, Outcome::bad_value);
            return;
        }
        best_.reset();
        choice_.assign(lines.size(), 0);
        try_line(lines, method, 0);
        if (!best_) {
            EXPECT_EQ(reply.outcome, Outcome::cannot_source);
            return;
        }
        ASSERT_EQ(reply.outcome, Outcome::done);
        EXPECT_TRUE(reply.proven_optimal);
        EXPECT_EQ(reply.cost.total(), *best_);
        ++planned_;
    }

    std::size_t planned() const { return planned_; }

  private:
    void put_place(std::size_t place) {
        StorePlace made;
        const std::string key = "place" + std::to_string(place);
        const std::string tariff = "tariff" + std::to_string(place);
        const std::string postal = std::to_string(place + 1) + "0001";
        const Micros rate = static_cast<Micros>(1 + below(6)) * kOne;
        const Micros rates[] = {rate};
        const TariffStep step{.weight_g_max = 100'000, .rates = rates};
        const TariffRow row{.name = tariff, .steps = {&step, 1}};
        PutReply reply;
        shop_.engine().put_tariffs({&row, 1}, shop_.context(), reply);
        if (below(4) > 0) {
            const std::string origin = postal.substr(0, 3);
            const ZonePair pair{.origin_prefix = origin, .destination_prefix = "100", .zone = 1};
            shop_.engine().put_zones({.pairs = {&pair, 1}, .bands = {}}, shop_.context(), reply);
            made.to_store = rate;
        }
        made.methods = method_ship;
        if (below(3) > 0) made.methods |= method_pickup;
        if (below(3) > 0) made.methods |= method_ship_to_store;
        if (place > 0 && below(4) == 0)
            made.methods = static_cast<std::uint8_t>(made.methods & ~unsigned{method_ship});
        made.per_shipment = static_cast<Micros>(below(3)) * kOne;
        NodeRow node;
        node.key = key;
        node.postal_code = postal;
        node.tariff = tariff;
        node.methods = made.methods;
        node.handling_per_shipment = made.per_shipment;
        shop_.engine().put_nodes({&node, 1}, shop_.context(), reply);
        made.node = NodeId(reply.ids.at(0));
        for (std::size_t good = 0; good < kGoods; ++good) {
            made.stock.at(good) = static_cast<Units>(below(6));
            shop_.stock(goods_[good], made.node, made.stock.at(good));
        }
        places_.push_back(made);
    }

    bool takes_part(std::size_t place, std::uint8_t method) const {
        if (place == 0) return true;
        return method == method_ship_to_store && (places_[place].methods & method_ship) != 0 &&
               places_[place].to_store.has_value();
    }

    void try_line(const std::vector<OrderLine>& lines, std::uint8_t method, std::size_t line) {
        if (line == lines.size()) return judge();
        for (std::size_t place = 0; place < kPlaces; ++place) {
            if (!takes_part(place, method)) continue;
            if (places_[place].stock.at(lines[line].line - 1) < lines[line].quantity) continue;
            choice_[line] = place;
            try_line(lines, method, line + 1);
        }
    }

    void judge() {
        Micros cost = 0;
        for (std::size_t place = 0; place < kPlaces; ++place) {
            if (std::ranges::find(choice_, place) == choice_.end()) continue;
            cost += places_[place].per_shipment;
            if (place > 0) cost += *places_[place].to_store;
        }
        if (!best_ || cost < *best_) best_ = cost;
    }

    std::mt19937_64 random_;
    Shop shop_;
    std::vector<SkuId> goods_;
    std::vector<StorePlace> places_;
    std::vector<std::size_t> choice_;
    std::optional<Micros> best_;
    std::size_t planned_ = 0;
};

TEST(CollectedOrders, CostTheLeastOfWhatTheStoreHasAndWhatReachesIt) {
    std::size_t planned = 0;
    for (const std::uint64_t seed : random_seeds(40)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        StoreNetwork network(seed);
        for (int order = 0; order < 6; ++order)
            network.try_order(network.below(2) == 0 ? method_pickup : method_ship_to_store);
        planned += network.planned();
    }
    EXPECT_GT(planned, 0U);
}

}  // namespace
}  // namespace earmark
