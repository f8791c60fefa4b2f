#include "engine/sourcing/plan_json.h"

#include "engine/sourcing/json_fields.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace earmark {

namespace {

namespace json = boost::json;

bool read_problem(JsonFields& fields, PlanProblem& problem) {
    std::vector<std::int64_t> quantity;
    std::vector<std::int64_t> fixed;
    if (!fields.read_list("qty", quantity) || !fields.read_list("fixed", fixed)) return false;
    const std::size_t lines = quantity.size();
    const std::size_t nodes = fixed.size();
    problem.reset(lines, nodes);
    problem.quantity = std::move(quantity);
    problem.fixed_cost = std::move(fixed);
    std::optional<std::int64_t> shipments_max;
    const bool is_well =
        fields.read_matrix("unit", nodes, lines, problem.unit_cost) &&
        fields.read_matrix("stock", nodes, lines, problem.stock) &&
        fields.read_limits("capacity", nodes, PlanProblem::kUnlimited, problem.capacity) &&
        fields.read_limit("max_splits", shipments_max) &&
        fields.read_flag("line_split", problem.line_split) &&
        fields.read_flag("allow_partial", problem.allow_partial);
    if (!is_well) return false;
    std::optional<std::int64_t> nodes_max;
    if (fields.has("max_nodes_per_line") && !fields.read_limit("max_nodes_per_line", nodes_max))
        return false;
    if (nodes_max) problem.line_nodes_max.assign(lines, *nodes_max);
    if (shipments_max) problem.shipments_max = static_cast<std::size_t>(*shipments_max);
    const json::value* short_cost = fields.find("short_cost");
    if (short_cost == nullptr) return false;
    return short_cost->is_null() || fields.read_list("short_cost", problem.short_cost, lines);
}

const char* name_of(PlanStatus status) {
    switch (status) {
        case PlanStatus::optimal:
            return "optimal";
        case PlanStatus::feasible:
            return "feasible";
        case PlanStatus::infeasible:
            return "infeasible";
        case PlanStatus::undecided:
            break;
    }
    return "undecided";
}

/// Costs in parts so small that the search's prices, whole numbers, lose nothing by being rounded.
///
/// Returns: parts in one; 1 where costs are fine as they are.
std::int64_t divide_costs(PlanProblem& problem) {
    constexpr std::int64_t kParts = 1000;
    constexpr std::int64_t kSmallCost = 1'000'000'000;
    constexpr std::int64_t kUnitsMax = 1'000'000;
    const auto bounds = check_problem(problem);
    if (!bounds || bounds->cost_max > kSmallCost || bounds->units > kUnitsMax) return 1;
    const auto fields = {&problem.fixed_cost, &problem.unit_cost, &problem.short_cost};
    // Also those that no plan can pay, which the bound does not count.
    for (const auto* costs : fields) {
        if (std::ranges::any_of(*costs, [](auto cost) { return cost > kSmallCost; })) return 1;
    }
    for (auto* costs : fields) {
        for (std::int64_t& cost : *costs)
            cost *= kParts;
    }
    return kParts;
}

std::string plan_text(const json::value& id, const Plan& plan, std::int64_t micros) {
    std::string text = "{\"id\":" + json::serialize(id);
    text.append(",\"status\":\"").append(name_of(plan.status));
    text += "\",\"cost\":" + (plan.has_plan() ? std::to_string(plan.cost) : "null");
    text += ",\"lower_bound\":" +
            (plan.status == PlanStatus::infeasible ? "null" : std::to_string(plan.lower_bound));
    text += ",\"ship\":[";
    for (const PlannedUnits& planned : plan.shipments) {
        if (text.back() == ']') text += ',';
        text += '[' + std::to_string(planned.node) + ',' + std::to_string(planned.line) + ',' +
                std::to_string(planned.units) + ']';
    }
    text += "],\"short_units\":" + std::to_string(plan.short_units);
    text += ",\"micros\":" + std::to_string(micros) + '}';
    return text;
}

}  // namespace

std::string PlanLineSolver::answer(std::string_view line, std::uint64_t line_number) {
    const auto failed = [&](const json::value& id, const std::string& detail) {
        ++failure_count_;
        json::object answer;
        answer["id"] = id;
        answer["error"] = "line " + std::to_string(line_number) + ": " + detail;
        return json::serialize(answer);
    };
    boost::system::error_code parse_error;
    const json::value parsed = json::parse({line.data(), line.size()}, parse_error);
    if (parse_error) {
        return failed(nullptr, "not JSON (" + parse_error.message() + "), expected one object");
    }
    const json::object* object = parsed.if_object();
    if (object == nullptr) {
        return failed(nullptr, "found " + found_text(parsed) + ", expected one object");
    }
    const json::value* id = object->if_contains("id");
    if (id == nullptr) return failed(nullptr, "\"id\" is missing");
    JsonFields fields(*object);
    if (!read_problem(fields, problem_)) return failed(*id, fields.error().detail);
    if (problem_.line_count > kPlanLinesMax) {
        return failed(
            *id,
            "\"qty\": found " + std::to_string(problem_.line_count) + " lines, expected at most " +
                std::to_string(kPlanLinesMax)
        );
    }

    // The time is shown, never acted on.
    const auto start = std::chrono::steady_clock::now();
    const std::int64_t parts = divide_costs(problem_);
    const Status solved = solver_.solve(problem_, plan_);
    plan_.cost /= parts;
    plan_.lower_bound = (plan_.lower_bound + parts - 1) / parts;
    const auto taken = std::chrono::steady_clock::now() - start;
    if (!solved) return failed(*id, solved.error().detail);
    const auto micros = std::chrono::ceil<std::chrono::microseconds>(taken).count();
    return plan_text(*id, plan_, micros);
}

int run_plan(
    std::istream& in, std::ostream& out, std::ostream& errors, const PlanRunOptions& options
) {
    PlanLineSolver solver(options);
    std::string line;
    std::uint64_t line_number = 0;
    while (std::getline(in, line)) {
        ++line_number;
        const bool is_blank = line.find_first_not_of(" \t\r") == std::string::npos;
        if (is_blank) continue;
        if (options.on_begin) options.on_begin(line_number);
        const std::string answer = solver.answer(line, line_number);
        if (options.on_end) options.on_end();
        out << answer << '\n' << std::flush;
    }
    if (!solver.has_failed()) return 0;
    errors << solver.failure_count() << " of " << line_number
           << " lines were wrong; each has an \"error\" in the output\n";
    return 2;
}

}  // namespace earmark
