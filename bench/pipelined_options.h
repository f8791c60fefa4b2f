// The command line of programs that run a LoadPlan.
#pragma once

#include "bench/pipelined_load.h"
#include "bench/workload.h"

#include <CLI/CLI.hpp>

namespace earmark::bench {

/// --port, --connections, --depth, --warm-up-ms, --measure-ms.
void add_plan_options(CLI::App& command, LoadPlan& plan);

/// --items, --nodes.
void add_shape_options(CLI::App& command, DataShape& shape);

/// --keys.
void add_key_spread_option(CLI::App& command, KeySpread& spread);

/// Prints the figures as a line of JSON, or the error. Returns the exit code.
int print_load_result(const Result<LoadResult>& result);

}  // namespace earmark::bench
