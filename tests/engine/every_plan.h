// Brute force over a small network: every way to give the lines of an order to places, priced by
// the domain's formulas.
#pragma once

#include "tests/engine/sourcing_network.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace earmark {

/// An order of goods[i] as line i, and how it may be filled.
struct AskedOrder {
    std::vector<Units> quantity;
    bool may_split = false;
    bool partial = false;
    std::size_t shipments_max = 99;
    std::size_t nodes_per_line_max = 99;
    Micros split_penalty = 0;
};

/// The most units, then the least cost.
struct BestPlan {
    Units units = -1;  ///< -1 = no plan at all.
    Micros cost = 0;

    void take(const BestPlan& other) {
        if (other.units > units || (other.units == units && other.cost < cost)) *this = other;
    }
};

/// Tries every plan: the best of all, and by place the best that uses it and the best without.
class EveryPlan {
  public:
    EveryPlan(const SourcingNetwork& network, const AskedOrder& order)
        : network_(network),
          order_(order),
          plan_(network.places.size(), std::vector<Units>(order.quantity.size(), 0)),
          with(network.places.size()),
          without(network.places.size()) {
        try_line(0);
    }

  private:
    const SourcingNetwork& network_;
    const AskedOrder& order_;
    Units2 plan_;

  public:
    BestPlan best;
    std::vector<BestPlan> with;
    std::vector<BestPlan> without;

  private:
    void try_line(std::size_t line) {
        if (line == order_.quantity.size()) return judge();
        if (order_.may_split) return try_place(line, 0, order_.quantity[line]);
        if (order_.partial) try_line(line + 1);
        for (std::size_t place = 0; place < plan_.size(); ++place) {
            if (!can_give(place, line, order_.quantity[line])) continue;
            plan_[place][line] = order_.quantity[line];
            try_line(line + 1);
            plan_[place][line] = 0;
        }
    }

    void try_place(std::size_t line, std::size_t place, Units left) {
        if (place == plan_.size()) {
            if (left == 0 || order_.partial) try_line(line + 1);
            return;
        }
        for (Units units = 0; units <= left; ++units) {
            if (units > 0 && !can_give(place, line, units)) break;
            plan_[place][line] = units;
            try_place(line, place + 1, left - units);
        }
        plan_[place][line] = 0;
    }

    bool can_give(std::size_t place, std::size_t line, Units units) const {
        return network_.places[place].may_ship && network_.stock[place][line] >= units;
    }

    bool keeps_line_limit() const {
        for (std::size_t line = 0; line < order_.quantity.size(); ++line) {
            std::size_t nodes = 0;
            for (const std::vector<Units>& place : plan_)
                nodes += place[line] > 0 ? 1U : 0U;
            if (nodes > order_.nodes_per_line_max) return false;
        }
        return true;
    }

    void judge() {
        if (!keeps_line_limit()) return;
        BestPlan found{.units = 0, .cost = 0};
        std::size_t shipments = 0;
        std::vector<bool> is_used(plan_.size(), false);
        for (std::size_t place = 0; place < plan_.size(); ++place) {
            Units units = 0;
            for (const Units each : plan_[place])
                units += each;
            if (units == 0) continue;
            is_used[place] = true;
            ++shipments;
            found.units += units;
            found.cost += network_.price(network_.places[place], plan_[place]);
        }
        if (shipments == 0 || shipments > order_.shipments_max) return;
        found.cost += order_.split_penalty * static_cast<Micros>(shipments - 1);
        best.take(found);
        for (std::size_t place = 0; place < plan_.size(); ++place)
            (is_used[place] ? with : without)[place].take(found);
    }
};

/// A network and an order of its goods that not every place may ship.
struct OrderedNetwork {
    explicit OrderedNetwork(std::uint64_t seed) : network(seed) {
        order.may_split = network.chance(50);
        order.partial = network.chance(50);
        if (network.chance(40)) order.shipments_max = 1 + network.below(2);
        if (network.chance(40)) order.nodes_per_line_max = 1 + network.below(2);
        if (network.chance(50)) order.split_penalty = static_cast<Micros>(network.below(4'000'000));
        for (std::uint32_t i = 0; i < network.goods.size(); ++i) {
            order.quantity.push_back(1 + static_cast<Units>(network.below(4)));
            lines.push_back({.line = i, .sku = network.goods[i].sku, .quantity = order.quantity[i]}
            );
        }
        for (Place& place : network.places) {
            if (!network.chance(10)) continue;
            excluded.push_back(place.node);
            place.may_ship = false;
        }
    }
    OrderedNetwork(const OrderedNetwork&) = delete;
    OrderedNetwork& operator=(const OrderedNetwork&) = delete;

    /// It borrows from here.
    SourceRequest request() const {
        SourceRequest asked;
        asked.lines = lines;
        asked.ship_to.postal_code = "90001";
        asked.splitting = order.may_split ? LineSplit::may_split : LineSplit::whole_lines;
        asked.filling = order.partial ? Filling::partial : Filling::all_or_nothing;
        asked.split_penalty = order.split_penalty;
        asked.excluded_nodes = excluded;
        if (order.shipments_max < 99)
            asked.shipments_max = static_cast<std::uint32_t>(order.shipments_max);
        if (order.nodes_per_line_max < 99)
            asked.nodes_per_line_max = static_cast<std::uint32_t>(order.nodes_per_line_max);
        return asked;
    }

    SourcingNetwork network;
    AskedOrder order;
    std::vector<OrderLine> lines;
    std::vector<NodeId> excluded;
};

}  // namespace earmark
