#include "engine/planning/node_pricer.h"

#include "engine/base/check.h"
#include "engine/kit_planner.h"
#include "engine/order_solver.h"
#include "engine/source_answer.h"

#include <algorithm>
#include <string>

namespace earmark {

namespace {

Units units_unfilled(const SourceReply& reply) {
    Units units = 0;
    for (const UnfilledLine& line : reply.unfilled)
        units += line.quantity;
    return units;
}

bool fills_first(const PlanProblem& problem) {
    return problem.allow_partial && problem.short_cost.empty();
}

Units short_units_of(const PlanProblem& problem, const Plan& plan) {
    Units units = 0;
    for (const std::int64_t quantity : problem.quantity)
        units += quantity;
    for (const PlannedUnits& planned : plan.shipments)
        units -= planned.units;
    return units;
}

/// The rows of a matrix by line get one more line, of zeros.
template <typename Number>
void widen(std::vector<Number>& matrix, std::size_t lines) {
    EARMARK_CHECK(lines > 0);
    const std::size_t rows = matrix.size() / lines;
    std::vector<Number> wider((lines + 1) * rows, 0);
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t line = 0; line < lines; ++line)
            wider[row * (lines + 1) + line] = matrix[row * lines + line];
    }
    matrix = std::move(wider);
}

}  // namespace

NodePricer::NodePricer(
    PlanWork& work,
    const SourceRequest& request,
    const PlanProblem& problem,
    const SourceReply& plan
)
    : work_(work), request_(request), problem_(problem), plan_(plan) {}

void NodePricer::price(std::vector<ExplainedNode>& nodes) {
    if (plan_.shipments.empty()) return;
    const auto candidates = work_.candidates.nodes();
    std::vector<std::uint32_t> places;
    for (const PlanFate fate : {PlanFate::chosen, PlanFate::not_chosen}) {
        for (std::uint32_t place = 0; place < candidates.size(); ++place) {
            const auto told =
                std::ranges::lower_bound(nodes, candidates[place].node, {}, &ExplainedNode::node);
            if (told != nodes.end() && told->node == candidates[place].node && told->fate == fate)
                places.push_back(place);
        }
    }
    for (std::size_t index = 0; index < places.size(); ++index) {
        const NodeId id = candidates[places[index]].node;
        ExplainedNode& node = *std::ranges::lower_bound(nodes, id, {}, &ExplainedNode::node);
        if (index >= kPricedNodesMax || is_spent()) {
            node.pricing = NodePricing::not_priced;
            continue;
        }
        price(node, places[index]);
    }
}

void NodePricer::price(ExplainedNode& node, std::uint32_t place) {
    has_best_ = false;
    is_proven_ = work_.candidates.knows_all_costs();
    const bool is_chosen = node.fate == PlanFate::chosen;
    const Found found = is_chosen ? find_without(place) : find_with(place);
    if (found != Found::plan) {
        node.pricing = found == Found::none ? NodePricing::no_plan : NodePricing::not_priced;
        return;
    }
    // Of kits left out the problem is asked about as the planner of kits left it.
    if (!work_.rows.has_bundles()) work_.candidates.problem() = problem_;
    SourceReply other;
    answer_plan(work_.candidates, best_, work_.granted, request_, other);
    if (other.shipments.empty()) {
        node.pricing = NodePricing::no_plan;
        return;
    }
    node.pricing = is_proven_ && plan_.proven_optimal ? NodePricing::proven : NodePricing::found;
    node.more = other.cost.total() - plan_.cost.total();
    node.more_objective = other.objective - plan_.objective;
    node.more_unfilled = units_unfilled(other) - units_unfilled(plan_);
}

NodePricer::Found NodePricer::solve() {
    work_.granted.clear();
    if (work_.rows.has_bundles()) {
        std::string detail;
        const Outcome planned = plan_kits(
            work_.candidates,
            request_,
            work_.solver,
            kPlanStepsDefault,
            work_.plan,
            work_.granted,
            detail
        );
        if (planned != Outcome::done) return Found::unknown;
    } else if (!OrderSolver(work_.candidates, work_.solver, kPlanStepsDefault).solve(work_.plan)) {
        return Found::unknown;
    }
    steps_ += work_.plan.steps;
    if (work_.plan.status == PlanStatus::undecided) return Found::unknown;
    if (work_.plan.status == PlanStatus::feasible) is_proven_ = false;
    return work_.plan.has_plan() ? Found::plan : Found::none;
}

NodePricer::Found NodePricer::find_without(std::uint32_t place) {
    PlanProblem& problem = work_.candidates.problem();
    problem = problem_;
    for (std::size_t line = 0; line < problem.line_count; ++line)
        problem.stock[place * problem.line_count + line] = 0;
    const Found found = solve();
    if (found == Found::plan) keep_if_best();
    return found;
}

NodePricer::Found NodePricer::find_with(std::uint32_t place) {
    // Which kits to leave out is no question of one problem, nor what shares stock with a line that
    // is told apart.
    const bool is_apart = work_.rows.has_kits || !work_.candidates.shared().empty();
    if (work_.rows.has_bundles() && (problem_.allow_partial || (problem_.line_split && is_apart)))
        return Found::unknown;
    // Some of a line that is told apart and the rest of it are one line to what nodes share.
    if (problem_.line_split && work_.candidates.has_network_items()) return Found::unknown;
    bool is_known = true;
    for (std::uint32_t line = 0; line < problem_.line_count; ++line) {
        const std::int64_t stock = problem_.stock_of(place, line);
        if (stock == 0 || (!problem_.line_split && stock < problem_.quantity[line])) continue;
        if (is_spent() || find_bound(place, line) == Found::unknown) is_known = false;
    }
    is_proven_ = is_proven_ && is_known;
    if (has_best_) return Found::plan;
    return is_known ? Found::none : Found::unknown;
}

/// Looks for the best plan in which the node ships some of the line.
NodePricer::Found NodePricer::find_bound(std::uint32_t place, std::uint32_t line) {
    const Units most = std::min(problem_.quantity[line], problem_.stock_of(place, line));
    const std::int64_t line_cost = problem_.line_cost.empty() ? 0 : problem_.line_cost[place];
    Found found_any = Found::none;
    for (Units units = problem_.line_split ? 1 : most; units <= most; ++units) {
        Bound bound{.node = place, .line = line, .units = units};
        if (is_spent() || !bind(bound)) return Found::unknown;
        const Found found = solve();
        if (found != Found::plan) return found == Found::none ? found_any : found;
        const bool is_all = translate(bound);
        if (work_.plan.shipments.empty()) return Found::unknown;
        const std::int64_t cost = work_.plan.cost;
        keep_if_best();
        found_any = Found::plan;
        // With more of the line from there its second line cost is all that could be saved.
        const bool can_improve = is_all && best_.cost > cost - line_cost;
        if (line_cost == 0 || !can_improve) break;
    }
    return found_any;
}

/// The node counts once, for the line that is appended: the rest may ship from it, too.
void NodePricer::part_line_nodes(const Bound& bound) {
    PlanProblem& problem = work_.candidates.problem();
    const std::size_t lines = problem_.line_count;
    std::vector<std::uint8_t> is_free((lines + 1) * problem.node_count, 0);
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        for (std::size_t line = 0; line < lines; ++line)
            is_free[node * (lines + 1) + line] = problem_.counts_for(node, line) ? 0 : 1;
    }
    const std::int64_t most = problem.line_nodes_max[bound.line];
    problem.line_nodes_max.push_back(most);
    std::uint8_t& is_free_there = is_free[bound.node * (lines + 1) + bound.line];
    is_free[bound.node * (lines + 1) + lines] = is_free_there;
    if (is_free_there == 0)
        problem.line_nodes_max[bound.line] = std::max<std::int64_t>(most - 1, 0);
    is_free_there = 1;
    problem.line_nodes_free = std::move(is_free);
}

/// What is told apart and the rest count as one line to the node's day.
void NodePricer::share_row(const Bound& bound) {
    PlanProblem& problem = work_.candidates.problem();
    const std::size_t lines = problem_.line_count;
    if (problem.row_group.empty()) {
        for (std::uint32_t line = 0; line < lines; ++line)
            problem.row_group.push_back(line);
    }
    problem.row_group.push_back(problem.row_group[bound.line]);
    if (!problem.line_rows.empty()) problem.line_rows.push_back(problem.line_rows[bound.line]);
    if (problem.rows_there.empty()) return;
    widen(problem.rows_there, lines);
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        std::uint8_t* there = &problem.rows_there[node * (lines + 1)];
        there[lines] = there[bound.line];
    }
}

void NodePricer::append_line(Bound& bound) {
    PlanProblem& problem = work_.candidates.problem();
    const std::size_t lines = problem.line_count;
    const std::size_t from = bound.node * lines + bound.line;
    const std::int64_t unit_cost = problem.unit_cost[from];
    problem.stock[from] -= bound.units;
    problem.quantity[bound.line] -= bound.units;
    widen(problem.stock, lines);
    widen(problem.unit_cost, lines);
    widen(problem.choice_carries, lines);
    for (std::size_t row = 0; row < problem.rate_choices.size(); ++row) {
        std::uint8_t* carries = &problem.choice_carries[row * (lines + 1)];
        carries[lines] = carries[bound.line];
    }
    problem.line_count = lines + 1;
    problem.quantity.push_back(bound.units);
    problem.weight_grams.push_back(problem.weight_grams[bound.line]);
    problem.volume_mm3.push_back(problem.volume_mm3[bound.line]);
    problem.units_per_weight.push_back(problem.units_per_weight[bound.line]);
    if (!problem.short_cost.empty()) problem.short_cost.push_back(problem.short_cost[bound.line]);
    if (!problem.room_per_unit.empty())
        problem.room_per_unit.push_back(problem.room_per_unit[bound.line]);
    if (!problem.line_nodes_max.empty()) part_line_nodes(bound);
    if (problem.limits_rows() || !problem.line_rows.empty()) share_row(bound);
    bound.as_line = static_cast<std::uint32_t>(lines);
    problem.stock[bound.node * (lines + 1) + lines] = bound.units;
    problem.unit_cost[bound.node * (lines + 1) + lines] = unit_cost;
}

/// Changes the problem so that every plan ships the units. False: it cannot be.
bool NodePricer::bind(Bound& bound) {
    PlanProblem& problem = work_.candidates.problem();
    problem = problem_;
    if (bound.units < problem.quantity[bound.line]) {
        append_line(bound);
        return keep_filled(bound);
    }
    bound.as_line = bound.line;
    for (std::size_t node = 0; node < problem.node_count; ++node)
        if (node != bound.node) problem.stock[node * problem.line_count + bound.line] = 0;
    if (!problem.item.empty()) {
        // What others of the item may take there is what is left.
        for (std::size_t line = 0; line < problem.line_count; ++line) {
            std::int64_t& stock = problem.stock[bound.node * problem.line_count + line];
            if (line != bound.line && problem.item[line] == problem.item[bound.line])
                stock = std::max<std::int64_t>(stock - bound.units, 0);
        }
        problem.item[bound.line] = ~bound.line;  // No item's handle.
    }
    return keep_filled(bound);
}

bool NodePricer::keep_filled(Bound& bound) {
    PlanProblem& problem = work_.candidates.problem();
    if (!problem.allow_partial) return true;
    if (!fills_first(problem)) {
        const auto bounds = check_problem(problem);
        if (bounds) problem.short_cost[bound.as_line] = bounds->cost_max + 1;
        return bounds.has_value();
    }
    // A limit of units, or what nodes share, would count the lump.
    if (problem.limits_units() || work_.candidates.has_network_items()) return false;
    Units wanted = 1;
    for (const std::int64_t quantity : problem.quantity)
        wanted += quantity;
    std::int64_t lump = 1;
    while (lump < wanted)
        lump *= 10;
    // Else such weights have no common multiple that the solver takes.
    std::int64_t& per_weight = problem.units_per_weight[bound.as_line];
    if (__builtin_mul_overflow(per_weight, lump, &per_weight)) return false;
    const std::size_t at = bound.node * problem.line_count + bound.as_line;
    problem.quantity[bound.as_line] = lump;
    problem.stock[at] = lump;
    problem.unit_cost[at] = 0;
    problem.weight_grams[bound.as_line] *= bound.units;
    problem.volume_mm3[bound.as_line] *= bound.units;
    bound.is_lump = true;
    return true;
}

bool NodePricer::translate(const Bound& bound) {
    Plan& plan = work_.plan;
    const auto of_bound = [&](const PlannedUnits& each) {
        return each.node == bound.node && each.line == bound.as_line;
    };
    const auto bound_units = std::ranges::find_if(plan.shipments, of_bound);
    // Should a plan leave it out all the same, it says nothing.
    if (bound_units == plan.shipments.end()) {
        plan.shipments.clear();
        return false;
    }
    std::int64_t cost = 0;
    if (bound.is_lump) {
        bound_units->units = bound.units;
        cost = problem_.unit_cost_of(bound.node, bound.line) * bound.units;
    }
    bool is_all = true;
    if (bound.as_line != bound.line) {
        PlannedUnits units = *bound_units;
        units.line = bound.line;
        plan.shipments.erase(bound_units);
        auto same = std::ranges::lower_bound(
            plan.shipments,
            std::pair(units.node, units.line),
            {},
            [](const PlannedUnits& each) { return std::pair(each.node, each.line); }
        );
        is_all =
            same == plan.shipments.end() || same->node != units.node || same->line != units.line;
        if (is_all) {
            plan.shipments.insert(same, units);
        } else {
            same->units += units.units;
            if (!problem_.line_cost.empty()) cost -= problem_.line_cost[bound.node];
        }
    }
    plan.cost += cost;
    plan.lower_bound += cost;
    plan.short_units = short_units_of(problem_, plan);
    return is_all;
}

void NodePricer::keep_if_best() {
    const bool is_by_units = fills_first(problem_);
    const auto value_of = [&](const Plan& plan) {
        return std::pair(is_by_units ? plan.short_units : 0, plan.cost);
    };
    if (has_best_ && value_of(best_) <= value_of(work_.plan)) return;
    std::swap(best_, work_.plan);
    has_best_ = true;
}

}  // namespace earmark
