// Brute force over what is added to an order that has shipments, and what an order has where.
#pragma once

#include "tests/engine/sourcing_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace earmark {

/// An order that is held, and what is missing of it.
struct HeldOrder {
    Units2 there;                  ///< [place][line], what stays.
    std::vector<Units> missing;    ///< By line.
    std::vector<bool> may_gain;    ///< By place.
    Units2 shipped;                ///< [place][line], what has left.
    std::size_t left_already = 0;  ///< Shipments that have left.
    bool may_split = false;
    bool partial = false;
    std::size_t shipments_max = 99;
    std::size_t nodes_per_line_max = 99;
    Micros split_penalty = 0;
};

struct Added {
    Units units = -1;  ///< -1 = no plan at all.
    Micros cost = 0;
};

/// Tries every way to add the missing units to the shipments that stay.
class AddingByForce {
  public:
    AddingByForce(const SourcingNetwork& network, const HeldOrder& order, const Units2& stock)
        : network_(network), order_(order), stock_(stock) {
        added_.assign(network.places.size(), std::vector<Units>(order.missing.size(), 0));
        try_line(0);
    }

    const Added& best() const { return best_; }

  private:
    void try_line(std::size_t line) {
        if (line == order_.missing.size()) return judge();
        if (order_.missing[line] == 0) return try_line(line + 1);
        if (order_.may_split) return try_place(line, 0, order_.missing[line]);
        if (order_.partial) try_line(line + 1);
        for (std::size_t place = 0; place < added_.size(); ++place) {
            if (!can_give(place, line, order_.missing[line])) continue;
            added_[place][line] = order_.missing[line];
            try_line(line + 1);
            added_[place][line] = 0;
        }
    }

    void try_place(std::size_t line, std::size_t place, Units left) {
        if (place == added_.size()) {
            if (left == 0 || order_.partial) try_line(line + 1);
            return;
        }
        for (Units units = 0; units <= left; ++units) {
            if (units > 0 && !can_give(place, line, units)) break;
            added_[place][line] = units;
            try_place(line, place + 1, left - units);
        }
        added_[place][line] = 0;
    }

    bool can_give(std::size_t place, std::size_t line, Units units) const {
        return order_.may_gain[place] && network_.places[place].may_ship &&
               stock_[place][line] >= units;
    }

    /// What the shipment's transport comes to.
    Micros transport(std::size_t place, bool with_added) const {
        const auto& rates = network_.places[place].rates;
        if (!rates) return 0;
        std::int64_t grams = 0;
        std::int64_t mm3 = 0;
        for (std::size_t line = 0; line < order_.missing.size(); ++line) {
            const Units units = order_.there[place][line] + (with_added ? added_[place][line] : 0);
            grams += network_.goods[line].weight_g * units;
            mm3 += network_.goods[line].volume_mm3 * units;
        }
        return SourcingNetwork::transport(*rates, grams, mm3);
    }

    /// Nodes that a line has, or had, stay; there are no more of them than the limit, or than were.
    bool keeps_line_limit() const {
        for (std::size_t line = 0; line < order_.missing.size(); ++line) {
            std::size_t before = 0;
            std::size_t after = 0;
            for (std::size_t place = 0; place < added_.size(); ++place) {
                const bool is_there =
                    order_.there[place][line] > 0 || order_.shipped[place][line] > 0;
                before += is_there ? 1U : 0U;
                after += is_there || added_[place][line] > 0 ? 1U : 0U;
            }
            if (after > std::max(order_.nodes_per_line_max, before)) return false;
        }
        return true;
    }

    void judge() {
        if (!keeps_line_limit()) return;
        Added found{.units = 0, .cost = 0};
        std::size_t before = order_.left_already;
        std::size_t after = order_.left_already;
        for (std::size_t place = 0; place < added_.size(); ++place) {
            Units there = 0;
            Units added = 0;
            Micros handling = 0;
            const Place& known = network_.places[place];
            for (std::size_t line = 0; line < order_.missing.size(); ++line) {
                there += order_.there[place][line];
                added += added_[place][line];
                if (added_[place][line] > 0)
                    handling += known.per_line + known.per_unit * added_[place][line];
            }
            if (there > 0) ++before;
            if (there > 0 || added > 0) ++after;
            if (added == 0) continue;
            found.units += added;
            found.cost += handling + transport(place, true);
            found.cost += there > 0 ? -transport(place, false) : known.per_shipment;
        }
        if (found.units == 0 || after > std::max(order_.shipments_max, before)) return;
        const std::size_t free = std::max<std::size_t>(before, 1);
        found.cost += order_.split_penalty * static_cast<Micros>(after - free);
        if (found.units > best_.units || (found.units == best_.units && found.cost < best_.cost))
            best_ = found;
    }

    const SourcingNetwork& network_;
    const HeldOrder& order_;
    const Units2& stock_;
    Units2 added_;
    Added best_;
};

inline std::size_t place_of(const SourcingNetwork& network, NodeId node) {
    for (std::size_t place = 0; place < network.places.size(); ++place) {
        if (network.places[place].node == node) return place;
    }
    ADD_FAILURE() << "no such node";
    return 0;
}

/// Units of the reservation that are to leave, by place and line.
inline Units2 open_units(SourcingNetwork& network, std::string_view id) {
    Units2 open(network.places.size(), std::vector<Units>(network.goods.size(), 0));
    for (const ReservationLine& line : network.shop.reservation(id).lines)
        open[place_of(network, line.node)].at(line.line) += line.held + line.allocated;
    return open;
}

/// What has left of it, likewise.
inline Units2 shipped_units(SourcingNetwork& network, std::string_view id) {
    Units2 shipped(network.places.size(), std::vector<Units>(network.goods.size(), 0));
    for (const ReservationLine& line : network.shop.reservation(id).lines)
        shipped[place_of(network, line.node)].at(line.line) += line.shipped;
    return shipped;
}

/// How the order is to be planned, without lines.
inline SourceRequest random_order(SourcingNetwork& network, HeldOrder& order) {
    SourceRequest request;
    request.id = "order";
    request.mode = SourceMode::reserve;
    request.ship_to.postal_code = "90001";
    order.may_split = network.chance(50);
    order.partial = network.chance(50);
    if (network.chance(50)) order.shipments_max = 1 + network.below(3);
    if (network.chance(50)) order.nodes_per_line_max = 1 + network.below(2);
    if (network.chance(50)) order.split_penalty = static_cast<Micros>(network.below(4'000'000));
    request.splitting = order.may_split ? LineSplit::may_split : LineSplit::whole_lines;
    request.filling = order.partial ? Filling::partial : Filling::all_or_nothing;
    request.split_penalty = order.split_penalty;
    if (order.shipments_max < 99)
        request.shipments_max = static_cast<std::uint32_t>(order.shipments_max);
    if (order.nodes_per_line_max < 99)
        request.nodes_per_line_max = static_cast<std::uint32_t>(order.nodes_per_line_max);
    return request;
}

}  // namespace earmark
