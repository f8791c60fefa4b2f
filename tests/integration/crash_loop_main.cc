// crash_loop: kills earmarkd again and again under load and checks every promise after each
// restart.
#include "tests/integration/crash_loop.h"
#include "tests/integration/server_process.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
    try {
        CLI::App app("Kills earmarkd under load and checks every promise after each restart.");
        earmark::integration::CrashLoopOptions options;
        const earmark::integration::ScratchFolder scratch;
        options.folder = scratch.path();
        std::int64_t seconds = 0;
        app.add_option("--server", options.server, "The earmarkd to run")->required();
        app.add_option("--kills", options.kills, "How many times")->capture_default_str();
        app.add_option("--seconds", seconds, "Stop after so many seconds; 0 = never");
        app.add_option("--clients", options.clients, "At the same time")->capture_default_str();
        app.add_option("--seed", options.seed, "Of all that is drawn")
            ->envname("EARMARK_SEED")
            ->capture_default_str();
        app.add_option("--folder", options.folder, "An empty folder to keep the data in");
        CLI11_PARSE(app, argc, argv);
        options.at_most = std::chrono::seconds(seconds);
        return earmark::integration::run_crash_loop(options) ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "crash_loop: %s\n", error.what());
        return 1;
    }
}
