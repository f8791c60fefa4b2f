#include "bench/engine_data.h"
#include "bench/json_line.h"
#include "bench/kernels.h"
#include "bench/null_log.h"
#include "bench/paired.h"
#include "engine/base/check.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace earmark::bench {

namespace {

using SteadyClock = std::chrono::steady_clock;

/// Operations per second of `threads` threads that each do `operations` of them, all beginning
/// together. `prepare(thread)` returns the operation.
using Operation = std::function<void(std::uint64_t operations)>;

double rate_on(
    std::size_t threads,
    std::uint64_t operations,
    const std::function<Operation(std::size_t thread)>& prepare
) {
    std::atomic<std::size_t> ready{0};
    std::atomic<bool> go{false};
    std::vector<std::thread> workers;
    workers.reserve(threads);
    for (std::size_t thread = 0; thread < threads; ++thread) {
        workers.emplace_back([&, thread] {
            const Operation operation = prepare(thread);
            ready.fetch_add(1);
            while (!go.load(std::memory_order_acquire))
                std::this_thread::yield();
            operation(operations);
        });
    }
    while (ready.load() < threads)
        std::this_thread::yield();
    const auto started = SteadyClock::now();
    go.store(true, std::memory_order_release);
    for (auto& worker : workers)
        worker.join();
    const std::chrono::duration<double> elapsed = SteadyClock::now() - started;
    return static_cast<double>(operations * threads) / elapsed.count();
}

void ask(
    const Engine& engine, const std::vector<AvailabilityQuery>& queries, std::uint64_t operations
) {
    AvailabilityReply reply;
    for (std::uint64_t operation = 0; operation < operations; ++operation) {
        engine.availability(
            {.queries = std::span(queries).subspan(operation % queries.size(), 1)}, reply
        );
        EARMARK_CHECK(reply.figures.front().verdict == QueryVerdict::known);
    }
}

std::vector<AvailabilityQuery> draw_queries(
    const EngineData& data, KeySpread spread, std::uint64_t seed
) {
    constexpr std::size_t kDrawn = 1U << 18U;
    Workload workload(data.shape, spread, seed);
    std::vector<AvailabilityQuery> queries;
    queries.reserve(kDrawn);
    for (std::size_t query = 0; query < kDrawn; ++query)
        queries.push_back({.sku = data.items[workload.next_item()], .node = {}, .group = {}});
    return queries;
}

void print(const char* work, KeySpread spread, std::size_t threads, double rate, double single) {
    JsonLine()
        .add("name", std::string("scaling_") + work)
        .add("keys", to_string(spread))
        .add("threads", static_cast<double>(threads))
        .add("value", rate)
        .add("unit", "per second")
        .add("efficiency", rate / (single * static_cast<double>(threads)))
        .print();
}

/// 1, 2, 4 ... and the most there may be.
std::vector<std::size_t> thread_counts(std::size_t most) {
    std::vector<std::size_t> counts;
    for (std::size_t count = 1; count < most; count *= 2)
        counts.push_back(count);
    counts.push_back(most);
    return counts;
}

}  // namespace

int measure_scaling(const KernelOptions& options) {
    NullLog log;
    Engine engine;
    engine.start(log);
    const EngineData data = load_engine(engine, options.shape);
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    const auto counts = thread_counts(options.threads_max > 0 ? options.threads_max : cores);
    std::uint64_t run = 0;
    const auto measure = [&](const char* work, KeySpread spread, const auto& prepare) {
        double single = 0;
        for (const std::size_t threads : counts) {
            std::vector<double> rates;
            for (std::size_t repeat = 0; repeat < options.pairs; ++repeat, ++run)
                rates.push_back(rate_on(threads, options.operations, prepare));
            const double rate = median(rates);
            if (threads == 1) single = rate;
            print(work, spread, threads, rate, single);
        }
    };
    for (const KeySpread spread : {KeySpread::uniform, KeySpread::hot}) {
        measure("ats", spread, [&](std::size_t thread) -> Operation {
            auto queries = std::make_shared<std::vector<AvailabilityQuery>>(
                draw_queries(data, spread, options.seed + thread)
            );
            return [&engine, queries](std::uint64_t count) { ask(engine, *queries, count); };
        });
        measure("reserve", spread, [&](std::size_t thread) -> Operation {
            const std::string prefix = std::to_string(run) + "-" + std::to_string(thread) + "-";
            auto reserver =
                std::make_shared<Reserver>(engine, data, spread, options.seed + thread, prefix);
            return [reserver](std::uint64_t count) {
                for (std::uint64_t order = 0; order < count; ++order)
                    reserver->reserve_next();
            };
        });
    }
    return engine.audit().mismatches == 0 ? 0 : 1;
}

}  // namespace earmark::bench
