// The loads that nodes may ship of an order, counted in cells, and what a tariff asks for each.
//
// A cell of loads ends where a step of the tariff ends, so that no rate rises within a cell, and
// full parcels end cells, too. Cells are all about as wide, so that the cells of loads that add up
// do so as well, by one or so a load: cells_min() and cells_max() leave room for that.
//
// Loads go by what most of the nodes are billed by, weight or volume.
#pragma once

#include "engine/sourcing/order_model.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class LoadCells {
  public:
    static constexpr std::uint16_t kNoCell = 0xffff;  ///< More than any cell's number.

    struct Node {
        std::uint32_t id;  ///< PlanProblem::kNoTariff: stands for what is left short.
        double grams_max = 0;
        std::size_t cells = 0;  ///< Most, of its load.
        std::size_t first = 0;  ///< Of its rates, among those of all.

        bool is_short() const { return id == PlanProblem::kNoTariff; }
    };

    /// Of the loads of `nodes`, and no others.
    ///
    /// Requires: the problem has tariffs.
    /// Returns: false if nothing weighs anything, or loads are too many to count.
    bool load(const OrderModel& model, std::span<const std::uint32_t> nodes);

    /// load()'s nodes, and then what is left short, if anything may be.
    std::span<const Node> nodes() const { return nodes_; }
    /// Without what stands for short units.
    std::size_t node_count() const { return node_count_; }

    /// That loads together make up.
    std::size_t cells_min() const { return cells_min_; }
    std::size_t cells_max() const { return cells_max_; }
    /// By cell: most grams of a load in it.
    std::span<const double> ends() const { return ends_; }
    std::size_t cell_of(double grams) const;

    double grams() const { return grams_; }  ///< Of the order.
    /// Of a unit, by line.
    std::span<const double> line_grams() const { return line_grams_; }

    /// [node * lines of the order + line]
    std::span<const double> most_units() const { return most_; }
    std::span<const double> unit_costs() const { return units_; }
    /// By cell, with what opening the node costs.
    std::span<const double> rates_of(std::size_t index) const {
        return std::span(rates_).subspan(nodes_[index].first, nodes_[index].cells + 1);
    }
    /// Of all nodes together.
    std::size_t rate_count() const { return rates_.size(); }

    /// Every plan's value is a multiple of this.
    std::int64_t value_unit() const { return value_unit_; }

  private:
    void find_value_unit();
    void choose_column(std::span<const std::uint32_t> nodes);
    bool weigh_lines();
    void find_pitch();
    bool count_cells(double parts);
    double cell_end(std::size_t cell) const;
    double billed_share(std::uint32_t column) const;
    void add_node(std::uint32_t id);
    void add_rates(const Node& node);
    std::span<const RateStep> column_steps() const;

    const OrderModel* model_ = nullptr;
    std::int64_t value_unit_ = 1;
    bool by_volume_ = false;
    std::uint32_t column_ = 0;  ///< Whose steps the cells follow.
    double pitch_ = 1;          ///< Grams of a cell.
    double skew_ = 0;           ///< How far from its place a cell ends, at most.
    double grams_ = 0;
    std::size_t cells_min_ = 0;
    std::size_t cells_max_ = 0;
    std::size_t node_count_ = 0;
    std::vector<std::size_t> votes_;
    std::vector<double> line_grams_;
    std::vector<double> ends_;
    std::vector<Node> nodes_;
    std::vector<double> most_;
    std::vector<double> units_;
    std::vector<double> rates_;
};

}  // namespace earmark
