#include "engine/joint/joint_json.h"

#include "engine/sourcing/json_fields.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace earmark {

namespace {

namespace json = boost::json;
using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kQuietFor{2};

Status read_order(
    const json::value& value, const std::string& prefix, std::size_t nodes, JointOrder& order
) {
    const json::object* object = value.if_object();
    if (object == nullptr) {
        return Error{
            ErrorCode::bad_input, prefix + " is " + found_text(value) + ", expected an object"
        };
    }
    JsonFields fields(*object, prefix + ".");
    std::vector<std::int64_t> items;
    if (!fields.read_list("sku", items)) return fields.error();
    for (const std::int64_t item : items)
        order.item.push_back(static_cast<std::uint32_t>(std::min<std::int64_t>(item, UINT32_MAX)));
    const std::size_t lines = items.size();
    std::optional<std::int64_t> shipments_max;
    const bool is_well = fields.read_list("qty", order.quantity, lines) &&
                         fields.read_list("fixed", order.fixed_cost, nodes) &&
                         fields.read_matrix("unit", nodes, lines, order.unit_cost) &&
                         fields.read_limit("max_splits", shipments_max) &&
                         fields.read_list("short_cost", order.short_cost, lines);
    if (!is_well) return fields.error();
    if (shipments_max) order.shipments_max = static_cast<std::size_t>(*shipments_max);
    return Done{};
}

Status read_problem(const json::object& object, JointProblem& problem) {
    JsonFields fields(object);
    const json::value* stock = fields.find("stock");
    if (stock == nullptr) return fields.error();
    const json::array* rows = fields.array_of("\"stock\"", *stock);
    if (rows == nullptr) return fields.error();
    problem.node_count = rows->size();
    const json::array* first = rows->empty() ? nullptr : rows->front().if_array();
    problem.item_count = first == nullptr ? 0 : first->size();
    if (!fields.read_matrix("stock", problem.node_count, problem.item_count, problem.stock) ||
        !fields.read_limits(
            "capacity", problem.node_count, PlanProblem::kUnlimited, problem.capacity
        ))
        return fields.error();
    problem.capacity.resize(problem.node_count, PlanProblem::kUnlimited);
    const json::value* orders = fields.find("orders");
    if (orders == nullptr) return fields.error();
    const json::array* list = fields.array_of("\"orders\"", *orders);
    if (list == nullptr) return fields.error();
    problem.orders.resize(list->size());
    for (std::size_t index = 0; index < list->size(); ++index) {
        const std::string prefix = "orders[" + std::to_string(index) + "]";
        const auto read =
            read_order((*list)[index], prefix, problem.node_count, problem.orders[index]);
        if (!read) return read;
    }
    return Done{};
}

void write_prices(const JointPlan& plan, std::string& text) {
    json::array stock;
    json::array capacity;
    for (const ShadowPrice& price : plan.prices) {
        if (price.item == ShadowPrice::kCapacity) {
            capacity.push_back(json::array{price.node, price.price});
        } else {
            stock.push_back(json::array{price.node, price.item, price.price});
        }
    }
    text += ",\"prices\":" + json::serialize(stock);
    text += ",\"capacity_prices\":" + json::serialize(capacity);
}

std::string joint_text(
    const json::value& id, const JointPlan& plan, std::int64_t micros, bool has_prices
) {
    std::string text = "{\"id\":" + json::serialize(id);
    text += ",\"cost\":" + std::to_string(plan.cost);
    text += ",\"lower_bound\":" + std::to_string(plan.lower_bound);
    text += ",\"ship\":[";
    for (const JointUnits& planned : plan.shipments) {
        if (text.back() == ']') text += ',';
        text += '[' + std::to_string(planned.order) + ',' + std::to_string(planned.node) + ',' +
                std::to_string(planned.line) + ',' + std::to_string(planned.units) + ']';
    }
    text += "],\"short_units\":" + std::to_string(plan.short_units);
    text += ",\"micros\":" + std::to_string(micros);
    if (has_prices) write_prices(plan, text);
    return text + '}';
}

/// Tells how far a plan is, and ends it in time.
class Watch {
  public:
    Watch(const JointRunOptions& options, std::ostream& errors)
        : options_(options), errors_(errors), begun_(SteadyClock::now()), told_(begun_) {}

    JointOptions planning() {
        JointOptions planning = options_.planning;
        if (options_.progress)
            planning.on_progress = [this](const JointProgress& progress) { tell(progress); };
        if (options_.seconds_max > 0) {
            planning.time_spent = [this] {
                const std::chrono::duration<double> spent = SteadyClock::now() - begun_;
                return spent.count() / options_.seconds_max;
            };
        }
        return planning;
    }

    std::int64_t micros() const {
        return std::chrono::ceil<std::chrono::microseconds>(SteadyClock::now() - begun_).count();
    }

  private:
    void tell(const JointProgress& progress) {
        const auto now = SteadyClock::now();
        if (now - told_ < kQuietFor) return;
        told_ = now;
        const double gap = progress.cost == 0
                               ? 0.0
                               : 100.0 * static_cast<double>(progress.cost - progress.lower_bound) /
                                     static_cast<double>(progress.cost);
        errors_ << "after "
                << std::chrono::duration_cast<std::chrono::seconds>(now - begun_).count()
                << " s: cost " << progress.cost << ", at least " << progress.lower_bound << " ("
                << gap << " %); " << progress.rounds << " rounds of prices, " << progress.trials
                << " trials\n";
    }

    const JointRunOptions& options_;
    std::ostream& errors_;
    const SteadyClock::time_point begun_;
    SteadyClock::time_point told_;
};

/// The answer to one line, or an error.
Result<std::string> answer(
    const json::object& object,
    const json::value& id,
    std::ostream& errors,
    const JointRunOptions& options
) {
    JointProblem problem;
    if (auto read = read_problem(object, problem); !read) return read.error();
    JointPlan plan;
    Watch watch(options, errors);
    if (auto planned = plan_jointly(problem, watch.planning(), plan); !planned)
        return planned.error();
    return joint_text(id, plan, watch.micros(), options.prices);
}

}  // namespace

int run_joint_plan(
    std::istream& in, std::ostream& out, std::ostream& errors, const JointRunOptions& options
) {
    std::string line;
    std::uint64_t line_number = 0;
    std::uint64_t failures = 0;
    while (std::getline(in, line)) {
        ++line_number;
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        boost::system::error_code parse_error;
        const json::value parsed = json::parse(line, parse_error);
        const json::object* object = parse_error ? nullptr : parsed.if_object();
        const json::value* id = object == nullptr ? nullptr : object->if_contains("id");
        Result<std::string> text = Error{
            ErrorCode::bad_input,
            parse_error         ? "not JSON (" + parse_error.message() + "), expected one object"
            : object == nullptr ? "found " + found_text(parsed) + ", expected one object"
                                : "\"id\" is missing"
        };
        if (id != nullptr) text = answer(*object, *id, errors, options);
        if (text) {
            out << *text << '\n' << std::flush;
            continue;
        }
        ++failures;
        json::object failed;
        failed["id"] = id == nullptr ? json::value() : *id;
        failed["error"] = "line " + std::to_string(line_number) + ": " + text.error().detail;
        out << json::serialize(failed) << '\n' << std::flush;
    }
    if (failures == 0) return 0;
    errors << failures << " of " << line_number
           << " lines were wrong; each has an \"error\" in the output\n";
    return 2;
}

}  // namespace earmark
