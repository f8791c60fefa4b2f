// earmark-peer: the servers that Earmark is compared with, under the same load.
#include "bench/peer_commands.h"

int main(int argc, char** argv) {
    CLI::App app{
        "Loads and measures a peer of Earmark with the data and requests of earmark-bench.\n"
        "scripts/bench starts the servers and calls this; each result is one line of JSON."
    };
    app.require_subcommand(1);
    int exit_code = 0;
    earmark::bench::add_redis_commands(app, exit_code);
#ifdef EARMARK_HAVE_LIBPQ
    earmark::bench::add_postgres_commands(app, exit_code);
#endif
    CLI11_PARSE(app, argc, argv);
    return exit_code;
}
