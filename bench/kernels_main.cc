// earmark-kernels: what one process can do, without sockets.
#include "bench/guarded_main.h"
#include "bench/kernels.h"
#include "bench/pipelined_options.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <string_view>

namespace earmark::bench {

namespace {

using Measure = std::function<int(const KernelOptions&)>;

void add_kernel(
    CLI::App& app,
    const char* name,
    const char* help,
    KernelOptions& options,
    int& exit_code,
    Measure measure
) {
    auto* command = app.add_subcommand(name, help);
    add_shape_options(*command, options.shape);
    add_key_spread_option(*command, options.spread);
    command->add_option("--pairs", options.pairs, "Measurements, each beside its peer (default 5)")
        ->check(CLI::Range(1, 1'000));
    command->add_option("--operations", options.operations, "Per measurement (default 1000000)")
        ->check(CLI::Range(1U, 1'000'000'000U));
    command->add_option("--seed", options.seed, "Of keys and quantities (default 1)");
    command->add_option("--threads", options.threads_max, "Most threads (default: all cores)");
    command->add_option("--folder", options.folder, "An empty folder on the disk to measure");
    command->callback([&options, &exit_code, measure = std::move(measure)] {
        exit_code = measure(options);
    });
}

int run(int argc, char** argv) {
#ifdef EARMARK_HAVE_MICRO_BENCHMARKS
    // Google Benchmark has options of its own.
    if (argc > 1 && std::string_view(argv[1]) == "micro")
        return run_micro_benchmarks(argc - 1, argv + 1);
#endif
    CLI::App app{
        "Kernels of the engine, measured inside one process; one line of JSON per figure.\n"
        "`earmark-kernels micro` runs the small ones under Google Benchmark, with its options.",
        "earmark-kernels"
    };
    app.require_subcommand(1);
    KernelOptions options;
    int code = 0;
    add_kernel(app, "ats", "ATS beside a bare hash map look-up", options, code, measure_ats);
    add_kernel(
        app, "ats-segments", "ATS where segments have floors", options, code, measure_segment_ats
    );
    add_kernel(app, "reserve", "Three-line holds", options, code, measure_reserve);
    add_kernel(app, "memory", "Bytes per position and per hold", options, code, measure_memory);
    add_kernel(app, "recover", "Snapshot and log, into serving", options, code, measure_recovery);
    add_kernel(app, "load", "Stock rows while reads go on", options, code, measure_load);
    add_kernel(app, "count", "A full count of a node", options, code, measure_counting);
    add_kernel(app, "scaling", "1, 2, 4 ... threads", options, code, measure_scaling);
    add_kernel(app, "flush", "Durable writes, one by one", options, code, measure_flushes);
    CLI11_PARSE(app, argc, argv);
    return code;
}

}  // namespace

}  // namespace earmark::bench

int main(int argc, char** argv) {
    return earmark::bench::guarded_main("earmark-kernels", earmark::bench::run, argc, argv);
}
