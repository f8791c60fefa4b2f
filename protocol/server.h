// Serves an engine over TCP.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "protocol/io_thread.h"
#include "protocol/job_pool.h"
#include "protocol/service.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace earmark::protocol {

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 7411;    ///< 0 = any free one.
    std::size_t threads = 0;      ///< That serve connections; 0 = one per core.
    std::size_t job_threads = 0;  ///< For long requests; 0 = half of the cores, two at least.
    std::size_t jobs_waiting_max = 1'024;
    std::size_t connections_max = 4'096;
    IoThreadLimits limits{};

    /// How often holds are looked at that may have expired; 0 = the owner calls Engine::tick.
    Duration tick_every = std::chrono::milliseconds(250);
};

/// Thread: any, unless said.
class Server {
  public:
    /// Requires: the engine is started; `service` outlives the server; its log has no durable
    /// listener yet.
    /// Errors: in_use, io_failed, bad_input - the address cannot be listened on.
    static Result<std::unique_ptr<Server>> start(Service& service, const ServerOptions& options);

    /// Closes every connection without answering, and waits for the threads.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const { return port_; }

    /// Accepts nothing new, refuses what is not begun, answers what is, and ends.
    void begin_drain();

    /// Ends without answering: waiting clients learn that the outcome is unknown.
    void close_now();

    /// Returns when the server has ended.
    void wait();

  private:
    /// Where the log rings; it may outlive the server.
    struct DurableBell;

    Server(Service& service, const ServerOptions& options);
    Status listen();
    void start_threads();
    void accept();
    void turn_away(boost::asio::ip::tcp::socket& socket);
    IoThread& least_loaded();
    void tick();
    void stop_ticking();

    Service& service_;
    const ServerOptions options_;
    std::uint16_t port_ = 0;
    boost::asio::io_context context_{1};  ///< Of the thread that accepts.
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer accept_timer_;
    std::unique_ptr<JobPool> jobs_;
    std::vector<std::unique_ptr<IoThread>> io_threads_;
    std::shared_ptr<DurableBell> bell_;
    std::thread accept_thread_;
    std::thread tick_thread_;
    Mutex tick_mutex_;
    std::condition_variable_any tick_wake_;
    bool is_ticking_over_ EARMARK_GUARDED_BY(tick_mutex_) = false;
};

}  // namespace earmark::protocol
