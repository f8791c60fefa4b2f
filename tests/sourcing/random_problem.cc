#include "tests/sourcing/random_problem.h"

#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace earmark {

namespace {

void add_tariffs(Random& random, PlanProblem& problem) {
    const std::int64_t columns = draw(random, 1, 3);
    for (std::int64_t c = 0; c < columns; ++c) {
        const auto first = static_cast<std::uint32_t>(problem.rate_steps.size());
        const std::int64_t steps = draw(random, 1, 5);
        std::int64_t grams = 0;
        std::int64_t rate = draw(random, 0, 20);
        for (std::int64_t s = 0; s < steps; ++s) {
            grams += draw(random, 1, 900);
            rate += draw(random, 0, 15);
            problem.rate_steps.push_back({grams, rate});
        }
        problem.rate_columns.push_back({first, static_cast<std::uint32_t>(steps)});
    }
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        problem.tariff_column.push_back(
            draw(random, 0, 9) == 0 ? PlanProblem::kNoTariff
                                    : static_cast<std::uint32_t>(draw(random, 0, columns - 1))
        );
    }
    const bool has_volume = draw(random, 0, 1) == 1;
    const bool has_scales = draw(random, 0, 1) == 1;
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        problem.weight_grams.push_back(draw(random, 0, 500));
        if (has_volume) problem.volume_mm3.push_back(draw(random, 0, 3'000'000));
        if (has_scales) {
            const std::int64_t scales[] = {1, 10, 1000};
            problem.units_per_weight.push_back(scales[draw(random, 0, 2)]);
            problem.weight_grams.back() *= problem.units_per_weight.back();
            problem.weight_grams.back() += draw(random, 0, 3);
        }
    }
    if (!has_volume) return;
    for (RateColumn& column : problem.rate_columns)
        column.dim_cm3_per_kg = draw(random, 0, 6000);
}

/// Gives some nodes several columns, which do not carry every line.
void add_choices(Random& random, PlanProblem& problem) {
    const auto columns = static_cast<std::int64_t>(problem.rate_columns.size());
    const std::int64_t refusals = draw(random, 0, 6);
    const bool limits = draw(random, 0, 1) == 0;  // On days that have room for some only.
    for (std::uint32_t node = 0; node < problem.node_count; ++node) {
        if (draw(random, 0, 3) == 0) continue;
        problem.tariff_column[node] = PlanProblem::kNoTariff;
        for (std::int64_t left = draw(random, 1, 3); left > 0; --left) {
            const auto column = static_cast<std::uint32_t>(draw(random, 0, columns - 1));
            const std::int64_t extra = draw(random, 0, 2) == 0 ? draw(random, 1, 8) : 0;
            problem.rate_choices.push_back({node, column, extra});
            RateChoice& choice = problem.rate_choices.back();
            if (limits && draw(random, 0, 1) == 0) choice.units_max = draw(random, 0, 6);
            if (limits && draw(random, 0, 2) == 0) choice.rows_max = draw(random, 0, 3);
            for (std::size_t line = 0; line < problem.line_count; ++line)
                problem.choice_carries.push_back(draw(random, 0, 9) < refusals ? 0 : 1);
        }
    }
}

/// Makes some lines lines of one item.
void share_stock(Random& random, PlanProblem& problem) {
    for (std::uint32_t line = 0; line < problem.line_count; ++line) {
        const bool is_new = line == 0 || draw(random, 0, 1) == 0;
        const auto same = static_cast<std::uint32_t>(draw(random, 0, line));
        problem.item.push_back(is_new ? line : problem.item[std::min(same, line - 1)]);
        for (std::size_t node = 0; node < problem.node_count; ++node) {
            problem.stock[node * problem.line_count + line] =
                problem.stock_of(node, problem.item[line]);
        }
    }
}

void add_rules(Random& random, const ProblemMix& mix, PlanProblem& problem) {
    const auto chance = [&](bool allowed) { return allowed && draw(random, 0, 1) == 1; };
    problem.line_split = chance(mix.may_split);
    if (chance(mix.may_be_partial)) {
        problem.allow_partial = true;
        if (draw(random, 0, 1) == 1) {
            for (std::size_t line = 0; line < problem.line_count; ++line)
                problem.short_cost.push_back(draw(random, 0, 60));
        }
    }
    if (chance(mix.may_cap)) {
        for (std::size_t node = 0; node < problem.node_count; ++node) {
            const std::int64_t most =
                mix.quantity_max * static_cast<std::int64_t>(problem.line_count);
            problem.capacity.push_back(
                draw(random, 0, 3) == 0 ? PlanProblem::kUnlimited : draw(random, 0, most)
            );
        }
    }
    if (chance(mix.may_limit_shipments))
        problem.shipments_max = static_cast<std::size_t>(draw(random, 0, 3));
    if (chance(true)) problem.split_penalty = draw(random, 0, 30);
    if (chance(mix.may_have_line_costs)) {
        for (std::size_t node = 0; node < problem.node_count; ++node)
            problem.line_cost.push_back(draw(random, 0, 12));
    }
    if (chance(mix.may_have_tariffs)) add_tariffs(random, problem);
    if (mix.may_have_choices && problem.has_tariffs()) add_choices(random, problem);
    if (chance(mix.may_weigh_units)) {
        for (std::size_t line = 0; line < problem.line_count; ++line)
            problem.room_per_unit.push_back(draw(random, 1, 3));
    }
    const bool may_share =
        !problem.line_split && problem.line_count <= PlanProblem::kSharedLinesMax;
    if (may_share && chance(mix.may_share_stock)) share_stock(random, problem);
}

void limit_line_nodes(Random& random, PlanProblem& problem) {
    const std::int64_t most = draw(random, 1, 3);
    const bool has_own = draw(random, 0, 2) == 0;
    for (std::size_t line = 0; line < problem.line_count; ++line)
        problem.line_nodes_max.push_back(std::max<std::int64_t>(most - draw(random, 0, 1), 0));
    for (std::size_t place = 0; has_own && place < problem.stock.size(); ++place)
        problem.line_nodes_free.push_back(draw(random, 0, 3) == 0 ? 1 : 0);
}

template <typename T>
void write_list(std::ostream& out, const char* name, const std::vector<T>& list) {
    out << ' ' << name << " [";
    for (const T& item : list)
        out << item << ' ';
    out << "]\n";
}

}  // namespace

std::int64_t draw(Random& random, std::int64_t least, std::int64_t most) {
    const auto range = static_cast<std::uint64_t>(most - least) + 1;
    return least + static_cast<std::int64_t>(random() % range);
}

PlanProblem random_problem(Random& random, const ProblemMix& mix) {
    PlanProblem problem;
    problem.reset(
        static_cast<std::size_t>(draw(random, 1, static_cast<std::int64_t>(mix.lines_max))),
        static_cast<std::size_t>(draw(random, 1, static_cast<std::int64_t>(mix.nodes_max)))
    );
    const std::int64_t emptiness = draw(random, 0, 5);
    const std::int64_t fixed_max = draw(random, 0, 1) == 0 ? 10 : 100;
    for (auto& quantity : problem.quantity)
        quantity = draw(random, draw(random, 0, 19) == 0 ? 0 : 1, mix.quantity_max);
    // Every so often costs of one or two sizes only.
    const bool is_coarse = mix.may_have_few_costs && draw(random, 0, 1) == 1;
    const std::int64_t unit_step = is_coarse ? draw(random, 7, 21) : 1;
    const std::int64_t fixed_step = is_coarse ? draw(random, 1, 2) * fixed_max / 2 : 1;
    for (auto& fixed : problem.fixed_cost)
        fixed = draw(random, 0, fixed_max) / fixed_step * fixed_step;
    for (auto& stock : problem.stock)
        stock = draw(random, 0, 9) < emptiness ? 0 : draw(random, 1, mix.quantity_max + 1);
    for (auto& unit : problem.unit_cost)
        unit = draw(random, 0, 20) / unit_step * unit_step;
    add_rules(random, mix, problem);
    if (mix.limits_line_nodes) limit_line_nodes(random, problem);
    return problem;
}

std::uint64_t test_seed() {
    const char* given = std::getenv("EARMARK_SEED");
    const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 20240607;
    std::printf("EARMARK_SEED=%llu\n", static_cast<unsigned long long>(seed));
    return seed;
}

std::string described(const Plan& plan) {
    std::ostringstream out;
    out << "plan of " << plan.cost << ':';
    for (const PlannedUnits& planned : plan.shipments)
        out << " node " << planned.node << " line " << planned.line << " x " << planned.units;
    return out.str();
}

std::string described(const PlanProblem& problem) {
    std::ostringstream out;
    out << "lines " << problem.line_count << " nodes " << problem.node_count << " split "
        << problem.line_split << " partial " << problem.allow_partial << " shipments_max "
        << static_cast<std::int64_t>(problem.shipments_max) << " penalty " << problem.split_penalty
        << '\n';
    write_list(out, "quantity", problem.quantity);
    write_list(out, "short_cost", problem.short_cost);
    write_list(out, "item", problem.item);
    write_list(out, "fixed", problem.fixed_cost);
    write_list(out, "line_cost", problem.line_cost);
    write_list(out, "capacity", problem.capacity);
    write_list(out, "room_per_unit", problem.room_per_unit);
    write_list(out, "stock", problem.stock);
    write_list(out, "unit", problem.unit_cost);
    write_list(out, "tariff_column", problem.tariff_column);
    for (const auto& column : problem.rate_columns) {
        out << " column dim " << column.dim_cm3_per_kg;
        for (std::size_t s = 0; s < column.step_count; ++s) {
            const RateStep& step = problem.rate_steps[column.first_step + s];
            out << ' ' << step.grams_max << "g:" << step.rate;
        }
        out << '\n';
    }
    for (const RateChoice& choice : problem.rate_choices) {
        out << " choice of node " << choice.node << " column " << choice.column << " extra "
            << choice.extra << " units " << choice.units_max << " rows " << choice.rows_max
            << " carries";
        for (std::size_t line = 0; line < problem.line_count; ++line)
            out << ' ' << problem.carries(choice, line);
        out << '\n';
    }
    write_list(out, "weight", problem.weight_grams);
    write_list(out, "volume", problem.volume_mm3);
    write_list(out, "per", problem.units_per_weight);
    write_list(out, "line_nodes_max", problem.line_nodes_max);
    out << " line_nodes_free";
    for (const std::uint8_t is_free : problem.line_nodes_free)
        out << ' ' << unsigned{is_free};
    out << '\n';
    return out.str();
}

}  // namespace earmark
