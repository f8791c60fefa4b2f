#include "engine/sourcing/plan_problem.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <string>
#include <utility>

namespace earmark {

namespace {

constexpr std::int64_t kSumMax = std::int64_t{1} << 60U;
constexpr std::int64_t kWeightLcdMax = 1'000'000'000'000;

using Numbers = std::span<const std::int64_t>;

/// Sums and products that stop at kSumMax instead of overflowing.
class Clamped {
  public:
    explicit Clamped(std::int64_t value) : value_(std::min(value, kSumMax)) {}
    Clamped operator+(Clamped other) const { return Clamped(value_ + other.value_); }
    Clamped operator*(Clamped other) const {
        std::int64_t product = 0;
        return __builtin_mul_overflow(value_, other.value_, &product) ? Clamped(kSumMax)
                                                                      : Clamped(product);
    }
    bool fits() const { return value_ < kSumMax; }
    std::int64_t value() const { return value_; }

  private:
    std::int64_t value_;
};

/// Has no bit that no number has: not below the largest, and negative if any is.
std::int64_t all_bits(Numbers numbers) {
    // Four at a time, as none of them waits for another.
    std::int64_t bits[4] = {};
    std::size_t at = 0;
    for (; at + 4 <= numbers.size(); at += 4) {
        for (std::size_t of_four = 0; of_four < 4; ++of_four)
            bits[of_four] |= numbers[at + of_four];
    }
    for (; at < numbers.size(); ++at)
        bits[0] |= numbers[at];
    return (bits[0] | bits[1]) | (bits[2] | bits[3]);
}

Error negative(const char* field, Numbers numbers, std::int64_t lowest, std::size_t columns) {
    std::size_t at = 0;
    while (numbers[at] >= lowest)
        ++at;
    std::string place(field);
    if (columns != 0) place.append("[").append(std::to_string(at / columns)).append("]");
    place.append("[").append(std::to_string(columns == 0 ? at : at % columns)).append("]");
    return {
        ErrorCode::bad_input,
        place + " is " + std::to_string(numbers[at]) + ", expected " + std::to_string(lowest) +
            " or more"
    };
}

Error wrong_count(const char* field, std::size_t found, std::size_t expected) {
    return {
        ErrorCode::bad_input,
        std::string(field) + " has " + std::to_string(found) + " entries, expected " +
            std::to_string(expected)
    };
}

Error too_large(const char* what) {
    return {ErrorCode::limit_exceeded, std::string(what) + " may pass 2^60, expected less"};
}

struct Field {
    const char* name;
    Numbers numbers;
    std::size_t expected;
    bool may_be_empty;
    std::int64_t lowest = 0;
    std::size_t columns = 0;  ///< Of a matrix.
};

/// The largest number of the field, or a little above.
Result<std::int64_t> check_field(const Field& field) {
    if (field.numbers.empty() && (field.may_be_empty || field.expected == 0)) {
        return std::int64_t{0};
    }
    if (field.numbers.size() != field.expected) {
        return wrong_count(field.name, field.numbers.size(), field.expected);
    }
    const std::int64_t bits = all_bits(field.numbers);
    if (bits >= 0) return bits;
    if (*std::min_element(field.numbers.begin(), field.numbers.end()) < field.lowest) {
        return negative(field.name, field.numbers, field.lowest, field.columns);
    }
    return *std::max_element(field.numbers.begin(), field.numbers.end());
}

Status check_column(const PlanProblem& problem, std::size_t index) {
    const RateColumn& column = problem.rate_columns[index];
    const auto wrong = [&](const std::string& what) {
        std::string detail("rate_columns[");
        detail.append(std::to_string(index)).append("]").append(what);
        return Error{ErrorCode::bad_input, std::move(detail)};
    };
    if (column.dim_cm3_per_kg < 0) return wrong(".dim_cm3_per_kg is negative");
    if (column.step_count == 0) return wrong(" has no step");
    if (column.first_step > problem.rate_steps.size() ||
        column.step_count > problem.rate_steps.size() - column.first_step)
        return wrong(" reaches past the last of rate_steps");
    std::int64_t grams_before = 0;
    std::int64_t rate_before = 0;
    for (std::size_t i = 0; i < column.step_count; ++i) {
        const RateStep& step = problem.rate_steps[column.first_step + i];
        if (step.grams_max <= grams_before || step.rate < rate_before) {
            std::string what(" step ");
            what.append(std::to_string(i));
            what.append(": grams_max must rise from above 0, and rate must not fall from 0");
            return wrong(what);
        }
        grams_before = step.grams_max;
        rate_before = step.rate;
    }
    return Done{};
}

Status check_items(const PlanProblem& problem) {
    if (problem.item.empty()) return Done{};
    if (problem.item.size() != problem.line_count) {
        return wrong_count("item", problem.item.size(), problem.line_count);
    }
    if (problem.line_split || problem.line_count > PlanProblem::kSharedLinesMax) {
        return Error{
            ErrorCode::bad_input,
            "item is given for " + std::to_string(problem.line_count) + " lines" +
                (problem.line_split ? " that may split" : "") + ", expected at most " +
                std::to_string(PlanProblem::kSharedLinesMax) + " lines that do not split"
        };
    }
    return Done{};
}

Status check_marks(const PlanProblem& problem) {
    const std::size_t lines = problem.line_count;
    const auto is_wrong = [](std::size_t found, std::size_t expected) {
        return found != 0 && found != expected;
    };
    const std::size_t places = problem.node_count * lines;
    if (is_wrong(problem.line_nodes_free.size(), places))
        return wrong_count("line_nodes_free", problem.line_nodes_free.size(), places);
    if (is_wrong(problem.rows_there.size(), places))
        return wrong_count("rows_there", problem.rows_there.size(), places);
    if (is_wrong(problem.row_group.size(), lines))
        return wrong_count("row_group", problem.row_group.size(), lines);
    return Done{};
}

Status check_choices(const PlanProblem& problem) {
    if (problem.rate_choices.empty()) return Done{};
    const std::size_t expected = problem.rate_choices.size() * problem.line_count;
    if (!problem.has_tariffs()) return wrong_count("tariff_column", 0, problem.node_count);
    if (problem.choice_carries.size() != expected)
        return wrong_count("choice_carries", problem.choice_carries.size(), expected);
    std::uint32_t before = 0;
    for (std::size_t index = 0; index < problem.rate_choices.size(); ++index) {
        const RateChoice& choice = problem.rate_choices[index];
        const bool is_right = choice.node >= before && choice.node < problem.node_count &&
                              choice.column < problem.rate_columns.size() && choice.extra >= 0 &&
                              choice.units_max >= RateChoice::kUnlimited &&
                              choice.rows_max >= RateChoice::kUnlimited &&
                              problem.tariff_column[choice.node] == PlanProblem::kNoTariff;
        if (!is_right) {
            return Error{
                ErrorCode::bad_input,
                "rate_choices[" + std::to_string(index) +
                    "]: expected nodes in order that have no tariff_column, a column of "
                    "rate_columns, and no negative extra or limit"
            };
        }
        before = choice.node;
    }
    return Done{};
}

struct TariffBounds {
    std::int64_t rate_max = 0;  ///< Of one shipment, however many parcels; what it costs besides.
    std::int64_t weight_lcd = 1;
};

/// No shipment of the order is billed for more. Requires: products of quantities and weights or
/// volumes fit.
std::int64_t grams_most(const PlanProblem& problem, std::int64_t dim_cm3_per_kg) {
    std::int64_t actual = 0;
    std::int64_t dimensional = 0;
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        const std::int64_t quantity = problem.quantity[line];
        const std::int64_t units =
            problem.units_per_weight.empty() ? 1 : problem.units_per_weight[line];
        actual += quantity * problem.weight_grams[line] / units + 1;
        if (dim_cm3_per_kg == 0 || problem.volume_mm3.empty()) continue;
        dimensional += quantity * problem.volume_mm3[line] / (units * dim_cm3_per_kg) + 1;
    }
    return std::max(actual, dimensional);
}

Result<TariffBounds> check_tariffs(const PlanProblem& problem) {
    const std::size_t lines = problem.line_count;
    if (problem.tariff_column.size() != problem.node_count) {
        return wrong_count("tariff_column", problem.tariff_column.size(), problem.node_count);
    }
    for (const Field& field :
         {Field{"weight_grams", problem.weight_grams, lines, false},
          Field{"volume_mm3", problem.volume_mm3, lines, true},
          Field{"units_per_weight", problem.units_per_weight, lines, true, /*lowest=*/1}}) {
        if (auto checked = check_field(field); !checked) return checked.error();
    }
    TariffBounds bounds;
    for (std::size_t line = 0; line < problem.units_per_weight.size(); ++line) {
        const std::int64_t units = problem.units_per_weight[line];
        if (units < 1) return negative("units_per_weight", problem.units_per_weight, 1, 0);
        const Clamped lcd =
            Clamped(bounds.weight_lcd / std::gcd(bounds.weight_lcd, units)) * Clamped(units);
        if (lcd.value() > kWeightLcdMax) {
            return Error{
                ErrorCode::limit_exceeded, "units_per_weight have a common multiple above 10^12"
            };
        }
        bounds.weight_lcd = lcd.value();
    }
    Clamped weight(1);
    for (std::size_t line = 0; line < lines; ++line) {
        const std::int64_t volume = problem.volume_mm3.empty() ? 0 : problem.volume_mm3[line];
        weight = weight + Clamped(problem.quantity[line]) * Clamped(bounds.weight_lcd) *
                              (Clamped(problem.weight_grams[line]) + Clamped(volume));
    }
    std::int64_t dim_max = 1;
    for (const RateColumn& column : problem.rate_columns)
        dim_max = std::max(dim_max, column.dim_cm3_per_kg);
    const Clamped dim_base = Clamped(bounds.weight_lcd) * Clamped(dim_max);
    if (!weight.fits() || !dim_base.fits()) return too_large("weight of the whole order");
    Clamped rate_max(0);
    Clamped grams(0);
    for (std::size_t i = 0; i < problem.rate_columns.size(); ++i) {
        if (auto checked = check_column(problem, i); !checked) return checked.error();
        const RateColumn& column = problem.rate_columns[i];
        if (i == 0 || column.dim_cm3_per_kg != problem.rate_columns[i - 1].dim_cm3_per_kg)
            grams = Clamped(grams_most(problem, column.dim_cm3_per_kg));
        // Neither falls from step to step.
        const RateStep& last = problem.rate_steps[column.first_step + column.step_count - 1];
        const Clamped parcels(grams.value() / last.grams_max + 1);
        rate_max = Clamped(std::max(rate_max.value(), (Clamped(last.rate) * parcels).value()));
    }
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        const std::uint32_t column = problem.tariff_column[node];
        if (column != PlanProblem::kNoTariff && column >= problem.rate_columns.size()) {
            return Error{
                ErrorCode::bad_input,
                "tariff_column[" + std::to_string(node) + "] is " + std::to_string(column) +
                    ", expected below " + std::to_string(problem.rate_columns.size())
            };
        }
    }
    if (const Status checked = check_choices(problem); !checked) return checked.error();
    std::int64_t extra_max = 0;
    for (const RateChoice& choice : problem.rate_choices)
        extra_max = std::max(extra_max, choice.extra);
    bounds.rate_max = (rate_max + Clamped(extra_max)).value();
    return bounds;
}

/// The dearest that leaving everything short can be.
Clamped short_total(const PlanProblem& problem) {
    Clamped total(0);
    if (!problem.allow_partial || problem.short_cost.empty()) return total;
    for (std::size_t line = 0; line < problem.line_count; ++line)
        total = total + Clamped(problem.quantity[line]) * Clamped(problem.short_cost[line]);
    return total;
}

/// The dearest that units and fixed costs can be, counting only pairs with stock.
Clamped units_total(const PlanProblem& problem, std::int64_t shipments) {
    Clamped total(0);
    std::int64_t fixed_max = 0;
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        std::int64_t unit_max = 0;
        for (std::size_t node = 0; node < problem.node_count; ++node) {
            if (problem.stock_of(node, line) == 0) continue;
            unit_max = std::max(unit_max, problem.unit_cost_of(node, line));
            fixed_max = std::max(fixed_max, problem.fixed_cost[node]);
        }
        total = total + Clamped(problem.quantity[line]) * Clamped(unit_max);
    }
    return total + Clamped(shipments) * Clamped(fixed_max);
}

bool is_before(const RateChoice& choice, const RateChoice& other) {
    return choice.node < other.node;
}

}  // namespace

std::span<const RateChoice> PlanProblem::choices_of(std::uint32_t node) const {
    const auto [first, last] =
        std::equal_range(rate_choices.begin(), rate_choices.end(), RateChoice{node, 0}, is_before);
    return {first, last};
}

bool PlanProblem::any_limits(std::int64_t RateChoice::* most) const {
    return std::ranges::any_of(rate_choices, [&](const RateChoice& choice) {
        return choice.*most != kUnlimited;
    });
}

void PlanProblem::reset(std::size_t lines, std::size_t nodes) {
    line_count = lines;
    node_count = nodes;
    quantity.assign(lines, 0);
    fixed_cost.assign(nodes, 0);
    stock.assign(nodes * lines, 0);
    unit_cost.assign(nodes * lines, 0);
    short_cost.clear();
    counts_as.clear();
    item.clear();
    line_cost.clear();
    capacity.clear();
    tariff_column.clear();
    rate_columns.clear();
    rate_steps.clear();
    weight_grams.clear();
    volume_mm3.clear();
    units_per_weight.clear();
    rate_choices.clear();
    choice_carries.clear();
    line_nodes_max.clear();
    line_nodes_free.clear();
    node_lines_max.clear();
    line_rows.clear();
    row_group.clear();
    rows_there.clear();
    room_per_unit.clear();
    shipments_max = kAnyCount;
    split_penalty = 0;
    line_split = false;
    allow_partial = false;
}

std::int64_t weight_lcd_of(const PlanProblem& problem) {
    std::int64_t lcd = 1;
    if (!problem.has_tariffs()) return lcd;
    for (const std::int64_t units : problem.units_per_weight)
        lcd = std::lcm(lcd, units);
    return lcd;
}

Result<PlanBounds> check_problem(const PlanProblem& problem) {
    const std::size_t lines = problem.line_count;
    const std::size_t nodes = problem.node_count;
    const Field fields[] = {
        {"qty", problem.quantity, lines, false},
        {"fixed", problem.fixed_cost, nodes, false},
        {"unit", problem.unit_cost, nodes * lines, false, 0, lines},
        {"short_cost", problem.short_cost, lines, true},
        {"line_cost", problem.line_cost, nodes, true},
        {"stock", problem.stock, nodes * lines, false, 0, lines},
        {"capacity", problem.capacity, nodes, true, PlanProblem::kUnlimited},
        {"counts_as", problem.counts_as, lines, true, 1},
        {"line_nodes_max", problem.line_nodes_max, lines, true},
        {"node_lines_max", problem.node_lines_max, nodes, true, PlanProblem::kUnlimited},
        {"line_rows", problem.line_rows, lines, true},
        {"room_per_unit", problem.room_per_unit, lines, true, 1},
    };
    std::int64_t largest[std::size(fields)];
    for (std::size_t i = 0; i < std::size(fields); ++i) {
        const auto checked = check_field(fields[i]);
        if (!checked) return checked.error();
        largest[i] = *checked;
    }
    if (problem.split_penalty < 0) return Error{ErrorCode::bad_input, "split penalty is negative"};

    if (const Status checked = check_items(problem); !checked) return checked.error();
    if (const Status checked = check_marks(problem); !checked) return checked.error();
    TariffBounds tariff;
    if (problem.has_tariffs()) {
        auto checked = check_tariffs(problem);
        if (!checked) return checked.error();
        tariff = *checked;
    } else if (const Status checked = check_choices(problem); !checked) {
        return checked.error();
    }
    Clamped units(0);
    for (std::size_t line = 0; line < lines; ++line)
        units = units + Clamped(problem.quantity[line]) * Clamped(problem.units_counted(line));
    if (!units.fits()) return too_large("the units of all lines together");
    Clamped room(0);
    for (std::size_t line = 0; line < lines; ++line)
        room = room + Clamped(problem.quantity[line]) * Clamped(problem.room_of(line));
    if (!room.fits()) return too_large("the room that all lines together take");
    // First with the largest number of each field; exactly, pair by pair, only if that is too much.
    // A node is looked at by each of its choices, as if they were nodes (ChoiceSolver).
    const auto shipments = static_cast<std::int64_t>(std::min(
        {nodes + problem.rate_choices.size(),
         problem.shipments_max,
         static_cast<std::size_t>(units.value())}
    ));
    const Clamped per_shipment = Clamped(tariff.rate_max) + Clamped(problem.split_penalty) +
                                 Clamped(largest[4]) * Clamped(static_cast<std::int64_t>(lines));
    const Clamped shipping = Clamped(shipments) * per_shipment + short_total(problem) + Clamped(1);
    Clamped cost =
        shipping + Clamped(shipments) * Clamped(largest[1]) + units * Clamped(largest[2]);
    // Without a price, the search prices a unit left short at more than any plan costs.
    const bool fill_first = problem.allow_partial && problem.short_cost.empty();
    const auto fits = [&] {
        return fill_first ? (cost * (units + Clamped(1))).fits() : cost.fits();
    };
    if (!fits()) cost = shipping + units_total(problem, shipments);
    if (!fits()) {
        return too_large(
            fill_first ? "the cost of a plan (fixed + unit x units) times all units"
                       : "the cost of a plan (fixed + unit x units + short)"
        );
    }
    return PlanBounds{cost.value(), largest[2], units.value(), tariff.weight_lcd};
}

}  // namespace earmark
