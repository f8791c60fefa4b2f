#include "engine/kit_planner.h"

#include "engine/kit_shortage.h"
#include "engine/order_solver.h"

#include <algorithm>
#include <string>

namespace earmark {

namespace {

class KitPlanner {
  public:
    KitPlanner(
        OrderCandidates& candidates,
        const SourceRequest& request,
        PlanSolver& solver,
        std::uint64_t steps_max,
        Plan& plan,
        std::vector<Units>& granted,
        std::string& detail
    )
        : candidates_(candidates),
          request_(request),
          solver_(candidates, solver, steps_max),
          plan_(plan),
          granted_(granted),
          detail_(detail) {}

    Outcome plan() {
        const bool is_partial = candidates_.filling() == Filling::partial;
        if (!is_partial || !candidates_.rows().has_kits_apart()) return solve();
        if (!candidates_.rows().sets.empty())
            return refuse("and with lines that travel together, is not planned");
        candidates_.problem().allow_partial = false;
        const Outcome complete = solve();
        if (complete != Outcome::done || plan_.has_plan()) return complete;
        if (plan_.status != PlanStatus::infeasible) return refuse("is not known to fit");
        if (request_.lines.size() > 1) return plan_shortage();
        if (candidates_.splitting() == LineSplit::whole_lines) return Outcome::done;
        return plan_most_kits();
    }

  private:
    Outcome solve() {
        if (const Status solved = solver_.solve(plan_); !solved) {
            detail_ = solved.error().detail;
            return Outcome::bad_value;
        }
        const bool is_undecided = plan_.status == PlanStatus::undecided;
        if (!is_undecided || candidates_.shared().empty()) return Outcome::done;
        detail_ =
            "the search ended before it found a plan that shares out what lines of the order take "
            "together, or that there is none";
        return Outcome::kits_not_planned;
    }

    Outcome refuse(std::string_view why) {
        detail_ = "an order with a kit that may ship apart, to be filled in part, " +
                  std::string(why) + ": ask for it complete";
        return Outcome::kits_not_planned;
    }

    Outcome plan_shortage() {
        const bool is_whole_lines = candidates_.splitting() == LineSplit::whole_lines;
        const bool has_lines_merged =
            is_whole_lines && candidates_.rows().rows.size() > PlanProblem::kSharedLinesMax;
        if (has_lines_merged) return refuse("has too many lines to choose what to leave out");
        KitShortage(candidates_, solver_, is_whole_lines).plan(plan_, granted_);
        if (plan_.status != PlanStatus::undecided) return Outcome::done;
        return refuse("cannot be filled, and no plan was found of what to leave out");
    }

    /// With fewer kits a plan is never harder to find: a plan of more has one of fewer in it.
    Outcome plan_most_kits() {
        const auto lines = candidates_.lines();
        Units some = 0;
        Units too_many = request_.lines.front().quantity;
        const auto rows = candidates_.rows().line_at(0);
        for (std::size_t index = 0; index < rows.size(); ++index) {
            const PlanLine& line = lines[candidates_.plan_line(index)];
            too_many = std::min(too_many, line.ats_reachable / rows[index].per_kit + 1);
        }
        // Without limits all that there is can be planned: the first try settles it.
        const PlanProblem& problem = candidates_.problem();
        const bool is_limited = candidates_.shipments_max() || candidates_.nodes_per_line_max() ||
                                problem.limits_units() || problem.limits_rows();
        while (some + 1 < too_many) {
            const Units tried = is_limited ? some + (too_many - some) / 2 : too_many - 1;
            if (const Outcome bad = solve_for(tried); bad != Outcome::done) return bad;
            if (plan_.status == PlanStatus::undecided) return refuse("is not known to fit");
            (plan_.has_plan() ? some : too_many) = tried;
        }
        if (some == 0) return Outcome::done;
        return solve_for(some);
    }

    Outcome solve_for(Units kits) {
        const auto rows = candidates_.rows().line_at(0);
        auto& quantity = candidates_.problem().quantity;
        for (std::size_t index = 0; index < rows.size(); ++index)
            quantity[candidates_.plan_line(index)] = kits * rows[index].per_kit;
        return solve();
    }

    OrderCandidates& candidates_;
    const SourceRequest& request_;
    OrderSolver solver_;
    Plan& plan_;
    std::vector<Units>& granted_;
    std::string& detail_;
};

}  // namespace

Outcome plan_kits(
    OrderCandidates& candidates,
    const SourceRequest& request,
    PlanSolver& solver,
    std::uint64_t steps_max,
    Plan& plan,
    std::vector<Units>& granted,
    std::string& detail
) {
    granted.clear();
    return KitPlanner(candidates, request, solver, steps_max, plan, granted, detail).plan();
}

}  // namespace earmark
