#include "engine/sourcing/line_nodes_solver.h"

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

namespace earmark {

Status LineNodesSolver::solve(
    const PlanProblem& problem, std::uint64_t steps_max, const Solve& solve, Plan& plan
) {
    problem_ = &problem;
    steps_max_ = steps_max;
    open_ = problem;
    open_.line_nodes_max.clear();
    open_.line_nodes_free.clear();
    const bool fills_first = open_.allow_partial && open_.short_cost.empty();
    if (!fills_first || !open_.line_split) return search(0, solve, plan);
    // If each line can have all that its best nodes have together, every best plan has that.
    narrow({});
    const std::vector<std::int64_t> left_out = left_out_;
    for (std::size_t line = 0; line < left_out.size(); ++line)
        open_.quantity[line] -= left_out[line];
    open_.allow_partial = false;
    if (const Status searched = search(0, solve, plan); !searched) return searched;
    if (plan.has_plan()) {
        for (std::size_t line = 0; line < left_out.size(); ++line)
            plan.short_units += left_out[line] * problem.units_counted(line);
        return Done{};
    }
    open_.quantity = problem.quantity;
    open_.allow_partial = true;
    return search(plan.steps, solve, plan);
}

/// The open problem within the limits; `steps` were taken before.
Status LineNodesSolver::search(std::uint64_t steps, const Solve& solve, Plan& plan) {
    Plan loose;
    if (const Status solved = solve_branch({}, steps, solve, loose); !solved) return solved;
    steps += loose.steps;
    if (loose.status == PlanStatus::infeasible || (loose.has_plan() && keeps_limits(loose))) {
        plan = std::move(loose);
        plan.steps = steps;
        return Done{};
    }
    // A first plan for whoever ends before the tree does: each line by the best of its nodes.
    Plan near;
    if (loose.has_plan()) {
        const Status solved = solve_branch(nearest_branch(loose), steps, solve, near);
        if (!solved) return solved;
        steps += near.steps;
    }
    const bool is_known = near.has_plan() && keeps_limits(near);
    Status searched = tree_.search(
        open_,
        {.solves_max = kSolvesMax,
         .steps_max = steps_max_ - std::min(steps_max_, steps),
         .known = is_known ? &near : nullptr},
        [&](const Branch& branch, std::uint64_t steps_before, Plan& tried) -> Status {
            if (!branch.cuts.empty() || !branch.used.empty())
                return solve_branch(branch, steps + steps_before, solve, tried);
            tried = loose;
            tried.steps = 0;
            return Done{};
        },
        [&](const Plan& tried, const Branch& branch, std::vector<Branch>& branches) {
            return divide(tried, branch, branches);
        },
        plan
    );
    plan.steps += steps;
    return searched;
}

/// Takes at most half of the steps that are left.
Status LineNodesSolver::solve_branch(
    const Branch& branch, std::uint64_t steps_before, const Solve& solve, Plan& plan
) {
    if (!narrow(branch)) {
        plan = {};
        plan.status = PlanStatus::infeasible;
        plan.steps = open_.stock.size();
        return Done{};
    }
    const std::uint64_t left = steps_max_ - std::min(steps_max_, steps_before);
    if (const Status solved = solve(narrowed_, steps_max_ - (left + 1) / 2, plan); !solved)
        return solved;
    for (std::size_t line = 0; line < left_out_.size(); ++line) {
        if (left_out_[line] == 0) continue;
        plan.short_units += left_out_[line] * open_.units_counted(line);
        if (open_.short_cost.empty()) continue;
        const std::int64_t price = left_out_[line] * open_.short_cost[line];
        plan.lower_bound += price;
        if (plan.has_plan()) plan.cost += price;
    }
    return Done{};
}

/// False: the branch has no plan.
bool LineNodesSolver::narrow(const Branch& branch) {
    narrowed_ = open_;
    left_out_.assign(open_.line_count, 0);
    bool is_whole = !open_.allow_partial;
    for (std::size_t line = 0; line < open_.line_count; ++line) {
        const Room room = room_of(branch, line);
        if (!room.is_ample) {
            for (std::size_t node = 0; room.nodes <= 0 && node < open_.node_count; ++node) {
                if (counts(branch, node, line)) narrowed_.stock[node * open_.line_count + line] = 0;
            }
            if (open_.line_split && !narrow_line(line, room)) return false;
        }
        is_whole = is_whole && (open_.quantity[line] <= 1 || room.free_nodes + room.coming <= 1);
    }
    // A complete line of one node is a whole line.
    if (is_whole) narrowed_.line_split = false;
    return true;
}

bool LineNodesSolver::narrow_line(std::size_t line, const Room& room) {
    const std::int64_t wanted = open_.quantity[line];
    const std::int64_t most = std::min(wanted, room.free_units + room.best_units);
    if (most < wanted) {
        if (!open_.allow_partial) return false;
        narrowed_.quantity[line] = most;
        left_out_[line] = wanted - most;
    }
    if (open_.allow_partial || room.nodes <= 0) return true;
    const std::int64_t least = wanted - room.free_units - (room.best_units - room.last_units);
    for (std::size_t node = 0; node < open_.node_count; ++node) {
        // Those that do not count have been taken out of what is needed.
        std::int64_t& stock = narrowed_.stock[node * open_.line_count + line];
        if (stock < least && units_[node] >= 0) stock = 0;
    }
    return true;
}

LineNodesSolver::Room LineNodesSolver::room_of(const Branch& branch, std::size_t line) {
    Room room;
    room.nodes = problem_->line_nodes_max[line];
    for (const std::size_t place : branch.used) {
        if (place % open_.line_count == line) --room.nodes;
    }
    best_.clear();
    units_.assign(open_.node_count, -1);
    for (std::size_t node = 0; node < open_.node_count; ++node) {
        const std::int64_t units = std::min(open_.stock_of(node, line), open_.quantity[line]);
        if (units == 0) continue;
        if (counts(branch, node, line)) {
            units_[node] = units;
            best_.push_back(units);
        } else {
            room.free_units += units;
            ++room.free_nodes;
        }
    }
    room.is_ample = static_cast<std::int64_t>(best_.size()) <= room.nodes;
    if (room.is_ample) room.coming = best_.size();
    if (room.is_ample || room.nodes <= 0) return room;
    room.coming = static_cast<std::size_t>(room.nodes);
    const auto end = best_.begin() + room.nodes;
    std::nth_element(best_.begin(), end - 1, best_.end(), std::greater<>());
    room.last_units = *(end - 1);
    for (auto units = best_.begin(); units != end; ++units)
        room.best_units += *units;
    return room;
}

/// Whether a node would take of what is left of the line's limit.
bool LineNodesSolver::counts(const Branch& branch, std::size_t node, std::size_t line) const {
    if (!problem_->counts_for(node, line)) return false;
    return std::ranges::find(branch.used, node * open_.line_count + line) == branch.used.end();
}

/// What nodes that count for the line ship of it, most units first.
std::vector<PlannedUnits> LineNodesSolver::counted_units(const Plan& plan, std::size_t line) const {
    std::vector<PlannedUnits> counted;
    for (const PlannedUnits& planned : plan.shipments) {
        if (planned.line == line && problem_->counts_for(planned.node, line))
            counted.push_back(planned);
    }
    std::ranges::sort(counted, {}, [](const PlannedUnits& planned) {
        return std::pair(-planned.units, planned.node);
    });
    return counted;
}

bool LineNodesSolver::keeps_limits(const Plan& plan) const {
    for (std::size_t line = 0; line < open_.line_count; ++line) {
        const auto nodes = static_cast<std::int64_t>(counted_units(plan, line).size());
        if (nodes > problem_->line_nodes_max[line]) return false;
    }
    return true;
}

/// At the line that passes its limit by most. Every plan of the branch that keeps to the limits is
/// in one of those that are made, and the plan at hand is in none: the last one lets the line ship
/// only from as many of the plan's nodes as it may, and each other one not from one of these.
bool LineNodesSolver::divide(const Plan& plan, const Branch& branch, std::vector<Branch>& branches)
    const {
    std::size_t widest = 0;
    std::int64_t excess = 0;
    std::vector<PlannedUnits> units;
    for (std::size_t line = 0; line < open_.line_count; ++line) {
        std::vector<PlannedUnits> counted = counted_units(plan, line);
        const auto over =
            static_cast<std::int64_t>(counted.size()) - problem_->line_nodes_max[line];
        if (over <= excess) continue;
        excess = over;
        widest = line;
        units = std::move(counted);
    }
    if (excess == 0) return false;
    std::int64_t left = problem_->line_nodes_max[widest];
    for (const std::size_t place : branch.used) {
        if (place % open_.line_count == widest) --left;
    }
    Branch with = branch;
    for (const PlannedUnits& planned : units) {
        if (left == 0) break;
        const std::size_t place = planned.node * open_.line_count + widest;
        if (!counts(branch, planned.node, widest)) continue;
        branches.push_back(with);
        branches.back().cuts.emplace_back(place, 0);
        with.used.push_back(place);
        --left;
    }
    branches.push_back(std::move(with));
    return true;
}

/// In which every line that passes its limit ships from as many nodes as it may: from those that
/// have most of it, so that they have enough, and of these rather from nodes of the plan.
LineNodesSolver::Branch LineNodesSolver::nearest_branch(const Plan& plan) const {
    std::vector<bool> ships(open_.node_count, false);
    for (const PlannedUnits& planned : plan.shipments)
        ships[planned.node] = true;
    Branch nearest;
    std::vector<std::tuple<std::int64_t, bool, std::size_t>> nodes;
    for (std::size_t line = 0; line < open_.line_count; ++line) {
        const auto most = static_cast<std::size_t>(problem_->line_nodes_max[line]);
        if (counted_units(plan, line).size() <= most) continue;
        nodes.clear();
        for (std::size_t node = 0; node < open_.node_count; ++node) {
            const std::int64_t units = std::min(open_.stock_of(node, line), open_.quantity[line]);
            if (units > 0 && problem_->counts_for(node, line))
                nodes.emplace_back(-units, !ships[node], node);
        }
        std::ranges::sort(nodes);
        for (std::size_t index = 0; index < std::min(most, nodes.size()); ++index)
            nearest.used.push_back(std::get<2>(nodes[index]) * open_.line_count + line);
    }
    return nearest;
}

}  // namespace earmark
