// One thread, one io_context, and the connections that stay on it.
#pragma once

#include "protocol/connection.h"
#include "protocol/job_pool.h"
#include "protocol/request_handler.h"
#include "protocol/service.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace earmark::protocol {

struct IoThreadLimits {
    ConnectionLimits connection{};
    SessionShare share{};  ///< Of this thread.

    /// From the beginning of a drain until connections that still wait are closed.
    Duration drain_within = std::chrono::seconds(10);
};

/// Thread: its own, except where said.
class IoThread final : public JobQueue {
  public:
    IoThread(Service& service, JobPool& jobs, const IoThreadLimits& limits);
    ~IoThread() override;
    IoThread(const IoThread&) = delete;
    IoThread& operator=(const IoThread&) = delete;

    void start();

    /// Waits for the end: drained or closed. Thread: any other.
    void join();

    /// Takes a socket made for context(). Thread: any.
    void add(boost::asio::ip::tcp::socket socket);
    boost::asio::io_context& context() { return context_; }

    /// Connections now. Thread: any.
    std::size_t load() const { return load_.load(std::memory_order_relaxed); }

    /// Records up to this LSN are durable: wakes the thread if one of its replies waits for them.
    /// Thread: the log's; does not block.
    void durable_grew(Lsn durable);

    /// Answers what is under way, then ends. Thread: any.
    void begin_drain();

    /// Ends without answering. Thread: any.
    void close_now();

    // For connections.
    bool submit(Job& job) override;
    void after_event(Connection& connection);
    RequestHandler& handler() { return handler_; }
    SessionShare& share() { return share_; }
    Duration now() { return service_.clock.steady(); }
    bool is_draining() const { return is_draining_; }

  private:
    void run();
    void wake();
    void on_job_done(const JobResult& result);
    void list_as_waiting(Connection& connection);
    void sweep_later();
    void sweep();
    void settle_all();
    void end_if_empty();
    std::vector<Connection*> connections_now();

    Service& service_;
    JobPool& jobs_;
    const IoThreadLimits limits_;
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    boost::asio::steady_timer sweep_timer_;
    RequestHandler handler_;
    SessionShare share_;
    boost::unordered_flat_map<std::uint64_t, std::unique_ptr<Connection>> connections_;
    std::vector<Connection*> waiting_;        ///< Have replies that wait for the log.
    std::vector<Connection*> waiting_woken_;  ///< Room for wake().
    std::uint64_t connections_made_ = 0;
    bool is_in_burst_ = false;  ///< Told the log that more may come at once.
    bool is_draining_ = false;
    Duration drain_began_{};
    std::thread thread_;

    std::atomic<std::size_t> load_{0};
    alignas(64) std::atomic<Lsn> waits_for_{kLsnNever};  ///< The smallest of all connections.
    std::atomic<bool> is_wake_posted_{false};
};

}  // namespace earmark::protocol
