#include "protocol/server.h"

#include "engine/base/mutex.h"
#include "protocol/message_codec.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace earmark::protocol {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

/// After an accept that failed for want of descriptors or memory.
constexpr auto kAcceptAgainAfter = std::chrono::milliseconds(50);

std::size_t cores() {
    return std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

/// A part of a limit for each of several threads, at least one.
template <typename Count>
Count share_of(Count all, std::size_t threads) {
    return std::max<Count>(1, all / threads);
}

}  // namespace

struct Server::DurableBell {
    Mutex mutex;
    std::vector<IoThread*> io_threads EARMARK_GUARDED_BY(mutex);

    void ring(Lsn durable) {
        const MutexLock lock(mutex);
        for (IoThread* thread : io_threads)
            thread->durable_grew(durable);
    }
};

Server::Server(Service& service, const ServerOptions& options)
    : service_(service), options_(options), acceptor_(context_), accept_timer_(context_) {}

Result<std::unique_ptr<Server>> Server::start(Service& service, const ServerOptions& options) {
    std::unique_ptr<Server> server(new Server(service, options));
    if (auto status = server->listen(); !status) return status.error();
    server->start_threads();
    return server;
}

Status Server::listen() {
    const std::string place = options_.address + ":" + std::to_string(options_.port);
    error_code error;
    const auto address = boost::asio::ip::make_address(options_.address, error);
    if (error) {
        return Error{
            ErrorCode::bad_input,
            "listen address: found \"" + options_.address + "\", expected an IP address"
        };
    }
    const tcp::endpoint endpoint(address, options_.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(boost::asio::socket_base::max_listen_connections, error);
    if (error == boost::asio::error::address_in_use) {
        return Error{
            ErrorCode::in_use, "listen " + place + ": another process listens there already"
        };
    }
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    if (error) return Error{ErrorCode::io_failed, "listen " + place + ": " + error.message()};
    return Done{};
}

void Server::start_threads() {
    const std::size_t threads = options_.threads != 0 ? options_.threads : cores();
    const std::size_t job_threads =
        options_.job_threads != 0 ? options_.job_threads : std::max<std::size_t>(2, cores() / 2);
    jobs_ = std::make_unique<JobPool>(service_, job_threads, options_.jobs_waiting_max);
    IoThreadLimits limits = options_.limits;
    limits.share.requests_waiting_max = share_of(limits.share.requests_waiting_max, threads);
    limits.share.output_bytes_max = share_of(limits.share.output_bytes_max, threads);
    bell_ = std::make_shared<DurableBell>();
    for (std::size_t index = 0; index < threads; ++index)
        io_threads_.push_back(std::make_unique<IoThread>(service_, *jobs_, limits));
    {
        const MutexLock lock(bell_->mutex);
        for (const auto& thread : io_threads_)
            bell_->io_threads.push_back(thread.get());
    }
    service_.log.on_durable([bell = bell_](Lsn durable) { bell->ring(durable); });
    for (const auto& thread : io_threads_)
        thread->start();
    accept();
    accept_thread_ = std::thread([this] { context_.run(); });
    if (options_.tick_every.count() > 0) tick_thread_ = std::thread([this] { tick(); });
}

IoThread& Server::least_loaded() {
    const auto lighter = [](const auto& a, const auto& b) { return a->load() < b->load(); };
    return **std::min_element(io_threads_.begin(), io_threads_.end(), lighter);
}

void Server::accept() {
    IoThread& target = least_loaded();
    acceptor_.async_accept(
        target.context(),
        [this, &target](const error_code& error, tcp::socket socket) {
            if (error == boost::asio::error::operation_aborted || !acceptor_.is_open()) return;
            if (error) {
                accept_timer_.expires_after(kAcceptAgainAfter);
                accept_timer_.async_wait([this](const error_code& stopped) {
                    if (!stopped) accept();
                });
                return;
            }
            if (service_.connections.load(std::memory_order_relaxed) >= options_.connections_max) {
                turn_away(socket);
            } else {
                target.add(std::move(socket));
            }
            accept();
        }
    );
}

/// Says why, if the socket takes it at once.
void Server::turn_away(tcp::socket& socket) {
    Builder builder;
    encode_reply(
        builder,
        ErrorAnswer{
            .refusal = wire::Refusal::overloaded,
            .detail = "connections: " + std::to_string(options_.connections_max) +
                      " are open, which is the limit",
            .retry_after_ms = options_.limits.connection.session.retry_after_ms
        }
    );
    FrameHeader header;
    header.kind = wire::MessageKind::error;
    header.flags = kFlagReply;
    ByteBuffer frame;
    append_frame(frame, header, finished(builder));
    error_code error;
    socket.non_blocking(true, error);
    if (!error) socket.write_some(boost::asio::buffer(frame.data(), frame.bytes()), error);
    if (!error) socket.shutdown(tcp::socket::shutdown_send, error);
}

void Server::tick() {
    const MutexLock lock(tick_mutex_);
    while (!is_ticking_over_) {
        service_.engine.tick(service_.clock.wall(), service_.clock.steady());
        service_.engine.sweep_levels(service_.clock.wall());
        tick_wake_.wait_for(tick_mutex_, options_.tick_every);
    }
}

void Server::stop_ticking() {
    {
        const MutexLock lock(tick_mutex_);
        is_ticking_over_ = true;
    }
    tick_wake_.notify_all();
    if (tick_thread_.joinable()) tick_thread_.join();
}

void Server::begin_drain() {
    service_.closing.store(true);
    boost::asio::post(context_, [this] {
        error_code ignored;  // The socket is gone either way.
        acceptor_.close(ignored);
        accept_timer_.cancel();
        for (const auto& thread : io_threads_)
            thread->begin_drain();
    });
}

void Server::close_now() {
    service_.closing.store(true);
    boost::asio::post(context_, [this] {
        error_code ignored;  // The socket is gone either way.
        acceptor_.close(ignored);
        accept_timer_.cancel();
    });
    for (const auto& thread : io_threads_)
        thread->close_now();
}

void Server::wait() {
    if (accept_thread_.joinable()) accept_thread_.join();
    for (const auto& thread : io_threads_)
        thread->join();
    stop_ticking();
}

/// Jobs end before the threads that would take their results, and the bell is cut off first.
Server::~Server() {
    if (jobs_ == nullptr) return;
    close_now();
    wait();
    {
        const MutexLock lock(bell_->mutex);
        bell_->io_threads.clear();
    }
    jobs_.reset();
}

}  // namespace earmark::protocol
