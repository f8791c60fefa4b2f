// earmarkd: recovers the data folder, then serves it.
//
// Exit codes: 0 stopped as asked, 2 wrong usage, 3 could not start, 4 the log failed while running.
#include "engine/engine.h"
#include "persistence/store.h"
#include "protocol/background_audit.h"
#include "protocol/server.h"

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <pthread.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <string>
#include <thread>
#include <utility>

namespace earmark {
namespace {

using persistence::DurabilityMode;
using persistence::Store;

constexpr int kExitUsage = 2;
constexpr int kExitCannotStart = 3;
constexpr int kExitLogFailed = 4;

struct Options {
    std::string data = "./earmark-data";
    std::string listen = "127.0.0.1:7411";
    std::string print_port;
    std::string durability = "sync";
    std::uint32_t sync_every_ms = 5;
    std::uint64_t snapshot_every = std::uint64_t{1} << 30U;
    std::uint64_t audit_every_s = 3'600;
    bool snapshot_on_stop = false;
    bool salvage = false;
    std::uint64_t frame_bytes_max = protocol::FrameLimits().frame_bytes_max;
    std::uint64_t keep_finished_s = static_cast<std::uint64_t>(kKeepFinishedDefault.count());
    EngineLimits limits;
    protocol::ServerOptions server;
};

void add_limits(CLI::App& app, Options& options) {
    constexpr const char* kGroup = "Limits";
    app.add_option("--items-max", options.limits.items, "Items")
        ->capture_default_str()
        ->group(kGroup);
    app.add_option("--nodes-max", options.limits.nodes, "Nodes")
        ->capture_default_str()
        ->group(kGroup);
    app.add_option("--positions-max", options.limits.positions, "Positions: items at nodes")
        ->capture_default_str()
        ->group(kGroup);
    app.add_option(
           "--reservations-max", options.limits.reservations, "Reservations, kept ones included"
    )
        ->capture_default_str()
        ->group(kGroup);
    app.add_option(
           "--keep-finished", options.keep_finished_s, "Seconds for which finished ids are known"
    )
        ->capture_default_str()
        ->group(kGroup);
    app.add_option(
           "--movements-max", options.limits.movements, "Changes of stock known to later counts"
    )
        ->capture_default_str()
        ->group(kGroup);
    app.add_option("--connections-max", options.server.connections_max, "Connections")
        ->capture_default_str()
        ->group(kGroup);
    app.add_option("--frame-bytes-max", options.frame_bytes_max, "Bytes of one request")
        ->transform(CLI::AsSizeValue(false))
        ->check(CLI::Range(std::uint64_t{16} << 10U, std::uint64_t{64} << 20U))
        ->capture_default_str()
        ->group(kGroup);
}

void add_options(CLI::App& app, Options& options) {
    app.add_option("--data", options.data, "Folder of the log and the snapshots; made if missing")
        ->capture_default_str();
    app.add_option("--listen", options.listen, "ADDRESS:PORT; port 0 = any free one")
        ->capture_default_str();
    app.add_option("--threads", options.server.threads, "Threads for connections; 0 = one per core")
        ->capture_default_str();
    app.add_option("--durability", options.durability, "When a change is acknowledged")
        ->check(CLI::IsMember({"sync", "relaxed", "none"}))
        ->capture_default_str();
    app.add_option(
           "--sync-every-ms", options.sync_every_ms, "relaxed: at most this much can be lost"
    )
        ->check(CLI::Range(1, 60'000))
        ->capture_default_str();
    app.add_option(
           "--snapshot-every", options.snapshot_every, "Bytes of log between snapshots; 0 = never"
    )
        ->transform(CLI::AsSizeValue(false))
        ->capture_default_str();
    app.add_option(
           "--audit-every",
           options.audit_every_s,
           "Seconds between audits of the counters in the background; 0 = none"
    )
        ->capture_default_str();
    app.add_flag("--snapshot-on-stop", options.snapshot_on_stop, "Take one before ending");
    app.add_flag(
        "--salvage",
        options.salvage,
        "Start from a damaged log with what can be read; says what is lost"
    );
    app.add_option("--print-port", options.print_port, "File to write the port to once it serves");
    add_limits(app, options);
    app.footer(
        "Examples:\n"
        "  earmarkd                                   serve ./earmark-data on 127.0.0.1:7411\n"
        "  earmarkd --data /srv/stock --listen 0.0.0.0:7411\n"
        "  earmarkd --listen 127.0.0.1:0 --print-port port.txt   any free port, for scripts\n"
        "  earmarkd --durability relaxed --sync-every-ms 10      faster; a power cut may take 10 "
        "ms\n"
    );
}

/// "ADDRESS:PORT", with [] around an IPv6 address.
bool split_listen(const std::string& listen, protocol::ServerOptions& server) {
    const auto colon = listen.rfind(':');
    if (colon == std::string::npos || colon + 1 == listen.size()) return false;
    std::string address = listen.substr(0, colon);
    if (address.size() > 2 && address.front() == '[' && address.back() == ']')
        address = address.substr(1, address.size() - 2);
    unsigned long port = 0;
    for (const char digit : listen.substr(colon + 1)) {
        if (digit < '0' || digit > '9' || port > 65'535) return false;
        port = port * 10 + static_cast<unsigned long>(digit - '0');
    }
    if (port > 65'535) return false;
    server.address = address == "localhost" ? "127.0.0.1" : address;
    server.port = static_cast<std::uint16_t>(port);
    return true;
}

DurabilityMode mode_of(const std::string& word) {
    if (word == "relaxed") return DurabilityMode::relaxed;
    return word == "none" ? DurabilityMode::none : DurabilityMode::sync;
}

protocol::Durability durability_of(const std::string& word) {
    if (word == "relaxed") return protocol::Durability::relaxed;
    return word == "none" ? protocol::Durability::none : protocol::Durability::sync;
}

/// Says how far recovery is, at most once a second.
class ProgressTeller {
  public:
    void operator()(const persistence::RecoveryProgress& progress) {
        const auto now = std::chrono::steady_clock::now();
        if (now - told_ < std::chrono::seconds(1)) return;
        told_ = now;
        const bool is_snapshot = progress.stage == persistence::RecoveryStage::snapshot;
        spdlog::info(
            "recovering {}: {} of {} MiB",
            is_snapshot ? "snapshot" : "log",
            progress.bytes_done >> 20U,
            progress.bytes_total >> 20U
        );
    }

  private:
    std::chrono::steady_clock::time_point told_ = std::chrono::steady_clock::now();
};

persistence::StoreOptions store_options(const Options& options) {
    persistence::StoreOptions store;
    store.log.mode = mode_of(options.durability);
    store.log.relaxed_sync_every = std::chrono::milliseconds(options.sync_every_ms);
    store.recovery.threads = std::max(1U, std::thread::hardware_concurrency());
    if (options.salvage) store.recovery.on_damage = persistence::OnDamage::salvage;
    store.recovery.on_progress = [teller = std::make_shared<ProgressTeller>()](
                                     const persistence::RecoveryProgress& progress
                                 ) { (*teller)(progress); };
    store.recovery.on_warning = [](std::string_view warning) { spdlog::warn("{}", warning); };
    // Nothing more becomes durable: whoever waits must not be answered, and asks again elsewhere.
    store.on_failed = [](const Error& error) {
        spdlog::critical("the log failed, ending at once: {}", error.detail);
        spdlog::shutdown();
        std::_Exit(kExitLogFailed);
    };
    return store;
}

/// Takes snapshots as the log grows, on a thread of its own.
class SnapshotKeeper {
  public:
    SnapshotKeeper(Store& store, const Engine& engine, std::uint64_t log_bytes_between)
        : store_(store),
          engine_(engine),
          log_bytes_between_(log_bytes_between),
          log_bytes_before_(store.recovered().log_bytes) {}
    ~SnapshotKeeper() { wait(); }
    SnapshotKeeper(const SnapshotKeeper&) = delete;
    SnapshotKeeper& operator=(const SnapshotKeeper&) = delete;

    Result<protocol::SnapshotAnswer> take() {
        const std::uint64_t written = store_.log().statistics().written_bytes;
        const auto report = store_.snapshot(engine_);
        if (!report) return report.error();
        covered_.store(written);
        log_bytes_before_.store(0);
        protocol::SnapshotAnswer answer{.lsn = report->begin_lsn, .detail = {}};
        answer.detail = "snapshot " + std::to_string(report->number) + ": " +
                        std::to_string(report->bytes) + " bytes in " +
                        std::to_string(report->time / std::chrono::milliseconds(1)) + " ms";
        spdlog::info("{}", answer.detail);
        return answer;
    }

    /// Call now and then.
    void look() {
        if (log_bytes_between_ == 0 || is_running_.load()) return;
        const std::uint64_t written = store_.log().statistics().written_bytes;
        const std::uint64_t since = log_bytes_before_.load() + written - covered_.load();
        if (since < log_bytes_between_) return;
        wait();
        is_running_.store(true);
        thread_ = std::thread([this] {
            if (const auto taken = take(); !taken)
                spdlog::warn("no snapshot: {}", taken.error().detail);
            is_running_.store(false);
        });
    }

    void wait() {
        if (thread_.joinable()) thread_.join();
    }

  private:
    Store& store_;
    const Engine& engine_;
    const std::uint64_t log_bytes_between_;
    std::atomic<std::uint64_t> log_bytes_before_;  ///< Replayed at the start, in no snapshot yet.
    std::atomic<std::uint64_t> covered_{0};        ///< Written since the start, in a snapshot.
    std::atomic<bool> is_running_{false};
    std::thread thread_;
};

int cannot_start(const Error& error) {
    spdlog::error("{}", error.detail);
    return kExitCannotStart;
}

/// Whole or not at all, for scripts that wait for it.
bool write_port(const std::string& path, std::uint16_t port) {
    const std::string unfinished = path + ".unfinished";
    {
        std::ofstream file(unfinished, std::ios::trunc);
        file << port << "\n";
        if (!file.flush()) return false;
    }
    std::error_code error;
    std::filesystem::rename(unfinished, path, error);
    return !error;
}

void say_what_was_recovered(const persistence::RecoveryReport& report) {
    if (report.created) spdlog::info("a new data folder");
    if (!report.torn.empty()) spdlog::warn("a torn tail was cut: {}", report.torn);
    if (!report.loss.empty()) spdlog::error("salvaged; lost: {}", report.loss);
}

/// Says when the disk begins to have too little room for the log, and when it has enough again.
class RoomWatch {
  public:
    explicit RoomWatch(Store& store) : store_(store) {}

    /// Call now and then.
    void look() {
        const bool is_ample = store_.log().statistics().room == persistence::DiskRoom::ample;
        if (is_ample == was_ample_) return;
        was_ample_ = is_ample;
        if (is_ample) {
            spdlog::info("the disk of the data folder has room again: changes are taken");
        } else {
            spdlog::error(
                "the disk of the data folder has room for less than two more segments of the log: "
                "changes are refused as disk_full until it has; answers, releases and expiry go on"
            );
        }
    }

  private:
    Store& store_;
    bool was_ample_ = true;
};

/// Waits for SIGTERM or SIGINT, which every thread has blocked.
void wait_for_signal(const sigset_t& signals, SnapshotKeeper& snapshots, RoomWatch room) {
    for (;;) {
        const timespec second{.tv_sec = 1, .tv_nsec = 0};
        if (sigtimedwait(&signals, nullptr, &second) > 0) return;
        snapshots.look();
        room.look();
    }
}

/// A second signal ends the drain.
void drain(protocol::Server& server, const sigset_t& signals) {
    spdlog::info("stopping: no new requests, answering what was begun");
    server.begin_drain();
    std::atomic<bool> is_over{false};
    std::thread impatient([&] {
        while (!is_over.load()) {
            const timespec moment{.tv_sec = 0, .tv_nsec = 50'000'000};
            if (sigtimedwait(&signals, nullptr, &moment) > 0) server.close_now();
        }
    });
    server.wait();
    is_over.store(true);
    impatient.join();
}

int stop(Store& store, SnapshotKeeper& snapshots, const Options& options) {
    snapshots.wait();
    if (options.snapshot_on_stop) {
        if (const auto taken = snapshots.take(); !taken)
            spdlog::warn("no snapshot: {}", taken.error().detail);
    }
    if (const auto closed = store.close(); !closed) {
        spdlog::critical("the log could not be closed: {}", closed.error().detail);
        return kExitLogFailed;
    }
    const persistence::LogStatistics log = store.log().statistics();
    spdlog::info(
        "stopped: {} changes in {} blocks; flush p50 {} us, p99 {} us, longest {} us",
        log.records,
        log.blocks,
        log.flush_time_p50.count(),
        log.flush_time_p99.count(),
        log.flush_time_max.count()
    );
    return 0;
}

/// A wrong counter is never a matter of course: it is told as an error each time.
void tell_audit(protocol::Service& service, const protocol::AuditState& state) {
    service.set_audit(state);
    if (state.mismatches > 0) {
        spdlog::error(
            "audit: {} counters are wrong; the state is damaged, see earmark audit",
            state.mismatches
        );
        return;
    }
    spdlog::info(
        "audit: {} positions are right, {} changed meanwhile", state.positions, state.changed
    );
}

int serve(Options options, const sigset_t& signals) {
    SystemClock clock;
    const Duration began = clock.steady();
    std::unique_ptr<Engine> engine;
    const auto fresh_engine = [&]() -> StateImageTarget& {
        engine = std::make_unique<Engine>(options.limits);
        return *engine;
    };
    auto store = Store::open(options.data, store_options(options), fresh_engine);
    if (!store) return cannot_start(store.error());
    if (!engine) fresh_engine();
    say_what_was_recovered((*store)->recovered());
    engine->start((*store)->log());
    SnapshotKeeper snapshots(**store, *engine, options.snapshot_every);

    protocol::Service service(*engine, (*store)->log(), clock);
    service.hello = {
        .server = "earmarkd",
        .version = EARMARK_VERSION,
        .durability = durability_of(options.durability),
        .frame_bytes_max = static_cast<std::uint32_t>(options.frame_bytes_max),
        .requests_waiting_max = options.server.limits.connection.session.requests_waiting_max,
    };
    service.changes = &(*store)->changes();
    service.take_snapshot = [&snapshots] { return snapshots.take(); };
    auto& frames = options.server.limits.connection.session.frames;
    frames.frame_bytes_max = service.hello.frame_bytes_max;
    auto server = protocol::Server::start(service, options.server);
    if (!server) return cannot_start(server.error());
    const EngineStatus status = engine->status();
    spdlog::info(
        "serving on {}:{} after {} positions and {} reservations recovered in {} ms ({}, {})",
        options.server.address,
        (*server)->port(),
        status.positions,
        status.reservations_live + status.orders_open,
        (clock.steady() - began) / std::chrono::milliseconds(1),
        options.data,
        options.durability
    );
    if (!options.print_port.empty() && !write_port(options.print_port, (*server)->port())) {
        return cannot_start(
            {ErrorCode::io_failed, "--print-port " + options.print_port + ": cannot be written"}
        );
    }
    {
        const protocol::BackgroundAudit audit(
            *engine,
            clock,
            std::chrono::seconds(static_cast<std::int64_t>(options.audit_every_s)),
            [&service](const protocol::AuditState& state) { tell_audit(service, state); }
        );
        wait_for_signal(signals, snapshots, RoomWatch(**store));
    }
    drain(**server, signals);
    server->reset();
    return stop(**store, snapshots, options);
}

int run(int argc, char** argv) {
    Options options;
    CLI::App app("Serves an Earmark data folder: stock, availability, reservations, sourcing.");
    app.set_version_flag("--version", EARMARK_VERSION);
    add_options(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kExitUsage;
    }
    if (!split_listen(options.listen, options.server)) {
        spdlog::error("--listen: found \"{}\", expected ADDRESS:PORT", options.listen);
        return kExitUsage;
    }
    options.limits.keep_finished =
        std::chrono::seconds(static_cast<std::int64_t>(options.keep_finished_s));
    // Blocked before any thread starts, so that only wait_for_signal sees them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return serve(std::move(options), signals);
}

}  // namespace
}  // namespace earmark

int main(int argc, char** argv) {
    try {
        spdlog::set_default_logger(spdlog::stderr_logger_mt("earmarkd"));
        spdlog::set_pattern("%Y-%m-%d %H:%M:%S.%e %n %l: %v");
        return earmark::run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "earmarkd: %s\n", error.what());
        return earmark::kExitCannotStart;
    }
}
