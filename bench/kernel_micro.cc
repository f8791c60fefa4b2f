#include "bench/engine_data.h"
#include "bench/kernels.h"
#include "bench/latency_histogram.h"
#include "bench/null_log.h"

#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

namespace earmark::bench {

namespace {

constexpr DataShape kSmall{.items = 10'000, .nodes = 10};

/// One small engine for all kernels.
struct Fixture {
    Fixture() {
        engine.start(log);
        data = load_engine(engine, kSmall);
        Workload workload(kSmall, KeySpread::uniform, 1);
        for (int query = 0; query < 4096; ++query)
            queries.push_back({.sku = data.items[workload.next_item()], .node = {}, .group = {}});
    }

    NullLog log;
    Engine engine;
    EngineData data;
    std::vector<AvailabilityQuery> queries;
};

Fixture& fixture() {
    static Fixture shared;
    return shared;
}

void ats(benchmark::State& state) {
    const auto batch = static_cast<std::size_t>(state.range(0));
    Fixture& shared = fixture();
    AvailabilityReply reply;
    std::size_t first = 0;
    for (auto _ : state) {
        shared.engine.availability(
            {.queries = std::span(shared.queries).subspan(first, batch)}, reply
        );
        benchmark::DoNotOptimize(reply.figures.data());
        first = (first + batch) % (shared.queries.size() - batch);
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(ats)->Arg(1)->Arg(64);

void reserve(benchmark::State& state) {
    static int run = 0;
    Fixture& shared = fixture();
    const std::string prefix = "m" + std::to_string(++run) + "-";
    Reserver reserver(shared.engine, shared.data, KeySpread::uniform, 7, prefix);
    for (auto _ : state)
        benchmark::DoNotOptimize(reserver.reserve_next());
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(reserve)->Iterations(20'000);

void histogram_record(benchmark::State& state) {
    LatencyHistogram histogram;
    Random random(1);
    for (auto _ : state)
        histogram.record(std::chrono::nanoseconds(random.below(10'000'000)));
    benchmark::DoNotOptimize(histogram.count());
}
BENCHMARK(histogram_record);

void zipf_draw(benchmark::State& state) {
    const KeyChoice choice(KeySpread::zipf, 1'000'000);
    Random random(1);
    for (auto _ : state)
        benchmark::DoNotOptimize(choice.draw(random));
}
BENCHMARK(zipf_draw);

}  // namespace

int run_micro_benchmarks(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}

}  // namespace earmark::bench
