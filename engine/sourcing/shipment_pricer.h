// What a node would ship if each line paid a price per unit: the shipment that earns most, with the
// tariff as it is, steps and all.
//
// What is billed is the larger of weight and dimensional weight, so it is at least any blend of
// both. Bounds go by one blend: by the side of the order that is larger, or, where that takes many
// trials, by the blend at which the shipment seems to earn least.
//
// Straight lines under a tariff (tariff_minorant.h) are far below it for parcels much lighter than
// the order. Priced shipment by shipment, the bound of NodeBound is that of the pattern formulation
// (Dantzig-Wolfe), which has no such gap.
#pragma once

#include "engine/sourcing/order_model.h"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace earmark {

class ShipmentPricer {
  public:
    struct Offer {
        std::size_t line;
        std::int64_t least;
        std::int64_t most;
        std::int64_t size;   ///< Of one unit, in the problem's units.
        std::int64_t price;  ///< Paid for one unit.
        std::int64_t cost;   ///< Of one unit, by the line under the tariff.
    };
    struct Units {
        std::size_t line;
        std::int64_t units;
    };

    /// Starts a shipment of `node`, an index into the problem. `opening` is its cost before its
    /// units, by the line under the tariff.
    void start(const OrderModel& model, std::uint32_t node, std::int64_t opening);

    /// A line that it may ship, each once.
    void add(const Offer& offer);

    /// The most that a shipment earns, or `floor` if that is more. A shipment pays for its opening
    /// and the first step of its tariff, so this may be negative.
    ///
    /// Cost: usually some ten trials; after a thousand an upper bound instead. Counted in
    /// take_steps().
    std::int64_t solve(std::int64_t floor);

    /// The shipment that solve() found; empty if none earns more than the floor, or none
    /// of its units pays for itself.
    std::span<const Units> best() const { return best_; }

    /// Steps since the last call.
    std::uint64_t take_steps() { return std::exchange(steps_, 0); }

  private:
    struct Ware {
        std::size_t line;
        std::int64_t least;
        std::int64_t most;
        std::int64_t size;
        std::int64_t gross;  ///< Earned by one unit before the tariff.
        std::int64_t net;    ///< The same less what the line under the tariff says.
        ShipmentLoad load;   ///< Of one unit.
        double bulk;         ///< Of one unit: grams of its load, by the blend that bounds go by.
        double density;      ///< What it earns for that.
    };
    struct Trial {
        std::int64_t gross = 0;
        std::int64_t net = 0;
        std::int64_t room = 0;
        ShipmentTariff::Step step;
        ShipmentLoad load;
        double bulk = 0;
    };

    void extend(std::size_t next, const Trial& trial);
    double most_earned_by_filling(
        std::size_t next, const Trial& trial, const OrderModel::StepEnd& step
    ) const;
    OrderModel::StepEnd step_end(const Trial& trial) const {
        return column_ == PlanProblem::kNoTariff
                   ? OrderModel::StepEnd{}
                   : model_->step_end(column_, trial.step.index, trial.load);
    }
    Trial empty_shipment() const;
    bool search(std::int64_t floor, std::size_t trials_max);
    void blend_tightly();
    void blend(double part_of_volume);
    double bulk_of(ShipmentLoad load) const {
        return static_cast<double>(load.weight) * grams_by_weight_ +
               static_cast<double>(load.volume) * grams_by_volume_;
    }

    const OrderModel* model_ = nullptr;
    std::uint32_t node_ = 0;
    std::uint32_t column_ = PlanProblem::kNoTariff;
    std::int64_t own_opening_ = 0;    ///< Without the tariff.
    std::int64_t under_opening_ = 0;  ///< With the start of the line under the tariff.
    std::vector<Ware> wares_;
    std::vector<std::int64_t> gross_after_;  ///< Of all units of the wares from here on.
    std::vector<std::int64_t> net_after_;
    std::size_t forced_ = 0;  ///< Wares of which some units must be in the shipment.
    std::vector<Units> taken_;
    std::vector<Units> best_;
    std::int64_t best_profit_ = 0;
    std::int64_t cut_off_ = 0;  ///< Most that the trials not made could earn.
    std::size_t trials_ = 0;
    std::size_t trials_max_ = 0;
    std::uint64_t looks_ = 0;     ///< Trials, and those that a bound spared.
    double grams_by_weight_ = 0;  ///< Of the blend: what a load's weight counts.
    double grams_by_volume_ = 0;
    std::uint64_t steps_ = 0;
};

}  // namespace earmark
