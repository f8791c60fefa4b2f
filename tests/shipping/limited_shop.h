// A shop whose nodes have limits of what leaves in a day.
#pragma once

#include "engine/shipping/capacity_table.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace earmark {

inline constexpr std::size_t kLimitedItems = 3;
inline constexpr std::size_t kLimitedNodes = 3;
inline constexpr Day kDaysSeen = 12;  // From the first one on.

/// Shipments, lines and units by node and day.
using Figures = CapacityFigures;
using DaySums = std::map<std::pair<NodeId, Day>, Figures>;

/// Nodes of which the first has hours and a service that leaves daily, and the others ship at once.
class LimitedShop {
  public:
    explicit LimitedShop(std::uint64_t seed) : random_(seed), first_day_(day_of(now())) {
        put_prices();
        for (std::size_t index = 0; index < kLimitedItems; ++index)
            items_.push_back(shop_.item("item" + std::to_string(index)));
        for (std::size_t index = 0; index < kLimitedNodes; ++index)
            put_node(index);
        put_service();
        for (const SkuId sku : items_) {
            for (const NodeId node : nodes_)
                shop_.stock(sku, node, 5 + static_cast<Units>(below(60)));
        }
    }

    Shop& shop() { return shop_; }
    std::size_t below(std::size_t count) { return random_() % count; }
    const std::vector<NodeId>& nodes() const { return nodes_; }
    const std::vector<SkuId>& items() const { return items_; }
    Day first_day() const { return first_day_; }
    Time now() { return shop_.clock().wall(); }

    void limit(const CapacityRow& row) {
        const SupplyReply reply = shop_.shipping({row});
        ASSERT_EQ(reply.refused, 0U) << reply.answers.front().detail;
    }

    /// For dates, weekdays and every day, of each unit.
    void limit_at_random() {
        for (const NodeId node : nodes_) {
            for (std::size_t rows = 1 + below(4); rows > 0; --rows) {
                CapacityRow row{.node = node};
                if (below(3) == 0) row.weekday = static_cast<std::uint8_t>(1 + below(7));
                if (row.weekday == 0 && below(2) == 0)
                    row.date = static_cast<Day>(first_day_ + below(4));
                row.method = below(2) == 0 ? std::uint8_t{method_ship} : std::uint8_t{0};
                row.unit = static_cast<CapacityUnit>(below(kCapacityUnits));
                row.most = static_cast<Units>(below(row.unit == CapacityUnit::units ? 30 : 6));
                limit(row);
            }
        }
    }

    SourceReply source(const std::string& id, const SourceRequest& wanted) {
        SourceRequest request = wanted;
        request.mode = id.empty() ? SourceMode::quote : SourceMode::reserve;
        request.id = id;
        request.ship_to = {.country = "US", .postal_code = "90001", .location = {}};
        SourceReply reply;
        shop_.engine().source(request, shop_.context(), reply);
        return reply;
    }

    std::vector<CapacityEntry> told(NodeId node, Day day) {
        CapacityReply reply;
        shop_.engine().capacity({.node = node, .day = day}, now(), reply);
        EXPECT_EQ(reply.outcome, Outcome::done);
        return reply.entries;
    }

  private:
    void put_prices() {
        const Micros rates[] = {5'000'000};
        const TariffStep step{.weight_g_max = 100'000, .rates = rates};
        const TariffRow tariff{.name = "flat", .steps = {&step, 1}};
        const ZonePair pair{.origin_prefix = "100", .destination_prefix = "900", .zone = 1};
        PutReply reply;
        shop_.engine().put_tariffs({&tariff, 1}, shop_.context(), reply);
        shop_.engine().put_zones({.pairs = {&pair, 1}, .bands = {}}, shop_.context(), reply);
    }

    void put_node(std::size_t index) {
        const std::string key = "node" + std::to_string(index);
        NodeRow row;
        row.key = key;
        row.postal_code = "10001";
        row.time_zone = "UTC";
        row.priority = static_cast<std::uint16_t>(below(3));
        row.handling_per_shipment = static_cast<Micros>(below(4)) * 1'000'000;
        row.handling_per_line = static_cast<Micros>(below(3)) * 100'000;
        PutReply reply;
        shop_.engine().put_nodes({&row, 1}, shop_.context(), reply);
        nodes_.emplace_back(reply.ids.at(0));
    }

    void put_service() {
        const std::vector<ShippingRow> rows{
            CalendarRow{.name = "daily", .weekdays = 0x7f},
            ServiceRow{.name = "ground", .carrier = "ups", .tariff = "flat", .transit_days = {2}},
            HoursRow{
                .node = nodes_.front(),
                .calendar = "daily",
                .opens_minute = 0,
                .closes_minute = 1'440,
                .cutoff_minute = 1'440
            },
            PickupRow{.node = nodes_.front(), .service = "ground", .minute = 17 * 60},
        };
        const SupplyReply reply = shop_.shipping(rows);
        ASSERT_EQ(reply.refused, 0U) << reply.answers.front().detail;
    }

    std::mt19937_64 random_;
    Shop shop_;
    Day first_day_;
    std::vector<SkuId> items_;
    std::vector<NodeId> nodes_;
};

}  // namespace earmark
