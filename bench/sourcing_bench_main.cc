// Times the sourcing solver in process, one order at a time, and CBC on a sample of the same
// orders; plans many waiting orders together.
#include "bench/cbc_peer.h"
#include "bench/guarded_main.h"
#include "bench/joint_batch.h"
#include "bench/paired.h"
#include "bench/sourcing_orders.h"
#include "engine/sourcing/plan_solver.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace earmark::bench {

namespace {

struct Options {
    bool quick = false;
    bool skip_cbc = false;
    std::string json_path;
    std::string only;  ///< What names of rows begin with.
    std::uint64_t seed = 1;

    bool wants(const std::string& row) const { return row.starts_with(only); }
};

struct Figures {
    std::vector<double> micros;  ///< By order, rising.
    std::size_t unproven = 0;
    double steps_max = 0;

    double quantile(double part) const {
        const auto at = static_cast<std::size_t>(part * static_cast<double>(micros.size()));
        return micros[std::min(at, micros.size() - 1)];
    }
};

struct PeerFigures {
    std::vector<double> micros;  ///< By order of the sample.
    std::vector<double> ratios;  ///< Ours / CBC's, by order.
    std::size_t differing = 0;
    std::size_t given_up = 0;  ///< Counted with the time that was spent: a lower bound.
};

double solve_micros(PlanSolver& solver, const PlanProblem& problem, Plan& plan) {
    const auto start = std::chrono::steady_clock::now();
    const Status solved = solver.solve(problem, plan);
    const auto end = std::chrono::steady_clock::now();
    EARMARK_CHECK(solved.has_value());
    return std::chrono::duration<double, std::micro>(end - start).count();
}

/// The least of three: the order's own time, not the machine's other business. What takes long is
/// disturbed less, and measured once.
double best_of_three(PlanSolver& solver, const PlanProblem& problem, Plan& plan) {
    constexpr double kLongMicros = 20'000;
    double best = solve_micros(solver, problem, plan);
    for (int i = 0; i < 2 && best < kLongMicros; ++i)
        best = std::min(best, solve_micros(solver, problem, plan));
    return best;
}

Figures measure(const OrderShape& shape, const Options& options) {
    const std::size_t orders = options.quick ? 1000 : 5000;
    const double row_micros_max = options.quick ? 15e6 : 300e6;
    OrderSource source(shape, options.seed);
    PlanSolver solver;
    PlanProblem problem;
    Plan plan;
    Figures figures;
    double row_micros = 0;
    for (std::size_t i = 0; i < orders && row_micros < row_micros_max; ++i) {
        source.next(problem);
        figures.micros.push_back(best_of_three(solver, problem, plan));
        row_micros += figures.micros.back();
        figures.steps_max = std::max(figures.steps_max, static_cast<double>(plan.steps));
        if (plan.status != PlanStatus::optimal && plan.status != PlanStatus::infeasible)
            ++figures.unproven;
    }
    std::sort(figures.micros.begin(), figures.micros.end());
    return figures;
}

/// CBC on a sample of orders: some take it minutes, so one order and a row have a most.
PeerFigures compare(const OrderShape& shape, const Options& options) {
    const std::size_t orders = options.quick ? 20 : 60;
    const double order_seconds_max = options.quick ? 5 : 60;
    const double row_micros_max = options.quick ? 20e6 : 300e6;
    OrderSource source(shape, options.seed + 1);
    PlanSolver solver;
    PlanProblem problem;
    Plan plan;
    PeerFigures figures;
    double row_micros = 0;
    for (std::size_t i = 0; i < orders && row_micros < row_micros_max; ++i) {
        source.next(problem);
        const double micros = best_of_three(solver, problem, plan);
        const auto answer = solve_with_cbc(problem, order_seconds_max);
        if (!answer) continue;
        row_micros += answer->seconds * 1e6;
        figures.micros.push_back(answer->seconds * 1e6);
        figures.ratios.push_back(micros / (answer->seconds * 1e6));
        if (answer->kind == CbcAnswer::Kind::gave_up) {
            ++figures.given_up;
            continue;
        }
        const bool agrees = answer->kind == CbcAnswer::Kind::infeasible
                                ? plan.status == PlanStatus::infeasible
                                : plan.has_plan() && plan.cost == answer->cost;
        if (!agrees) ++figures.differing;
    }
    return figures;
}

std::string conditions(const OrderShape& shape, const Figures& figures, const PeerFigures& peer) {
    std::string text = std::to_string(figures.micros.size()) + " orders of " +
                       std::to_string(shape.lines_min) + " to " + std::to_string(shape.lines_max) +
                       " lines of up to " + std::to_string(shape.quantity_max) + " units, " +
                       std::to_string(shape.nodes) + " nodes, " +
                       (shape.shallow ? "lines may split, shallow stock" : "whole lines") +
                       (shape.stepped ? ", a tariff of 70 steps" : "") +
                       (shape.dimensional ? ", dimensional weight by 70 steps in 8 zones" : "") +
                       ", one thread, best of 3, problem in cache; not proven: " +
                       std::to_string(figures.unproven);
    if (!peer.micros.empty()) {
        text += "; CBC as a process on " + std::to_string(peer.micros.size()) +
                " such orders, other costs: " + std::to_string(peer.differing) +
                ", given up (counted with the time spent): " + std::to_string(peer.given_up);
    }
    return text;
}

std::string spread_of_ours(const Figures& figures) {
    char text[128];
    std::snprintf(
        text,
        sizeof(text),
        "; ours p10 %.2f p50 %.2f p90 %.2f p99 %.2f max %.2f us",
        figures.quantile(0.1),
        figures.quantile(0.5),
        figures.quantile(0.9),
        figures.quantile(0.99),
        figures.micros.back()
    );
    return text;
}

/// A row of the common form; ratios are ours / CBC's.
boost::json::object row_of(const std::string& name, double value, const std::string& how) {
    boost::json::object row;
    row["name"] = name;
    row["value"] = value;
    row["unit"] = "us";
    row["peer"] = "CBC: skipped";
    row["peer_value"] = nullptr;
    row["ratio"] = nullptr;
    row["spread"] = nullptr;
    row["conditions"] = how;
    return row;
}

/// Ratios within the same orders, as both solved them.
void add_peer(boost::json::object& row, const PeerFigures& peer) {
    if (peer.micros.empty()) return;
    const auto [least, most] = std::minmax_element(peer.ratios.begin(), peer.ratios.end());
    row["peer"] = "CBC, median of the same orders";
    row["peer_value"] = median(peer.micros);
    row["ratio"] = median(peer.ratios);
    row["spread"] = boost::json::array{*least, *most};
}

/// CBC's sample is too small for a p99 of its own.
void add_peer_median(boost::json::object& row, const PeerFigures& peer, double ours) {
    if (peer.micros.empty()) return;
    row["peer"] = "CBC, median";
    row["peer_value"] = median(peer.micros);
    row["ratio"] = ours / median(peer.micros);
}

void report(
    const std::string& name,
    const OrderShape& shape,
    const Options& options,
    boost::json::array& rows
) {
    if (!options.wants(name)) return;
    const Figures figures = measure(shape, options);
    PeerFigures peer;
    if (!options.skip_cbc) peer = compare(shape, options);
    std::printf(
        "%-22s p50 %8.2f us  p90 %8.2f  p99 %8.2f  max %9.2f  not proven %zu  steps max %.0f",
        name.c_str(),
        figures.quantile(0.5),
        figures.quantile(0.9),
        figures.quantile(0.99),
        figures.micros.back(),
        figures.unproven,
        figures.steps_max
    );
    if (!peer.micros.empty()) {
        std::printf(
            "  CBC p50 %9.0f us = %.0fx, other costs %zu, given up %zu of %zu",
            median(peer.micros),
            1 / median(peer.ratios),
            peer.differing,
            peer.given_up,
            peer.micros.size()
        );
    }
    std::printf("\n");
    std::fflush(stdout);
    const std::string how = conditions(shape, figures, peer) + spread_of_ours(figures);
    boost::json::object typical = row_of(name, figures.quantile(0.5), "p50 of " + how);
    add_peer(typical, peer);
    rows.push_back(std::move(typical));
    boost::json::object slow = row_of(name + "_p99", figures.quantile(0.99), "p99 of " + how);
    add_peer_median(slow, peer, figures.quantile(0.99));
    rows.push_back(std::move(slow));
}

int run(int argc, char** argv) {
    Options options;
    CLI::App app("Times the sourcing solver in process, and CBC beside it.");
    app.add_flag("--quick", options.quick, "Fewer orders");
    app.add_flag("--no-cbc", options.skip_cbc, "Do not run CBC");
    app.add_option("--json", options.json_path, "Write the figures to this file");
    app.add_option("--only", options.only, "Only rows whose names begin with this");
    app.add_option("--seed", options.seed, "Of the orders");
    CLI11_PARSE(app, argc, argv);

    if (!options.skip_cbc && !is_cbc_installed()) {
        std::printf("CBC skipped: no program cbc (Debian package coinor-cbc)\n");
        options.skip_cbc = true;
    }
    boost::json::array rows;
    for (const std::size_t nodes : {10U, 100U, 500U, 2000U}) {
        report("source_inproc_" + std::to_string(nodes), {.nodes = nodes}, options, rows);
    }
    for (const std::size_t nodes : {100U, 500U}) {
        report(
            "source_split_" + std::to_string(nodes),
            {.nodes = nodes, .shallow = true, .quantity_max = 4},
            options,
            rows
        );
        report(
            "source_split_large_" + std::to_string(nodes),
            {.nodes = nodes, .lines_min = 8, .lines_max = 12, .shallow = true, .quantity_max = 12},
            options,
            rows
        );
        // Without CBC: its problems have no tariffs.
        Options alone = options;
        alone.skip_cbc = true;
        report(
            "source_split_stepped_" + std::to_string(nodes),
            {.nodes = nodes,
             .lines_min = 8,
             .lines_max = 12,
             .shallow = true,
             .quantity_max = 12,
             .stepped = true},
            alone,
            rows
        );
        report(
            "source_split_dimensional_" + std::to_string(nodes),
            {.nodes = nodes,
             .lines_min = 8,
             .lines_max = 12,
             .shallow = true,
             .quantity_max = 12,
             .dimensional = true},
            alone,
            rows
        );
    }
    if (options.wants("joint_batch")) rows.push_back(joint_batch_row(options.seed));
    if (options.json_path.empty()) return 0;
    std::ofstream file(options.json_path);
    file << boost::json::serialize(rows) << '\n';
    return file.flush() ? 0 : 1;
}

}  // namespace

}  // namespace earmark::bench

int main(int argc, char** argv) {
    return earmark::bench::guarded_main("earmark-sourcing-bench", earmark::bench::run, argc, argv);
}
