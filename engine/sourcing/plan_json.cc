#include "engine/sourcing/plan_json.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace earmark {

namespace {

namespace json = boost::json;

constexpr std::size_t kFoundTextMax = 40;

std::string found_text(const json::value& found) {
    std::string text = json::serialize(found);
    if (text.size() > kFoundTextMax) text = text.substr(0, kFoundTextMax) + "...";
    return text;
}

Error unexpected(const std::string& place, const json::value& found, const char* expected) {
    return {ErrorCode::bad_input, place + " is " + found_text(found) + ", expected " + expected};
}

std::string at(const std::string& place, std::size_t index) {
    return place + "[" + std::to_string(index) + "]";
}

/// Reads the keys of one problem; the first thing that is wrong stays in error().
class ProblemReader {
  public:
    explicit ProblemReader(const json::object& object) : object_(object) {}

    bool read_into(PlanProblem& problem) {
        std::vector<std::int64_t> quantity;
        std::vector<std::int64_t> fixed;
        if (!read_list("qty", quantity) || !read_list("fixed", fixed)) return false;
        problem.reset(quantity.size(), fixed.size());
        problem.quantity = std::move(quantity);
        problem.fixed_cost = std::move(fixed);
        return read_matrix("unit", problem, problem.unit_cost) &&
               read_matrix("stock", problem, problem.stock) && read_capacity(problem) &&
               read_shipments_max(problem) && read_flag("line_split", problem.line_split) &&
               read_flag("allow_partial", problem.allow_partial) && read_short_cost(problem);
    }

    const Error& error() const { return *error_; }

  private:
    bool fail(Error error) {
        error_ = std::move(error);
        return false;
    }

    const json::value* find(const char* key) {
        const json::value* value = object_.if_contains(key);
        if (value == nullptr)
            fail({ErrorCode::bad_input, std::string("\"") + key + "\" is missing"});
        return value;
    }

    const json::array* array_of(
        const std::string& place, const json::value& value, std::optional<std::size_t> count
    ) {
        const json::array* array = value.if_array();
        if (array == nullptr) {
            fail(unexpected(place, value, "a list"));
            return nullptr;
        }
        if (count && array->size() != *count) {
            fail(
                {ErrorCode::bad_input,
                 place + " has " + std::to_string(array->size()) + " entries, expected " +
                     std::to_string(*count)}
            );
            return nullptr;
        }
        return array;
    }

    bool read_number(const std::string& place, const json::value& value, std::int64_t& number) {
        const std::int64_t* found = value.if_int64();
        if (found == nullptr || *found < 0) {
            return fail(unexpected(place, value, "a whole number from 0 to 2^63 - 1"));
        }
        number = *found;
        return true;
    }

    bool read_numbers(
        const std::string& place, const json::array& array, std::vector<std::int64_t>& numbers
    ) {
        for (std::size_t i = 0; i < array.size(); ++i) {
            // The place is spelt out only for what is wrong: there are many numbers.
            const std::int64_t* found = array[i].if_int64();
            std::int64_t number = 0;
            if ((found == nullptr || *found < 0) && !read_number(at(place, i), array[i], number))
                return false;
            numbers.push_back(*found);
        }
        return true;
    }

    bool read_list(
        const char* key,
        std::vector<std::int64_t>& numbers,
        std::optional<std::size_t> count = std::nullopt
    ) {
        const json::value* value = find(key);
        if (value == nullptr) return false;
        const std::string place = std::string("\"") + key + "\"";
        const json::array* array = array_of(place, *value, count);
        return array != nullptr && read_numbers(place, *array, numbers);
    }

    bool read_matrix(
        const char* key, const PlanProblem& problem, std::vector<std::int64_t>& numbers
    ) {
        numbers.clear();
        const json::value* value = find(key);
        if (value == nullptr) return false;
        const std::string place = std::string("\"") + key + "\"";
        const json::array* rows = array_of(place, *value, problem.node_count);
        if (rows == nullptr) return false;
        for (std::size_t node = 0; node < rows->size(); ++node) {
            const std::string row_place = at(place, node);
            const json::array* row = array_of(row_place, (*rows)[node], problem.line_count);
            if (row == nullptr || !read_numbers(row_place, *row, numbers)) return false;
        }
        return true;
    }

    bool read_capacity(PlanProblem& problem) {
        const json::value* value = find("capacity");
        if (value == nullptr) return false;
        if (value->is_null()) return true;
        const std::string place = "\"capacity\"";
        const json::array* array = array_of(place, *value, problem.node_count);
        if (array == nullptr) return false;
        for (std::size_t node = 0; node < array->size(); ++node) {
            std::int64_t most = PlanProblem::kUnlimited;
            const json::value& entry = (*array)[node];
            if (!entry.is_null() && !read_number(at(place, node), entry, most)) return false;
            problem.capacity.push_back(most);
        }
        return true;
    }

    bool read_shipments_max(PlanProblem& problem) {
        const json::value* value = find("max_splits");
        if (value == nullptr) return false;
        if (value->is_null()) return true;
        std::int64_t most = 0;
        if (!read_number("\"max_splits\"", *value, most)) return false;
        problem.shipments_max = static_cast<std::size_t>(most);
        return true;
    }

    bool read_flag(const char* key, bool& flag) {
        const json::value* value = find(key);
        if (value == nullptr) return false;
        const bool* found = value->if_bool();
        if (found == nullptr) {
            return fail(unexpected(std::string("\"") + key + "\"", *value, "true or false"));
        }
        flag = *found;
        return true;
    }

    bool read_short_cost(PlanProblem& problem) {
        const json::value* value = find("short_cost");
        if (value == nullptr) return false;
        return value->is_null() || read_list("short_cost", problem.short_cost, problem.line_count);
    }

    const json::object& object_;
    std::optional<Error> error_;
};

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
    ProblemReader reader(*object);
    if (!reader.read_into(problem_)) return failed(*id, reader.error().detail);

    // The time is shown, never acted on.
    const auto start = std::chrono::steady_clock::now();
    const Status solved = solver_.solve(problem_, plan_);
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
        if (!is_blank) out << solver.answer(line, line_number) << '\n' << std::flush;
    }
    if (!solver.has_failed()) return 0;
    errors << solver.failure_count() << " of " << line_number
           << " lines were wrong; each has an \"error\" in the output\n";
    return 2;
}

}  // namespace earmark
