#include "protocol/io_thread.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace earmark::protocol {
namespace {

constexpr auto kSweepEvery = std::chrono::milliseconds(250);

}  // namespace

IoThread::IoThread(Service& service, JobPool& jobs, const IoThreadLimits& limits)
    : service_(service),
      jobs_(jobs),
      limits_(limits),
      work_(boost::asio::make_work_guard(context_)),
      sweep_timer_(context_),
      handler_(service),
      share_(limits.share) {}

IoThread::~IoThread() {
    close_now();
    join();
}

void IoThread::start() {
    sweep_later();
    thread_ = std::thread([this] { run(); });
}

/// Does what is ready, and rests until more is.
void IoThread::run() {
    while (!context_.stopped()) {
        context_.poll();
        if (std::exchange(is_in_burst_, false)) service_.log.end_burst();
        context_.run_one();
    }
    if (is_in_burst_) service_.log.end_burst();
}

void IoThread::join() {
    if (thread_.joinable()) thread_.join();
}

void IoThread::add(boost::asio::ip::tcp::socket socket) {
    load_.fetch_add(1, std::memory_order_relaxed);
    service_.connections.fetch_add(1, std::memory_order_relaxed);
    boost::asio::post(context_, [this, socket = std::move(socket)]() mutable {
        const std::uint64_t id = ++connections_made_;
        auto& place = connections_[id];
        place = std::make_unique<Connection>(*this, std::move(socket), id, limits_.connection);
        Connection& connection = *place;
        connection.settle();
        after_event(connection);
    });
}

/// Every handler of a connection ends here: the only place where one is deleted.
void IoThread::after_event(Connection& connection) {
    if (connection.is_done()) {
        if (connection.is_listed_as_waiting) std::erase(waiting_, &connection);
        connections_.erase(connection.id());
        load_.fetch_sub(1, std::memory_order_relaxed);
        service_.connections.fetch_sub(1, std::memory_order_relaxed);
        end_if_empty();
        return;
    }
    if (!connection.is_listed_as_waiting && connection.session().waits_for() != kLsnNever)
        list_as_waiting(connection);
}

/// The log thread makes records durable, then looks at waits_for_; this thread writes waits_for_,
/// then looks at what is durable. With a fence between the two on both sides, one of them sees the
/// other.
void IoThread::list_as_waiting(Connection& connection) {
    connection.is_listed_as_waiting = true;
    waiting_.push_back(&connection);
    if (!std::exchange(is_in_burst_, true)) service_.log.begin_burst();
    const Lsn lsn = connection.session().waits_for();
    if (lsn >= waits_for_.load(std::memory_order_relaxed)) return;
    waits_for_.store(lsn, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    durable_grew(service_.log.durable());
}

void IoThread::durable_grew(Lsn durable) {
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (durable < waits_for_.load(std::memory_order_relaxed)) return;
    if (is_wake_posted_.exchange(true)) return;
    boost::asio::post(context_, [this] { wake(); });
}

void IoThread::wake() {
    is_wake_posted_.store(false);
    waits_for_.store(kLsnNever, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    const Lsn durable = service_.log.durable();
    waiting_woken_.clear();
    waiting_woken_.swap(waiting_);
    for (Connection* connection : waiting_woken_)
        connection->is_listed_as_waiting = false;
    for (Connection* connection : waiting_woken_) {
        connection->session().durable_grew(durable);
        connection->settle();
        after_event(*connection);
    }
}

bool IoThread::submit(Job& job) {
    return jobs_.submit(job, [this](JobResult&& result) {
        boost::asio::post(context_, [this, result = std::move(result)] { on_job_done(result); });
    });
}

void IoThread::on_job_done(const JobResult& result) {
    const auto found = connections_.find(result.session);
    if (found == connections_.end()) return;  // The peer has gone: it will ask again.
    Connection& connection = *found->second;
    connection.session().job_done(result);
    connection.settle();
    after_event(connection);
}

void IoThread::sweep_later() {
    sweep_timer_.expires_after(kSweepEvery);
    sweep_timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) sweep();
    });
}

/// Connections may end while all are visited.
std::vector<Connection*> IoThread::connections_now() {
    std::vector<Connection*> connections;
    connections.reserve(connections_.size());
    for (const auto& [id, connection] : connections_)
        connections.push_back(connection.get());
    return connections;
}

void IoThread::sweep() {
    const Duration time = now();
    service_.forget_old(time);
    const bool is_drain_over = is_draining_ && time - drain_began_ >= limits_.drain_within;
    for (Connection* connection : connections_now()) {
        connection->sweep(time);
        if (is_drain_over) connection->close();
        after_event(*connection);
    }
    sweep_later();
    if (is_draining_) end_if_empty();
}

void IoThread::begin_drain() {
    boost::asio::post(context_, [this] {
        if (is_draining_) return;
        is_draining_ = true;
        drain_began_ = now();
        settle_all();
        end_if_empty();
    });
}

void IoThread::settle_all() {
    for (Connection* connection : connections_now()) {
        connection->settle();
        after_event(*connection);
    }
}

void IoThread::close_now() {
    boost::asio::post(context_, [this] {
        is_draining_ = true;
        for (Connection* connection : connections_now()) {
            connection->close();
            after_event(*connection);
        }
        end_if_empty();
    });
}

void IoThread::end_if_empty() {
    if (!is_draining_ || !connections_.empty()) return;
    sweep_timer_.cancel();
    work_.reset();
}

}  // namespace earmark::protocol
