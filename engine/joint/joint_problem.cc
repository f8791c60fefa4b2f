#include "engine/joint/joint_problem.h"

#include <algorithm>
#include <string>

namespace earmark {

namespace {

constexpr std::int64_t kMost = std::int64_t{1} << 60U;

Error wrong(const std::string& place, std::int64_t found, const std::string& expected) {
    return {
        ErrorCode::bad_input, place + " is " + std::to_string(found) + ", expected " + expected
    };
}

Status check_count(const std::string& place, std::size_t found, std::size_t expected) {
    if (found == expected) return Done{};
    return Error{
        ErrorCode::bad_input,
        place + " has " + std::to_string(found) + " entries, expected " + std::to_string(expected)
    };
}

Status check_numbers(
    const std::string& place, const std::vector<std::int64_t>& numbers, std::int64_t lowest = 0
) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] >= lowest && numbers[i] < kMost) continue;
        return wrong(
            place + "[" + std::to_string(i) + "]",
            numbers[i],
            std::to_string(lowest) + " to 2^60 - 1"
        );
    }
    return Done{};
}

/// A sum of products that stays at kMost once it gets there.
std::int64_t plus_product(std::int64_t sum, std::int64_t left, std::int64_t right) {
    std::int64_t product = 0;
    if (__builtin_mul_overflow(left, right, &product)) return kMost;
    return sum >= kMost - std::min(product, kMost) ? kMost : sum + product;
}

Status check_shape(const JointProblem& problem, const JointOrder& order, const std::string& name) {
    const std::size_t lines = order.line_count();
    if (auto counted = check_count(name + "qty", order.quantity.size(), lines); !counted)
        return counted;
    if (auto counted = check_count(name + "short_cost", order.short_cost.size(), lines); !counted)
        return counted;
    if (auto counted = check_count(name + "fixed", order.fixed_cost.size(), problem.node_count);
        !counted)
        return counted;
    if (auto counted =
            check_count(name + "unit", order.unit_cost.size(), problem.node_count * lines);
        !counted)
        return counted;
    if (auto checked = check_numbers(name + "qty", order.quantity); !checked) return checked;
    if (auto checked = check_numbers(name + "short_cost", order.short_cost); !checked)
        return checked;
    if (auto checked = check_numbers(name + "fixed", order.fixed_cost); !checked) return checked;
    if (auto checked = check_numbers(name + "unit", order.unit_cost); !checked) return checked;
    for (std::size_t line = 0; line < lines; ++line) {
        if (order.item[line] < problem.item_count) continue;
        return wrong(
            name + "sku[" + std::to_string(line) + "]",
            order.item[line],
            "an index below " + std::to_string(problem.item_count)
        );
    }
    return Done{};
}

/// All nodes ship, and every unit costs the most it can.
std::int64_t most_cost(const JointProblem& problem, const JointOrder& order) {
    std::int64_t most = 0;
    for (const std::int64_t fixed : order.fixed_cost)
        most = plus_product(most, fixed, 1);
    for (std::size_t line = 0; line < order.line_count(); ++line) {
        std::int64_t dearest = order.short_cost[line];
        for (std::size_t node = 0; node < problem.node_count; ++node)
            dearest = std::max(dearest, order.unit_cost[node * order.line_count() + line]);
        most = plus_product(most, dearest, order.quantity[line]);
    }
    return most;
}

}  // namespace

Result<std::int64_t> check_joint_problem(const JointProblem& problem) {
    if (auto counted =
            check_count("stock", problem.stock.size(), problem.node_count * problem.item_count);
        !counted)
        return counted.error();
    if (auto counted = check_count("capacity", problem.capacity.size(), problem.node_count);
        !counted)
        return counted.error();
    if (auto checked = check_numbers("stock", problem.stock); !checked) return checked.error();
    if (auto checked = check_numbers("capacity", problem.capacity, PlanProblem::kUnlimited);
        !checked)
        return checked.error();
    std::int64_t cost_max = 0;
    std::int64_t units = 0;
    std::int64_t dearest = 0;
    for (std::size_t index = 0; index < problem.orders.size(); ++index) {
        const JointOrder& order = problem.orders[index];
        const std::string name = "orders[" + std::to_string(index) + "].";
        if (auto checked = check_shape(problem, order, name); !checked) return checked.error();
        for (const std::int64_t quantity : order.quantity)
            units = plus_product(units, quantity, 1);
        for (const std::int64_t cost : order.short_cost)
            dearest = std::max(dearest, cost);
        cost_max = plus_product(cost_max, most_cost(problem, order), 1);
    }
    // Prices go up to the dearest unit left out, and all units may have one.
    cost_max = std::max(cost_max, plus_product(0, dearest, units));
    if (cost_max >= kMost || units >= kMost) {
        return Error{
            ErrorCode::limit_exceeded,
            std::string(cost_max >= kMost ? "the cost" : "the units") +
                " of all orders may pass 2^60, expected less"
        };
    }
    return cost_max;
}

}  // namespace earmark
