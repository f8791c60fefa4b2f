// What all connections of one server share.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/base/result.h"
#include "engine/change_log.h"
#include "engine/engine.h"
#include "engine/stream/change_source.h"
#include "protocol/joint_board.h"
#include "protocol/joint_parts.h"
#include "protocol/load_jobs.h"
#include "protocol/messages.h"

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>

namespace earmark::protocol {

/// Counts of one thread: only that thread writes them.
struct alignas(64) ServiceCounters {
    std::atomic<std::uint64_t> requests{0};
    std::atomic<std::uint64_t> refused_overload{0};

    static void add_one(std::atomic<std::uint64_t>& counter) {
        counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }
};

/// Thread: any thread, once `take_snapshot`, `changes` and `hello` are set.
class Service {
  public:
    Service(Engine& served_engine, ChangeLog& served_log, Clock& served_clock)
        : engine(served_engine),
          log(served_log),
          clock(served_clock),
          started(served_clock.steady()) {
        count_nodes();
    }
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    /// For one thread that answers requests; stays where it is.
    ServiceCounters& add_counters() {
        const MutexLock lock(mutex_);
        return counters_.emplace_back();
    }

    ServerStatus status() {
        ServerStatus status;
        status.engine = engine.status();
        status.version = hello.version;
        status.durability = hello.durability;
        status.uptime_seconds =
            static_cast<std::uint64_t>((clock.steady() - started) / std::chrono::seconds(1));
        status.connections = connections.load(std::memory_order_relaxed);
        const MutexLock lock(mutex_);
        status.audit = audit_;
        for (const ServiceCounters& counters : counters_) {
            status.requests += counters.requests.load(std::memory_order_relaxed);
            status.refused_overload += counters.refused_overload.load(std::memory_order_relaxed);
        }
        return status;
    }

    /// What the newest audit in the background came to.
    void set_audit(const AuditState& audit) {
        const MutexLock lock(mutex_);
        audit_ = audit;
    }

    /// How large sourcing problems are: read often, so not asked of the engine each time.
    void count_nodes() { node_count.store(engine.nodes().size(), std::memory_order_relaxed); }

    Engine& engine;
    ChangeLog& log;
    Clock& clock;
    const Duration started;
    ServerHello hello;

    /// Empty: this server takes none.
    std::function<Result<SnapshotAnswer>()> take_snapshot;

    /// The durable changes; none: this server does not tell them.
    ChangeSource* changes = nullptr;

    LoadJobs jobs;

    JointBoard joint;
    JointParts joint_parts;
    JointResults joint_results;

    /// Lets go of what clients began and did not end.
    void forget_old(Duration now) {
        joint_parts.forget_old(now);
        joint_results.forget_old(now);
    }

    std::atomic<std::uint64_t> connections{0};
    std::atomic<std::size_t> node_count{0};

    /// The server is stopping: no request is begun any more.
    std::atomic<bool> closing{false};

  private:
    Mutex mutex_;
    std::deque<ServiceCounters> counters_ EARMARK_GUARDED_BY(mutex_);
    AuditState audit_ EARMARK_GUARDED_BY(mutex_);
};

}  // namespace earmark::protocol
