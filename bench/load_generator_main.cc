// earmark-bench: the load generator. See bench/README.md.
#include "bench/frame_sizes.h"
#include "bench/guarded_main.h"
#include "bench/json_line.h"
#include "bench/option_words.h"
#include "bench/pipelined_options.h"
#include "bench/server_load.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <unistd.h>

namespace earmark::bench {

namespace {

constexpr const char* kHelp = R"(Measures an earmarkd server and checks its answers while it does.

An empty server is filled first: --items items, each at --nodes nodes. A server that has this data
already is used as it is; one with other data is refused. At the end every position is read again:
the units reserved must be those granted here and before, nothing may be short, and the audit clean.

Examples
  earmark-bench --port 7400                              4 connections x 64 ATS queries outstanding
  earmark-bench --port 7400 --work reserve --connections 16 --depth 16 --keys hot
  earmark-bench --port 7400 --work reserve --rate 50000  open loop: 50,000 requests per second,
                                                         latency from the time each should have left
  earmark-bench --port 7400 --work source --items 100000 --nodes 500 --nodes-per-item 40
  earmark-bench --port 7400 --server-pid $(pidof earmarkd) --json
                                                         with requests per second of server CPU

Exit codes: 0 measured and right; 1 a reply or a promise was wrong; 2 wrong usage; 3 no server.)";

struct Options {
    ServerLoadPlan plan;
    DataShape shape;
    int server_pid = 0;
    bool json = false;
    bool check = true;
    bool only_prepare = false;
};

std::string fresh_name() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    char text[24];
    std::snprintf(text, sizeof(text), "b%llx", static_cast<unsigned long long>(millis));
    return text;
}

/// Bytes that the process has caused to be written to disk, from /proc/PID/io.
std::optional<double> bytes_written_by(int pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/io");
    std::string name;
    double value = 0;
    while (file >> name >> value) {
        if (name == "write_bytes:") return value;
    }
    return std::nullopt;
}

void show_progress(const char* what, std::uint64_t done, std::uint64_t all) {
    if (::isatty(STDERR_FILENO) == 0) return;
    std::fprintf(
        stderr,
        "\r%s %llu of %llu  ",
        what,
        static_cast<unsigned long long>(done),
        static_cast<unsigned long long>(all)
    );
    if (done == all) std::fputc('\n', stderr);
}

int exit_code_of(const Error& error) {
    std::cerr << "earmark-bench: " << error.detail << '\n';
    return error.code == ErrorCode::unreachable ? 3 : 1;
}

const char* work_name(ServerWork work) {
    switch (work) {
        case ServerWork::ats:
            return "ats";
        case ServerWork::ats_batch:
            return "ats-batch";
        case ServerWork::reserve:
            return "reserve";
        case ServerWork::mix:
            return "mix";
        case ServerWork::source:
            return "source";
    }
    return "?";
}

void print_result(
    const Options& options,
    const ServerData& data,
    const ServerLoadResult& result,
    std::optional<double> bytes_per_operation
) {
    const LoadResult& load = result.load;
    if (options.json) {
        JsonLine line;
        line.add("work", work_name(options.plan.work)).add("keys", to_string(options.plan.spread));
        line.add("connections", static_cast<double>(options.plan.load.connections));
        line.add("depth", static_cast<double>(options.plan.load.depth));
        line.add("rate", options.plan.rate).add(load);
        line.add("reserved", static_cast<double>(result.reserved));
        line.add("refused", static_cast<double>(result.refused));
        line.add("disk_bytes_per_operation", bytes_per_operation);
        const FrameSizes sizes = frame_sizes_of(options.plan.work);
        line.add("request_bytes", static_cast<double>(sizes.request_bytes));
        line.add("reply_bytes", static_cast<double>(sizes.reply_bytes));
        line.add("rows_loaded", static_cast<double>(data.rows_loaded));
        line.add("load_seconds", std::chrono::duration<double>(data.supply_wall).count());
        line.print();
        return;
    }
    const LatencySummary latency = load.latencies.summary();
    std::printf(
        "work              %s, keys %s\n",
        work_name(options.plan.work),
        std::string(to_string(options.plan.spread)).c_str()
    );
    std::printf("throughput        %.0f per second\n", load.per_second());
    if (const auto per_cpu = load.per_cpu_second())
        std::printf("server CPU        %.0f per second of it\n", *per_cpu);
    std::printf(
        "latency us        p50 %.1f  p90 %.1f  p99 %.1f  p99.9 %.1f  max %.1f  n %llu\n",
        latency.us_p50,
        latency.us_p90,
        latency.us_p99,
        latency.us_p999,
        latency.us_max,
        static_cast<unsigned long long>(latency.count)
    );
    if (result.reserved + result.refused > 0) {
        std::printf(
            "orders            %llu held, %llu refused for want of stock\n",
            static_cast<unsigned long long>(result.reserved),
            static_cast<unsigned long long>(result.refused)
        );
    }
    if (bytes_per_operation)
        std::printf("disk              %.1f bytes written per operation\n", *bytes_per_operation);
    if (options.check)
        std::printf("checked           every position: nothing oversold, nothing lost\n");
}

int run(Options options) {
    const auto& host = options.plan.load.host;
    auto client = protocol::Client::connect(host, options.plan.load.port);
    if (!client) return exit_code_of(client.error());
    const auto data = prepare_server(*client, options.shape, show_progress);
    if (!data) return exit_code_of(data.error());
    const auto before = client->status();
    if (!before) return exit_code_of(before.error());
    const bool touched = before->engine.reservations_live + before->engine.orders_open +
                             before->engine.reservations_kept >
                         0;
    options.plan.untouched = !touched;
    Units reserved_before = 0;
    if (touched && options.check) {
        const auto totals = check_all_items(*client, *data, show_progress);
        if (!totals) return exit_code_of(totals.error());
        reserved_before = totals->reserved;
    }
    ServerLoadResult result;
    std::optional<double> bytes_per_operation;
    if (!options.only_prepare) {
        UsageReader usage;
        if (options.server_pid > 0) usage = [&] { return usage_of_process(options.server_pid); };
        const auto bytes_before = bytes_written_by(options.server_pid);
        auto measured = run_server_load(options.plan, *data, usage);
        if (!measured) return exit_code_of(measured.error());
        const auto bytes_after = bytes_written_by(options.server_pid);
        result = std::move(*measured);
        const std::uint64_t orders = result.reserved + result.refused;
        if (orders > 0 && bytes_before && bytes_after)
            bytes_per_operation = (*bytes_after - *bytes_before) / static_cast<double>(orders);
    }
    if (options.check) {
        const auto right =
            check_promises(*client, *data, reserved_before + result.units_held, show_progress);
        if (!right) return exit_code_of(right.error());
    }
    print_result(options, *data, result, bytes_per_operation);
    return 0;
}

void add_load_options(CLI::App& app, Options& options) {
    ServerLoadPlan& plan = options.plan;
    plan.load.connections = 4;
    plan.load.depth = 64;
    plan.load.warm_up = std::chrono::milliseconds(1000);
    plan.load.measure = std::chrono::milliseconds(5000);
    add_word_option<ServerWork>(
        app,
        "--work",
        plan.work,
        {{"ats", ServerWork::ats},
         {"ats-batch", ServerWork::ats_batch},
         {"reserve", ServerWork::reserve},
         {"mix", ServerWork::mix},
         {"source", ServerWork::source}},
        "What to ask for (default ats)"
    );
    add_key_spread_option(app, plan.spread);
    app.add_option("--connections", plan.load.connections, "Connections (default 4)")
        ->check(CLI::Range(1, 10'000));
    app.add_option("--depth", plan.load.depth, "Outstanding on each, closed loop (default 64)")
        ->check(CLI::Range(1, 100'000));
    app.add_option("--rate", plan.rate, "Requests per second: open loop")
        ->check(CLI::PositiveNumber);
    app.add_flag("!--even", plan.poisson, "Open loop: evenly spaced instead of Poisson arrivals");
    app.add_flag("--spin", plan.spin, "Poll instead of sleeping: one core for exact send times");
    app.add_option("--threads", plan.threads, "Threads of the generator (default 1)")
        ->check(CLI::Range(1, 256));
    add_milliseconds_option(app, "--warm-up-ms", plan.load.warm_up, "Not measured (default 1000)");
    add_milliseconds_option(app, "--measure-ms", plan.load.measure, "Measured (default 5000)");
    app.add_option("--requests", plan.requests_max, "Exactly so many, instead of a time");
    app.add_option("--seed", plan.seed, "Of keys and quantities (default 1)");
}

int run_command_line(int argc, char** argv) {
    Options options;
    CLI::App app{kHelp, "earmark-bench"};
    app.add_option("--host", options.plan.load.host, "The server's address (default 127.0.0.1)");
    app.add_option("--port", options.plan.load.port, "The server's port")->required();
    app.add_option("--server-pid", options.server_pid, "Its process, to measure its CPU time");
    add_shape_options(app, options.shape);
    app.add_option(
        "--nodes-per-item",
        options.shape.nodes_per_item,
        "Only so many nodes have an item; nodes ship by a tariff, as orders to source need"
    );
    add_load_options(app, options);
    app.add_flag("!--no-check", options.check, "Skip reading every position again at the end");
    app.add_flag("--prepare", options.only_prepare, "Fill the server and stop");
    app.add_flag("--json", options.json, "One line of JSON instead of the table");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = app.exit(error);
        return code == 0 ? 0 : 2;
    }
    if (options.shape.nodes_per_item > options.shape.nodes) {
        std::cerr << "earmark-bench: --nodes-per-item: found " << options.shape.nodes_per_item
                  << ", expected at most the " << options.shape.nodes << " nodes\n";
        return 2;
    }
    options.plan.threads = std::min(options.plan.threads, options.plan.load.connections);
    options.plan.name = fresh_name();
    return run(std::move(options));
}

}  // namespace

}  // namespace earmark::bench

int main(int argc, char** argv) {
    return earmark::bench::guarded_main(
        "earmark-bench", earmark::bench::run_command_line, argc, argv
    );
}
