// earmark-peer: the servers that Earmark is compared with, under the same load.
#include "bench/guarded_main.h"
#include "bench/peer_commands.h"

namespace earmark::bench {

namespace {

int run(int argc, char** argv) {
    CLI::App app{
        "Loads and measures a peer of Earmark with the data and requests of earmark-bench.\n"
        "scripts/bench starts the servers and calls this; each result is one line of JSON."
    };
    app.require_subcommand(1);
    int exit_code = 0;
    add_redis_commands(app, exit_code);
#ifdef EARMARK_HAVE_LIBPQ
    add_postgres_commands(app, exit_code);
#endif
    CLI11_PARSE(app, argc, argv);
    return exit_code;
}

}  // namespace

}  // namespace earmark::bench

int main(int argc, char** argv) {
    return earmark::bench::guarded_main("earmark-peer", earmark::bench::run, argc, argv);
}
