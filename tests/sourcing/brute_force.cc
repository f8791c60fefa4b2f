#include "tests/sourcing/brute_force.h"

#include <algorithm>
#include <map>

namespace earmark {

std::int64_t rows_by_force(
    const PlanProblem& problem, std::size_t node, const std::vector<std::int64_t>& units
) {
    std::map<std::int64_t, std::int64_t> by_group;  // Of those that are no one's, by line.
    for (std::size_t line = 0; line < units.size(); ++line) {
        if (units[line] == 0) continue;
        if (!problem.rows_there.empty() && problem.rows_there[node * units.size() + line] != 0)
            continue;
        const auto own = -1 - static_cast<std::int64_t>(line);
        const std::int64_t group = problem.row_group.empty() ? own : problem.row_group[line];
        by_group[group] = problem.line_rows.empty() ? 1 : problem.line_rows[line];
    }
    std::int64_t rows = 0;
    for (const auto& [group, of_group] : by_group)
        rows += of_group;
    return rows;
}

namespace {

using Units = std::vector<std::vector<std::int64_t>>;

// Weights are summed as fractions with a common denominator, 10^6, which every scale here divides.
constexpr std::int64_t kParts = 1'000'000;

std::int64_t grams_of(
    const PlanProblem& problem, std::uint32_t column, const std::vector<std::int64_t>& units
) {
    std::int64_t weight = 0;
    std::int64_t volume = 0;
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        const std::int64_t scale =
            problem.units_per_weight.empty() ? 1 : problem.units_per_weight[line];
        weight += units[line] * problem.weight_grams[line] * (kParts / scale);
        if (!problem.volume_mm3.empty())
            volume += units[line] * problem.volume_mm3[line] * (kParts / scale);
    }
    std::int64_t grams = (weight + kParts - 1) / kParts;
    if (problem.rate_columns[column].dim_cm3_per_kg > 0) {
        const std::int64_t base = kParts * problem.rate_columns[column].dim_cm3_per_kg;
        grams = std::max(grams, (volume + base - 1) / base);
    }
    return grams;
}

std::int64_t tariff_of(const PlanProblem& problem, std::uint32_t column, std::int64_t grams) {
    const RateColumn range = problem.rate_columns[column];
    const RateStep& last = problem.rate_steps[range.first_step + range.step_count - 1];
    std::int64_t sum = 0;
    bool is_first = true;
    while (grams > 0 || is_first) {
        const std::int64_t parcel = std::min(grams, last.grams_max);
        for (std::size_t s = 0; s < range.step_count; ++s) {
            const RateStep& step = problem.rate_steps[range.first_step + s];
            if (parcel > step.grams_max) continue;
            sum += step.rate;
            break;
        }
        grams -= parcel;
        is_first = false;
    }
    return sum;
}

bool has_room(
    const PlanProblem& problem, const RateChoice& choice, const std::vector<std::int64_t>& units
) {
    std::int64_t sum = 0;
    for (std::size_t line = 0; line < units.size(); ++line)
        sum += units[line] * problem.room_of(line);
    const std::int64_t rows = rows_by_force(problem, choice.node, units);
    return (choice.units_max < 0 || sum <= choice.units_max) &&
           (choice.rows_max < 0 || rows <= choice.rows_max);
}

/// Of the node's choices that carry the units and have room for them; nothing if none does, and 0
/// if it has no choices.
std::optional<std::int64_t> least_of_choices(
    const PlanProblem& problem, std::size_t node, const std::vector<std::int64_t>& units
) {
    bool has_some = false;
    std::optional<std::int64_t> least;
    for (std::size_t index = 0; index < problem.rate_choices.size(); ++index) {
        const RateChoice& choice = problem.rate_choices[index];
        if (choice.node != node) continue;
        has_some = true;
        bool carries_all = true;
        for (std::size_t line = 0; line < units.size(); ++line) {
            if (units[line] > 0 && problem.choice_carries[index * units.size() + line] == 0)
                carries_all = false;
        }
        if (!carries_all || !has_room(problem, choice, units)) continue;
        const std::int64_t grams = grams_of(problem, choice.column, units);
        const std::int64_t cost = tariff_of(problem, choice.column, grams) + choice.extra;
        if (!least || cost < *least) least = cost;
    }
    return has_some ? least : 0;
}

std::int64_t shipment_cost(
    const PlanProblem& problem, std::size_t node, const std::vector<std::int64_t>& units
) {
    std::int64_t cost = problem.fixed_cost[node];
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        if (units[line] == 0) continue;
        cost += units[line] * problem.unit_cost_of(node, line);
        if (!problem.line_cost.empty()) cost += problem.line_cost[node];
    }
    if (problem.has_tariffs() && problem.tariff_column[node] != PlanProblem::kNoTariff) {
        cost += tariff_of(
            problem,
            problem.tariff_column[node],
            grams_of(problem, problem.tariff_column[node], units)
        );
    }
    return cost;
}

bool overdraws_item(
    const PlanProblem& problem, std::size_t node, const std::vector<std::int64_t>& units
) {
    std::map<std::uint32_t, std::int64_t> by_item;
    for (std::size_t line = 0; line < problem.item.size(); ++line) {
        std::int64_t& shipped = by_item[problem.item[line]];
        shipped += units[line];
        if (shipped > problem.stock_of(node, line)) return true;
    }
    return false;
}

std::vector<std::size_t> shipping_nodes(const Units& units) {
    std::vector<std::size_t> nodes;
    for (std::size_t node = 0; node < units.size(); ++node) {
        const bool ships =
            std::any_of(units[node].begin(), units[node].end(), [](auto u) { return u > 0; });
        if (ships) nodes.push_back(node);
    }
    return nodes;
}

/// The rule for ties: fewer shipments, then earlier nodes, then line by line more from the earlier.
bool comes_first(const Units& units, const Units& than) {
    const auto nodes = shipping_nodes(units);
    const auto others = shipping_nodes(than);
    if (nodes.size() != others.size()) return nodes.size() < others.size();
    if (nodes != others) return nodes < others;
    for (std::size_t line = 0; line < units.front().size(); ++line) {
        for (std::size_t node = 0; node < units.size(); ++node) {
            if (units[node][line] != than[node][line]) return units[node][line] > than[node][line];
        }
    }
    return false;
}

class Enumerator {
  public:
    Enumerator(const PlanProblem& problem, const PlanFilter& accepts)
        : problem_(problem),
          accepts_(accepts),
          units_(problem.node_count, std::vector<std::int64_t>(problem.line_count, 0)) {}

    std::optional<BestPlan> best() {
        try_line(0);
        if (!best_) return std::nullopt;
        BestPlan plan{*best_, {}};
        for (std::uint32_t node = 0; node < problem_.node_count; ++node) {
            for (std::uint32_t line = 0; line < problem_.line_count; ++line) {
                const std::int64_t units = best_units_[node][line];
                if (units > 0) plan.shipments.push_back({node, line, units});
            }
        }
        return plan;
    }

  private:
    void try_line(std::size_t line) {
        if (line == problem_.line_count) {
            consider();
        } else if (problem_.line_split) {
            try_split(line, 0, problem_.quantity[line]);
        } else {
            try_line(line + 1);
            for (auto& node : units_) {
                if (problem_.quantity[line] == 0) break;
                node[line] = problem_.quantity[line];
                try_line(line + 1);
                node[line] = 0;
            }
        }
    }

    void try_split(std::size_t line, std::size_t node, std::int64_t left) {
        if (node == problem_.node_count) {
            try_line(line + 1);
            return;
        }
        const std::int64_t most = std::min(left, problem_.stock_of(node, line));
        for (std::int64_t units = 0; units <= most; ++units) {
            units_[node][line] = units;
            try_split(line, node + 1, left - units);
        }
        units_[node][line] = 0;
    }

    void consider() {
        const auto worth = worth_of(problem_, units_);
        if (!worth || (accepts_ && !accepts_(units_))) return;
        const bool fill_first = problem_.allow_partial && problem_.short_cost.empty();
        const bool is_better =
            !best_ || (fill_first && worth->short_units != best_->short_units
                           ? worth->short_units < best_->short_units
                       : worth->cost != best_->cost ? worth->cost < best_->cost
                                                    : comes_first(units_, best_units_));
        if (!is_better) return;
        best_ = worth;
        best_units_ = units_;
    }

    const PlanProblem& problem_;
    const PlanFilter& accepts_;
    Units units_;
    std::optional<PlanWorth> best_;
    Units best_units_;
};

}  // namespace

std::optional<PlanWorth> worth_of(const PlanProblem& problem, const Units& units) {
    PlanWorth worth{0, 0};
    std::size_t shipments = 0;
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        std::int64_t shipped = 0;
        std::int64_t room = 0;
        for (std::size_t line = 0; line < problem.line_count; ++line) {
            if (units[node][line] > problem.stock_of(node, line)) return std::nullopt;
            shipped += units[node][line];
            room += units[node][line] * problem.room_of(line);
        }
        if (shipped == 0) continue;
        if (overdraws_item(problem, node, units[node])) return std::nullopt;
        ++shipments;
        if (!problem.capacity.empty() && problem.capacity[node] >= 0 &&
            room > problem.capacity[node]) {
            return std::nullopt;
        }
        const auto by_choice = least_of_choices(problem, node, units[node]);
        if (!by_choice) return std::nullopt;
        worth.cost += shipment_cost(problem, node, units[node]) + *by_choice;
    }
    if (shipments > problem.shipments_max) return std::nullopt;
    if (shipments > 1)
        worth.cost += problem.split_penalty * static_cast<std::int64_t>(shipments - 1);
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        std::int64_t filled = 0;
        std::int64_t nodes = 0;
        for (std::size_t node = 0; node < problem.node_count; ++node) {
            const std::int64_t part = units[node][line];
            const std::size_t place = node * problem.line_count + line;
            const bool counts =
                problem.line_nodes_free.empty() || problem.line_nodes_free[place] == 0;
            if (part != 0 && counts) ++nodes;
            if (!problem.line_split && part != 0 && part != problem.quantity[line])
                return std::nullopt;
            filled += part;
        }
        if (!problem.line_nodes_max.empty() && nodes > problem.line_nodes_max[line])
            return std::nullopt;
        const std::int64_t missing = problem.quantity[line] - filled;
        if (missing < 0 || (missing > 0 && !problem.allow_partial)) return std::nullopt;
        worth.short_units += missing;
        if (problem.allow_partial && !problem.short_cost.empty())
            worth.cost += missing * problem.short_cost[line];
    }
    return worth;
}

std::optional<PlanWorth> worth_of(const PlanProblem& problem, const Plan& plan) {
    Units units(problem.node_count, std::vector<std::int64_t>(problem.line_count, 0));
    for (const PlannedUnits& planned : plan.shipments) {
        if (planned.node >= problem.node_count || planned.line >= problem.line_count)
            return std::nullopt;
        if (planned.units <= 0 || units[planned.node][planned.line] != 0) return std::nullopt;
        units[planned.node][planned.line] = planned.units;
    }
    return worth_of(problem, units);
}

double plans_to_try(const PlanProblem& problem) {
    double count = 1;
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        double ways = 1;
        if (problem.line_split) {
            for (std::size_t node = 0; node < problem.node_count; ++node) {
                ways *= static_cast<double>(
                    std::min(problem.quantity[line], problem.stock_of(node, line)) + 1
                );
            }
        } else {
            ways = static_cast<double>(problem.node_count + 1);
        }
        count *= ways;
    }
    return count;
}

std::optional<BestPlan> best_plan_by_force(const PlanProblem& problem, const PlanFilter& accepts) {
    return Enumerator(problem, accepts).best();
}

}  // namespace earmark
