// KitShortage: what an order leaves out that is to be filled in part, cannot be filled, and has
// kits that may ship apart.
//
// The parts of such a kit are lines of their own to the solver, which would leave out parts and not
// kits. So it is chosen first how many kits of each line are left out, and how many loose units of
// what the plan counts as one line with parts. Of a choice the rest is a problem like any other:
// those lines are filled whole, all others as far as they can be. Choices are tried by the units
// they leave out, fewest first, until the best plan found leaves out fewer than any that is left:
// then it fills the most units of the order, kits counting as one each, and costs the least of
// those that do.
//
// Few choices have to be solved, since most ask for more of an item than there is. Where they are
// many all the same, the plan found is not proven.
#pragma once

#include "engine/order_candidates.h"
#include "engine/order_solver.h"
#include "engine/sourcing/plan.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class KitShortage {
  public:
    KitShortage(OrderCandidates& candidates, OrderSolver& solver, bool is_whole_lines)
        : candidates_(candidates),
          solver_(solver),
          is_whole_lines_(is_whole_lines),
          problem_(candidates.problem()) {}

    /// The plan, and what of each row of the order it fills. The problem is as before afterwards.
    ///
    /// The plan is undecided if none was found before the choices or the steps ended, or if the
    /// numbers are too large to choose among.
    void plan(Plan& plan, std::vector<Units>& granted);

  private:
    /// What is left out in one number: kits of a line, or loose units of one line of the plan.
    struct Choice {
        std::vector<std::size_t> rows;
        bool is_kit = false;
        Units asked = 0;
        Units least_short = 0;  ///< More is not there.
        Units is_short = 0;     ///< As chosen now.
    };

    /// A line of the plan whose units are chosen.
    struct ChosenLine {
        std::size_t line = 0;
        std::size_t item = 0;  ///< In items_.
        Units there = 0;
    };
    struct Item {
        Units there = 0;
        Units left = 0;
    };

    void find_choices();
    void find_loose_choices();
    void look_at_lines();
    void price_shortage();
    Status try_all(Plan& plan, std::vector<Units>& granted);
    Status try_whole_lines(Plan& plan, std::vector<Units>& granted);
    Status try_all_of(Units is_short, Plan& plan, std::vector<Units>& granted);
    bool is_spent();
    bool next_choices();
    bool spread(std::size_t begin, Units left);
    void ask_for_choices();
    bool is_there();
    Status try_choices(Units is_short, Plan& plan, std::vector<Units>& granted);
    bool fills_choices(const Plan& tried) const;
    Units short_of_others(const Plan& tried) const;
    Units granted_of(const Choice& choice, std::size_t row, Units& left) const;
    void keep(Units is_short, std::int64_t cost, Plan& plan, std::vector<Units>& granted);

    OrderCandidates& candidates_;
    OrderSolver& solver_;
    const bool is_whole_lines_;
    const PlanProblem problem_;  ///< As it was.
    std::vector<Choice> choices_;
    std::vector<bool> is_chosen_;  ///< By line of the plan.
    std::vector<ChosenLine> lines_;
    std::vector<Item> items_;
    std::int64_t unit_price_ = 0;  ///< Of a unit of another line left out; 0 = there are none.
    Units others_ = 0;             ///< Units asked of other lines.
    Plan tried_;
    bool has_best_ = false;
    Units best_short_ = 0;
    bool is_proven_ = true;
    std::size_t looks_ = 0;
    std::size_t solves_ = 0;
};

}  // namespace earmark
