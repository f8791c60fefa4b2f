// Times the write-ahead log alone: what the disk takes for one block, what appending costs, and how
// many records a second become durable.
#include "bench/guarded_main.h"
#include "bench/json_line.h"
#include "bench/latency_histogram.h"
#include "persistence/flush_time.h"
#include "persistence/store.h"

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace earmark::bench {

namespace {

using persistence::FlushTime;
using persistence::LogStatistics;
using persistence::PosixFileSystem;
using persistence::Store;
using persistence::StoreOptions;
using persistence::WriteAheadLog;

struct Options {
    std::string folder;
    std::string json_path;
    std::size_t threads = 2;
    std::size_t record_bytes = 200;
    std::size_t seconds = 3;
    std::size_t flushes = 500;
};

/// Takes what recovery gives and keeps none of it.
class NoEngine : public StateImageTarget {
  public:
    Status read_image(std::span<const std::byte>) override { return Done{}; }
    Status replay(Lsn, std::span<const std::byte>, std::size_t, std::size_t) override {
        return Done{};
    }
};

struct Figures {
    FlushTime flush;
    double appended_per_second = 0;
    double durable_per_second = 0;
    double busy_per_second = 0;
    double records_per_block = 0;
    LogStatistics log;
};

/// Appends as fast as the buffers allow until told to stop.
void append_until(
    WriteAheadLog& log,
    std::size_t record_bytes,
    const std::atomic<bool>& stop,
    std::atomic<std::uint64_t>& refused
) {
    const std::vector<std::byte> record(record_bytes, std::byte{0x5A});
    std::uint64_t busy = 0;
    while (!stop.load(std::memory_order_relaxed)) {
        if (log.set_aside(record.size()) == LogAdmission::granted) {
            log.append(record.size(), record);
            continue;
        }
        ++busy;
        std::this_thread::yield();
    }
    refused += busy;
}

Result<Figures> measure(const Options& options) {
    PosixFileSystem files;
    SystemClock clock;
    NoEngine engine;
    StoreOptions store_options;
    auto store = Store::open(options.folder, store_options, [&engine]() -> StateImageTarget& {
        return engine;
    });
    if (!store) return store.error();
    auto flush = measure_flush_time(files, clock, options.folder, options.flushes);
    if (!flush) return flush.error();
    WriteAheadLog& log = (*store)->log();
    const Lsn before = log.newest();
    std::atomic<bool> stop = false;
    std::atomic<std::uint64_t> refused = 0;
    std::vector<std::thread> threads;
    threads.reserve(options.threads);
    for (std::size_t thread = 0; thread < options.threads; ++thread)
        threads.emplace_back([&] { append_until(log, options.record_bytes, stop, refused); });
    std::this_thread::sleep_for(std::chrono::seconds(options.seconds));
    const Lsn newest = log.newest();
    const Lsn durable = log.durable();
    stop = true;
    for (std::thread& thread : threads)
        thread.join();
    const auto seconds = static_cast<double>(options.seconds);
    Figures figures;
    figures.flush = *flush;
    figures.appended_per_second = static_cast<double>(newest - before) / seconds;
    figures.durable_per_second = static_cast<double>(durable - before) / seconds;
    figures.busy_per_second = static_cast<double>(refused) / seconds;
    if (auto status = (*store)->close(); !status) return status.error();
    figures.log = log.statistics();
    figures.records_per_block =
        static_cast<double>(figures.log.records) / static_cast<double>(figures.log.blocks);
    return figures;
}

void print(const Options& options, const Figures& figures) {
    std::printf(
        "device flush   4 KiB, %s: p50 %lld us, p99 %lld us (n %zu)\n",
        figures.flush.write_path.c_str(),
        static_cast<long long>(figures.flush.p50.count()),
        static_cast<long long>(figures.flush.p99.count()),
        figures.flush.count
    );
    std::printf(
        "log            %zu threads, records of %zu bytes, sync: %.0f records/s durable, "
        "%.0f records a block, %.0f refusals/s\n",
        options.threads,
        options.record_bytes,
        figures.durable_per_second,
        figures.records_per_block,
        figures.busy_per_second
    );
    std::printf(
        "block flush    p50 %lld us, p99 %lld us (n %llu)\n",
        static_cast<long long>(figures.log.flush_time_p50.count()),
        static_cast<long long>(figures.log.flush_time_p99.count()),
        static_cast<unsigned long long>(figures.log.flushes)
    );
}

std::string json_of(const Options& options, const Figures& figures) {
    const auto us = [](std::chrono::microseconds time) {
        return static_cast<double>(time.count());
    };
    JsonLine line;
    line.add("name", "log_append")
        .add("flush_us_p50", us(figures.flush.p50))
        .add("flush_us_p99", us(figures.flush.p99))
        .add("write_path", figures.flush.write_path)
        .add("threads", static_cast<double>(options.threads))
        .add("record_bytes", static_cast<double>(options.record_bytes))
        .add("durable_records_per_s", figures.durable_per_second)
        .add("records_per_block", figures.records_per_block)
        .add("block_flush_us_p50", us(figures.log.flush_time_p50))
        .add("block_flush_us_p99", us(figures.log.flush_time_p99));
    return line.text();
}

int run(int argc, char** argv) {
    Options options;
    CLI::App app{"Times the write-ahead log alone, in a data folder of its own."};
    app.add_option("folder", options.folder, "A folder for the log; it stays")->required();
    app.add_option("--threads", options.threads, "Threads that append")->check(CLI::Range(1, 256));
    app.add_option("--record-bytes", options.record_bytes)->check(CLI::Range(1, 1 << 20));
    app.add_option("--seconds", options.seconds)->check(CLI::Range(1, 3600));
    app.add_option("--flushes", options.flushes, "Single writes to time")
        ->check(CLI::Range(1, 100000));
    app.add_option("--json", options.json_path, "Also write the figures there, as one line");
    CLI11_PARSE(app, argc, argv);
    const auto figures = measure(options);
    if (!figures) {
        std::fprintf(stderr, "earmark-log-bench: %s\n", figures.error().detail.c_str());
        return 1;
    }
    print(options, *figures);
    if (options.json_path.empty()) return 0;
    std::ofstream file(options.json_path, std::ios::app);
    file << json_of(options, *figures) << "\n";
    return file ? 0 : 1;
}

}  // namespace

}  // namespace earmark::bench

int main(int argc, char** argv) {
    return earmark::bench::guarded_main("earmark-log-bench", earmark::bench::run, argc, argv);
}
