#include "bench/pipelined_options.h"

#include "bench/json_line.h"
#include "bench/option_words.h"

#include <iostream>

namespace earmark::bench {

void add_plan_options(CLI::App& command, LoadPlan& plan) {
    command.add_option("--port", plan.port, "The server's port on 127.0.0.1")->required();
    command.add_option("--connections", plan.connections, "Connections")
        ->check(CLI::Range(1, 10'000));
    command.add_option("--depth", plan.depth, "Requests outstanding on each connection")
        ->check(CLI::Range(1, 100'000));
    add_milliseconds_option(command, "--warm-up-ms", plan.warm_up, "Not measured (default 500)");
    add_milliseconds_option(command, "--measure-ms", plan.measure, "Measured (default 3000)");
}

void add_shape_options(CLI::App& command, DataShape& shape) {
    command.add_option("--items", shape.items, "Items (default 1000000)")
        ->check(CLI::Range(3U, 1'000'000'000U));
    command.add_option("--nodes", shape.nodes, "Nodes; each has every item (default 10)")
        ->check(CLI::Range(1U, 1'000U));
}

void add_key_spread_option(CLI::App& command, KeySpread& spread) {
    add_word_option<KeySpread>(
        command,
        "--keys",
        spread,
        {{"uniform", KeySpread::uniform}, {"zipf", KeySpread::zipf}, {"hot", KeySpread::hot}},
        "Which items: uniform, zipf (0.99) or hot (item 0); default uniform"
    );
}

int print_load_result(const Result<LoadResult>& result) {
    if (!result) {
        std::cerr << "earmark-bench: " << result.error().detail << '\n';
        return 1;
    }
    JsonLine().add(*result).print();
    return 0;
}

}  // namespace earmark::bench
