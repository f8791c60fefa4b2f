#include "bench/engine_data.h"
#include "bench/json_line.h"
#include "bench/kernels.h"
#include "engine/base/check.h"
#include "persistence/store.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace earmark::bench {

namespace {

using persistence::Store;
using persistence::StoreOptions;
using SteadyClock = std::chrono::steady_clock;

/// An engine on a data folder, and how long it took to get there.
struct Served {
    std::unique_ptr<Engine> engine;
    std::unique_ptr<Store> store;
    double seconds = 0;
};

/// Opens the folder as a server would, up to the moment in which it could serve.
Served serve(const std::string& folder, std::size_t threads) {
    StoreOptions options;
    options.recovery.threads = threads;
    // What was written before the measurement must not wait for the disk: the kernel measures
    // reading.
    options.log.mode = persistence::DurabilityMode::none;
    options.on_failed = give_up;
    Served served;
    const auto started = SteadyClock::now();
    auto store = Store::open(folder, options, [&]() -> StateImageTarget& {
        served.engine = std::make_unique<Engine>();
        return *served.engine;
    });
    if (!store) give_up(store.error());
    served.store = std::move(*store);
    served.engine->start(served.store->log());
    served.seconds = std::chrono::duration<double>(SteadyClock::now() - started).count();
    return served;
}

void stop(Served& served) {
    if (const auto closed = served.store->close(); !closed) give_up(closed.error());
    served.store.reset();
    served.engine.reset();
}

void print(const char* name, double value, const char* unit, double seconds) {
    JsonLine()
        .add("name", name)
        .add("value", value)
        .add("unit", unit)
        .add("seconds", seconds)
        .print();
}

/// A folder with a snapshot of all stock and nothing after it.
void make_snapshot(const std::string& folder, const DataShape& shape, std::size_t threads) {
    Served served = serve(folder, threads);
    load_engine(*served.engine, shape);
    if (const auto taken = served.store->snapshot(*served.engine); !taken) give_up(taken.error());
    stop(served);
}

/// Median of `runs` openings, each checked against the digest of what was there.
double recovery_seconds(
    const std::string& folder, std::size_t threads, std::size_t runs, std::uint64_t digest
) {
    std::vector<double> seconds;
    for (std::size_t run = 0; run < runs; ++run) {
        Served served = serve(folder, threads);
        EARMARK_CHECK(served.engine->state_digest() == digest);
        seconds.push_back(served.seconds);
        stop(served);
    }
    std::sort(seconds.begin(), seconds.end());
    return seconds[seconds.size() / 2];
}

std::uint64_t digest_of(const std::string& folder, std::size_t threads) {
    Served served = serve(folder, threads);
    const std::uint64_t digest = served.engine->state_digest();
    stop(served);
    return digest;
}

}  // namespace

void give_up(const Error& error) {
    std::cerr << "earmark-kernels: " << error.detail << '\n';
    std::_Exit(1);  // Other threads may run: nothing of theirs is torn down.
}

int measure_recovery(const KernelOptions& options) {
    if (options.folder.empty()) {
        std::cerr << "earmark-kernels: recover needs --folder, an empty one\n";
        return 2;
    }
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t threads = options.threads_max > 0 ? options.threads_max : cores;

    const std::string snapshot_folder = options.folder + "/snapshot";
    make_snapshot(snapshot_folder, options.shape, threads);
    const std::uint64_t stocked = digest_of(snapshot_folder, threads);
    const double loading = recovery_seconds(snapshot_folder, threads, options.pairs, stocked);
    const auto positions = static_cast<double>(options.shape.positions());
    print("recover_snapshot", positions / loading, "positions/s", loading);
    std::filesystem::remove_all(snapshot_folder);

    // The log on top of little stock, so that its replay is what takes the time.
    const DataShape small{.items = std::max(3U, options.shape.items / 10), .nodes = 10};
    const std::string log_folder = options.folder + "/log";
    make_snapshot(log_folder, small, threads);
    const double empty =
        recovery_seconds(log_folder, threads, options.pairs, digest_of(log_folder, threads));
    std::uint64_t held = 0;
    {
        Served served = serve(log_folder, threads);
        const EngineData data = find_data(*served.engine, small);
        Reserver reserver(*served.engine, data, KeySpread::uniform, options.seed, "r");
        for (std::uint64_t order = 0; order < options.operations; ++order)
            if (reserver.reserve_next()) ++held;
        stop(served);
    }
    const std::uint64_t reserved = digest_of(log_folder, threads);
    const double both = recovery_seconds(log_folder, threads, options.pairs, reserved);
    const double replaying = std::max(both - empty, 1e-6);
    print("recover_log", static_cast<double>(held) / replaying, "holds/s", replaying);
    std::filesystem::remove_all(log_folder);
    return 0;
}

}  // namespace earmark::bench
