// The sub-commands of earmark-peer, one file per peer.
#pragma once

#include <CLI/CLI.hpp>

namespace earmark::bench {

void add_redis_commands(CLI::App& app, int& exit_code);
void add_postgres_commands(CLI::App& app, int& exit_code);

}  // namespace earmark::bench
