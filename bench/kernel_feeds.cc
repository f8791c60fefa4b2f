// Loading stock while reads go on, and a full count of a node.
#include "bench/engine_data.h"
#include "bench/json_line.h"
#include "bench/kernels.h"
#include "bench/latency_histogram.h"
#include "bench/paired.h"
#include "bench/random.h"
#include "engine/base/check.h"
#include "persistence/store.h"

#include <algorithm>
#include <atomic>
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
using SteadyClock = std::chrono::steady_clock;

constexpr std::uint32_t kRowsPerRequest = 4'096;
constexpr std::chrono::microseconds kReadEvery{100};  ///< 10,000 a second.

/// An engine whose every change is synced to this folder.
struct Durable {
    explicit Durable(const std::string& folder) {
        persistence::StoreOptions options;
        options.on_failed = give_up;
        auto opened = Store::open(folder, options, [&]() -> StateImageTarget& {
            engine = std::make_unique<Engine>();
            return *engine;
        });
        if (!opened) give_up(opened.error());
        store = std::move(*opened);
        if (!engine) engine = std::make_unique<Engine>();
        engine->start(store->log());
    }
    ~Durable() {
        if (const auto closed = store->close(); !closed) give_up(closed.error());
    }

    void wait_until_durable() const {
        while (store->log().durable() < store->log().newest())
            std::this_thread::sleep_for(std::chrono::microseconds(50));
    }

    std::unique_ptr<Engine> engine;
    std::unique_ptr<Store> store;
};

double seconds_since(SteadyClock::time_point began) {
    return std::chrono::duration<double>(SteadyClock::now() - began).count();
}

/// The median of what was measured, beside that of its peer if it has one.
void print(
    const char* name, const char* unit, std::vector<double> ours, std::vector<double> peer = {}
) {
    std::vector<double> ratios;
    ratios.reserve(peer.size());
    for (std::size_t pair = 0; pair < peer.size(); ++pair)
        ratios.push_back(ours[pair] / peer[pair]);
    JsonLine line;
    line.add("name", name).add("value", median(std::move(ours))).add("unit", unit);
    if (!ratios.empty()) {
        line.add("peer_value", median(std::move(peer)));
        line.add("ratio_min", *std::min_element(ratios.begin(), ratios.end()));
        line.add("ratio_max", *std::max_element(ratios.begin(), ratios.end()));
    }
    line.print();
}

/// Syncs every position of every second item, with other figures each round; rows per second until
/// all of it is durable.
double load_rows_per_second(const Durable& durable, const EngineData& data, std::uint64_t round) {
    std::vector<SupplyRow> rows;
    SupplyReply reply;
    std::uint64_t sent = 0;
    const auto began = SteadyClock::now();
    const auto send = [&] {
        do {
            durable.engine->apply_supply(
                {.source = "feed", .rows = rows}, {.now = bench_time()}, reply
            );
        } while (reply.outcome == Outcome::overloaded);
        EARMARK_CHECK(reply.outcome == Outcome::done && reply.refused == 0);
        sent += rows.size();
        rows.clear();
    };
    for (std::size_t item = round % 2; item < data.items.size(); item += 2) {
        for (const NodeId node : data.nodes) {
            rows.push_back({
                .sku = data.items[item],
                .node = node,
                .quantity = static_cast<Units>(100 + (item + round) % 50),
                .sequence = round + 1,
            });
        }
        if (rows.size() + data.nodes.size() > kRowsPerRequest) send();
    }
    if (!rows.empty()) send();
    durable.wait_until_durable();
    return static_cast<double>(sent) / seconds_since(began);
}

/// Asks for random positions at a fixed rate until told to stop; a latency counts from the moment
/// at which its question was due.
class Reader {
  public:
    Reader(const Engine& engine, const EngineData& data, std::uint64_t seed)
        : thread_([this, &engine, &data, seed] { run(engine, data, seed); }) {}

    LatencyHistogram stop() {
        is_over_ = true;
        thread_.join();
        return std::move(latencies_);
    }

  private:
    void run(const Engine& engine, const EngineData& data, std::uint64_t seed) {
        Random random(seed);
        AvailabilityReply reply;
        auto due = SteadyClock::now();
        while (!is_over_) {
            due += kReadEvery;
            while (SteadyClock::now() < due)
                std::this_thread::yield();
            const AvailabilityQuery query{
                .sku = data.items[random.below(data.items.size())],
                .node = data.nodes[random.below(data.nodes.size())],
                .group = {},
            };
            engine.availability({.queries = {&query, 1}}, reply);
            latencies_.record(SteadyClock::now() - due);
        }
    }

    std::atomic<bool> is_over_{false};
    LatencyHistogram latencies_;
    std::thread thread_;
};

double us_of(std::chrono::nanoseconds time) {
    return static_cast<double>(time.count()) / 1'000;
}

/// Sends a count of every item of the node, of which one in a hundred differs by one.
CountReply count_node(Engine& engine, const EngineData& data, std::string_view id) {
    CountReply reply;
    BeginCount begin;
    begin.id = id;
    begin.node = data.nodes.front();
    begin.taken_at = bench_time();
    engine.begin_count(begin, {.now = bench_time()}, reply);
    EARMARK_CHECK(reply.outcome == Outcome::done);
    std::vector<CountRow> rows;
    std::uint64_t first_row = 0;
    const auto send = [&] {
        engine.add_count_rows({.id = id, .first_row = first_row, .rows = rows}, reply);
        EARMARK_CHECK(reply.outcome == Outcome::done && reply.answers.empty());
        first_row += rows.size();
        rows.clear();
    };
    constexpr std::uint32_t kOneIn = 100;
    for (std::uint32_t item = 0; item < data.shape.items; ++item) {
        const Units there = initial_stock(item, 0).on_hand;
        rows.push_back({data.items[item], there + (item % kOneIn == 0 ? 1 : 0)});
        if (rows.size() == kRowsPerRequest) send();
    }
    if (!rows.empty()) send();
    do {
        engine.close_count(id, {.now = bench_time()}, reply);
    } while (reply.outcome == Outcome::overloaded);
    EARMARK_CHECK(reply.outcome == Outcome::done);
    EARMARK_CHECK(reply.summary.applied == (data.shape.items + kOneIn - 1) / kOneIn);
    return reply;
}

}  // namespace

int measure_load(const KernelOptions& options) {
    if (options.folder.empty()) {
        std::cerr << "earmark-kernels: load needs --folder, an empty one\n";
        return 2;
    }
    const Durable durable(options.folder + "/load");
    const EngineData data = load_engine(*durable.engine, options.shape);
    std::uint64_t round = 1;
    std::vector<double> rows;
    std::vector<double> rows_alone;
    std::vector<double> reads;
    std::vector<double> reads_alone;
    for (std::size_t pair = 0; pair < options.pairs; ++pair) {
        Reader alone(*durable.engine, data, options.seed);
        std::this_thread::sleep_for(std::chrono::seconds(1));
        reads_alone.push_back(us_of(alone.stop().quantile(0.99)));
        rows_alone.push_back(load_rows_per_second(durable, data, round++));
        Reader beside(*durable.engine, data, options.seed);
        rows.push_back(load_rows_per_second(durable, data, round++));
        reads.push_back(us_of(beside.stop().quantile(0.99)));
    }
    print("load_rows", "rows/s", std::move(rows), std::move(rows_alone));
    print("load_read_p99", "us", std::move(reads), std::move(reads_alone));
    return durable.engine->audit().mismatches == 0 ? 0 : 1;
}

int measure_counting(const KernelOptions& options) {
    if (options.folder.empty()) {
        std::cerr << "earmark-kernels: count needs --folder, an empty one\n";
        return 2;
    }
    std::vector<double> rows;
    std::vector<double> took;
    std::vector<double> log_bytes;
    for (std::size_t pair = 0; pair < options.pairs; ++pair) {
        const std::string folder = options.folder + "/count";
        {
            const Durable durable(folder);
            const DataShape shape{.items = options.shape.items, .nodes = 1};
            const EngineData data = load_engine(*durable.engine, shape);
            durable.wait_until_durable();
            const auto before = durable.store->log().statistics().written_bytes;
            const auto began = SteadyClock::now();
            count_node(*durable.engine, data, "full");
            durable.wait_until_durable();
            const double seconds = seconds_since(began);
            const auto after = durable.store->log().statistics().written_bytes;
            rows.push_back(shape.items / seconds);
            took.push_back(seconds);
            log_bytes.push_back(static_cast<double>(after - before));
        }
        std::filesystem::remove_all(folder);
    }
    print("reconcile_rows", "rows/s", std::move(rows));
    print("reconcile_seconds", "s", std::move(took));
    print("reconcile_log", "bytes", std::move(log_bytes));
    return 0;
}

}  // namespace earmark::bench
