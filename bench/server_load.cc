#include "bench/server_load.h"

#include "engine/base/check.h"
#include "protocol/async_client.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <deque>
#include <memory>
#include <numeric>
#include <thread>
#include <utility>
#include <vector>

namespace earmark::bench {

namespace {

using protocol::AsyncClient;
using protocol::ClientLoop;
using SteadyClock = std::chrono::steady_clock;
using Moment = SteadyClock::time_point;

constexpr std::chrono::seconds kDrainWithin{60};
constexpr std::size_t kHoldsRemembered = 4'096;
constexpr std::size_t kCheckedOfBatch = 8;  ///< Every 8th figure of a batch is computed again.

/// The parts of a run that every thread must agree on.
struct Window {
    Moment begin;
    Moment end;
};

/// A request on its way.
struct Pending {
    Moment intended;
    std::uint32_t connection = 0;
    std::uint32_t operations = 1;
    std::vector<std::uint32_t> items;  ///< Asked for.
    WantedOrder order{};
    std::uint64_t hold = 0;  ///< Number of the reservation.
    Units units = 0;         ///< Of a hold to be released.
};

struct Hold {
    std::uint64_t number = 0;
    Units units = 0;
};

/// One thread's share of the load.
class Driver {
  public:
    Driver(const ServerLoadPlan& plan, const ServerData& data, std::size_t thread)
        : plan_(plan),
          data_(data),
          thread_(thread),
          workload_(data.shape, plan.spread, plan.seed * 1'000'003 + thread) {}

    Status connect() {
        for (std::size_t index = thread_; index < plan_.load.connections; index += plan_.threads) {
            auto client = AsyncClient::connect(loop_, plan_.load.host, plan_.load.port);
            if (!client) return client.error();
            clients_.push_back(std::move(*client));
        }
        return Done{};
    }

    void run(Window window) {
        window_ = window;
        plan_.rate ? open_loop(*plan_.rate / static_cast<double>(plan_.threads)) : closed_loop();
        drain();
    }

    const std::optional<Error>& error() const { return error_; }
    const ServerLoadResult& result() const { return result_; }

  private:
    // ---- The two loops --------------------------------------------------------------------

    void closed_loop() {
        for (std::uint32_t connection = 0; connection < clients_.size(); ++connection) {
            for (std::size_t k = 0; k < plan_.load.depth; ++k)
                send(connection, SteadyClock::now());
        }
        while (!finished())
            turn(window_.end);
    }

    void open_loop(double rate) {
        Moment next = SteadyClock::now();
        std::uint32_t connection = 0;
        while (!finished()) {
            const Moment now = SteadyClock::now();
            while (next <= now && in_flight_ < capacity()) {
                send(connection, next);
                connection = (connection + 1) % static_cast<std::uint32_t>(clients_.size());
                next += gap(rate);
            }
            turn(std::min(next, window_.end));
        }
    }

    bool finished() const {
        if (error_) return true;
        if (plan_.requests_max > 0) return sent_ >= share_of_requests() && in_flight_ == 0;
        return SteadyClock::now() >= window_.end;
    }

    std::uint64_t share_of_requests() const {
        return plan_.requests_max / plan_.threads +
               (thread_ < plan_.requests_max % plan_.threads ? 1 : 0);
    }

    void turn(Moment until) { plan_.spin ? loop_.poll() : loop_.run_one_until(until); }

    std::size_t capacity() const {
        return clients_.size() * clients_.front()->server().requests_waiting_max;
    }

    SteadyClock::duration gap(double rate) {
        const double share = plan_.poisson ? -std::log(1.0 - workload_.random().unit()) : 1.0;
        return std::chrono::duration_cast<SteadyClock::duration>(
            std::chrono::duration<double>(share / rate)
        );
    }

    void drain() {
        draining_ = true;
        const Moment until = SteadyClock::now() + kDrainWithin;
        while (in_flight_ > 0 && !error_ && SteadyClock::now() < until)
            loop_.run_one_until(until);
        if (in_flight_ > 0 && !error_) {
            fail({
                ErrorCode::unreachable,
                std::to_string(in_flight_) + " requests had no answer after 60 s",
            });
        }
    }

    // ---- Sending --------------------------------------------------------------------------

    void send(std::uint32_t connection, Moment intended) {
        if (draining_ || error_) return;
        if (plan_.requests_max > 0 && sent_ >= share_of_requests()) return;
        const std::uint32_t slot = take_slot();
        Pending& pending = slots_[slot];
        pending.intended = intended;
        pending.connection = connection;
        pending.operations = 1;
        ++in_flight_;
        ++sent_;
        AsyncClient& client = *clients_[connection];
        switch (plan_.work) {
            case ServerWork::ats:
                return send_queries(client, slot, 1);
            case ServerWork::ats_batch:
                return send_queries(client, slot, kQueriesPerBatch);
            case ServerWork::reserve:
                return send_reserve(client, slot);
            case ServerWork::mix:
                return send_mixed(client, slot);
            case ServerWork::source:
                return send_source(client, slot);
        }
    }

    void send_mixed(AsyncClient& client, std::uint32_t slot) {
        const std::uint64_t dice = workload_.random().below(100);
        if (dice < 90) return send_queries(client, slot, 1);
        if (dice < 98 || holds_.empty()) return send_reserve(client, slot);
        send_release(client, slot);
    }

    void send_queries(AsyncClient& client, std::uint32_t slot, std::size_t count) {
        Pending& pending = slots_[slot];
        pending.operations = static_cast<std::uint32_t>(count);
        pending.items.clear();
        queries_.clear();
        for (std::size_t query = 0; query < count; ++query) {
            pending.items.push_back(workload_.next_item());
            queries_.push_back({.sku = data_.items[pending.items.back()], .node = {}, .group = {}});
        }
        client.availability(
            {.queries = queries_},
            protocol::AvailabilityForm::ats_only,
            [this, slot](const Result<AvailabilityReply>& reply) { on_availability(slot, reply); }
        );
    }

    void send_reserve(AsyncClient& client, std::uint32_t slot) {
        Pending& pending = slots_[slot];
        pending.order = workload_.next_order();
        pending.hold = ++holds_made_;
        std::array<ReserveLine, kReserveLines> lines;
        for (std::uint32_t line = 0; line < lines.size(); ++line) {
            const WantedLine& wanted = pending.order[line];
            lines[line] = {
                .line = line + 1,
                .sku = data_.items[wanted.item],
                .node = data_.nodes[wanted.node],
                .quantity = wanted.units,
            };
        }
        client.reserve(
            {.id = id_of(pending.hold), .lines = lines},
            [this, slot](const Result<ReserveReply>& reply) { on_reserve(slot, reply); }
        );
    }

    void send_source(AsyncClient& client, std::uint32_t slot) {
        Pending& pending = slots_[slot];
        pending.order = workload_.next_order();
        pending.hold = ++holds_made_;
        std::array<OrderLine, kReserveLines> lines;
        for (std::uint32_t line = 0; line < lines.size(); ++line) {
            const WantedLine& wanted = pending.order[line];
            lines[line] = {
                .line = line + 1, .sku = data_.items[wanted.item], .quantity = wanted.units
            };
        }
        SourceRequest request;
        request.mode = SourceMode::reserve;
        request.id = id_of(pending.hold);
        request.lines = lines;
        request.ship_to.location = location_of(workload_.random().next());
        client.source(request, [this, slot](const Result<SourceReply>& reply) {
            on_source(slot, reply);
        });
    }

    void send_release(AsyncClient& client, std::uint32_t slot) {
        std::swap(holds_[workload_.random().below(holds_.size())], holds_.back());
        const Hold hold = holds_.back();
        holds_.pop_back();
        slots_[slot].units = hold.units;
        client.step(
            {.step = ReservationStep::release, .id = id_of(hold.number)},
            [this, slot](const Result<ReservationReply>& reply) { on_release(slot, reply); }
        );
    }

    std::string_view id_of(std::uint64_t hold) {
        id_.assign(plan_.name).append("-").append(std::to_string(thread_)).append("-");
        return id_.append(std::to_string(hold));
    }

    // ---- Answers --------------------------------------------------------------------------

    void on_availability(std::uint32_t slot, const Result<AvailabilityReply>& reply) {
        if (!reply) return fail(reply.error());
        const Pending& pending = slots_[slot];
        if (reply->outcome != Outcome::done || reply->figures.size() != pending.items.size())
            return fail_reply("availability", to_string(reply->outcome), reply->detail);
        const std::size_t checked_from = sent_ % kCheckedOfBatch;
        for (std::size_t query = 0; query < pending.items.size(); ++query) {
            const Availability& figures = reply->figures[query];
            const bool compute =
                pending.items.size() == 1 || query % kCheckedOfBatch == checked_from;
            const bool right = figures.verdict == QueryVerdict::known && figures.ats >= 0 &&
                               (!compute || is_plausible(figures.ats, pending.items[query]));
            if (!right) {
                return fail_reply(
                    "ats of " + sku_of(pending.items[query]),
                    to_string(figures.verdict),
                    std::to_string(figures.ats)
                );
            }
        }
        finish(slot);
    }

    /// Exact as long as nothing was reserved; afterwards never more than there was at first.
    bool is_plausible(Units ats, std::uint32_t item) const {
        Units loaded = 0;
        for (std::uint32_t place = 0; place < data_.shape.places(); ++place)
            loaded += initial_stock(item, data_.shape.node_at(item, place)).ats();
        return plan_.untouched ? ats == loaded : ats <= loaded;
    }

    void on_reserve(std::uint32_t slot, const Result<ReserveReply>& reply) {
        if (!reply) return fail(reply.error());
        if (reply->lines.size() != kReserveLines)
            return fail_reply("reserve", to_string(reply->outcome), reply->detail);
        const Pending& pending = slots_[slot];
        if (reply->outcome == Outcome::lines_refused) {
            ++result_.refused;
            return finish(slot);
        }
        if (reply->outcome != Outcome::done)
            return fail_reply("reserve", to_string(reply->outcome), reply->detail);
        Units units = 0;
        for (std::size_t line = 0; line < kReserveLines; ++line) {
            const LineAnswer& answer = reply->lines[line];
            if (answer.verdict != LineVerdict::reserved ||
                answer.reserved != pending.order[line].units)
                return fail_reply("reserve line", to_string(answer.verdict), reply->detail);
            units += answer.reserved;
        }
        ++result_.reserved;
        result_.units_held += units;
        if (plan_.work == ServerWork::mix && holds_.size() < kHoldsRemembered)
            holds_.push_back({pending.hold, units});
        finish(slot);
    }

    void on_source(std::uint32_t slot, const Result<SourceReply>& reply) {
        if (!reply) return fail(reply.error());
        if (reply->outcome == Outcome::cannot_source) {
            ++result_.refused;
            return finish(slot);
        }
        if (reply->outcome != Outcome::done)
            return fail_reply("source", to_string(reply->outcome), reply->detail);
        std::array<Units, kReserveLines> left{};
        for (std::size_t line = 0; line < left.size(); ++line)
            left[line] = slots_[slot].order[line].units;
        Units units = 0;
        for (const Shipment& shipment : reply->shipments) {
            for (const ShipmentLine& line : shipment.lines) {
                if (line.line == 0 || line.line > left.size())
                    return fail_reply("source", "a line that was not asked for", reply->detail);
                left[line.line - 1] -= line.quantity;
                units += line.quantity;
            }
        }
        if (left != std::array<Units, kReserveLines>{})
            return fail_reply("source", "another number of units than asked for", reply->detail);
        ++result_.reserved;
        result_.units_held += units;
        finish(slot);
    }

    void on_release(std::uint32_t slot, const Result<ReservationReply>& reply) {
        if (!reply) return fail(reply.error());
        if (reply->outcome != Outcome::done)
            return fail_reply("release", to_string(reply->outcome), reply->detail);
        result_.units_held -= slots_[slot].units;
        finish(slot);
    }

    void finish(std::uint32_t slot) {
        const Moment now = SteadyClock::now();
        const Pending& pending = slots_[slot];
        const Moment counted = plan_.rate ? pending.intended : now;
        if (plan_.requests_max > 0 || (counted >= window_.begin && counted < window_.end)) {
            result_.load.requests += pending.operations;
            result_.load.latencies.record(now - pending.intended);
        }
        const std::uint32_t connection = pending.connection;
        free_slots_.push_back(slot);
        --in_flight_;
        if (!plan_.rate && now < window_.end) send(connection, now);
    }

    // ---- Bookkeeping ----------------------------------------------------------------------

    std::uint32_t take_slot() {
        if (free_slots_.empty()) {
            slots_.emplace_back();
            return static_cast<std::uint32_t>(slots_.size() - 1);
        }
        const std::uint32_t slot = free_slots_.back();
        free_slots_.pop_back();
        return slot;
    }

    void fail(Error error) {
        --in_flight_;
        if (!error_) error_ = std::move(error);
    }

    void fail_reply(std::string_view what, std::string_view outcome, std::string_view detail) {
        std::string text(what);
        text.append(": found ").append(outcome).append(" ").append(detail);
        fail({ErrorCode::malformed_frame, text});
    }

    const ServerLoadPlan& plan_;
    const ServerData& data_;
    std::size_t thread_;
    Workload workload_;
    Window window_;
    ClientLoop loop_;
    std::vector<std::unique_ptr<AsyncClient>> clients_;
    std::deque<Pending> slots_;  ///< Grows without moving what callbacks look at.
    std::vector<std::uint32_t> free_slots_;
    std::vector<AvailabilityQuery> queries_;
    std::vector<Hold> holds_;
    std::string id_;
    std::uint64_t holds_made_ = 0;
    std::uint64_t sent_ = 0;
    std::size_t in_flight_ = 0;
    bool draining_ = false;
    std::optional<Error> error_;
    ServerLoadResult result_;
};

/// What the server had used at both ends of the window.
class UsageWindow {
  public:
    UsageWindow(const UsageReader& read, LoadResult& result) : read_(read), result_(result) {}

    Status begin() {
        if (!read_) return Done{};
        auto usage = read_();
        if (!usage) return usage.error();
        before_ = *usage;
        return Done{};
    }

    Status end() {
        if (!read_) return Done{};
        auto usage = read_();
        if (!usage) return usage.error();
        result_.server_cpu = usage->cpu() - before_.cpu();
        return Done{};
    }

  private:
    const UsageReader& read_;
    LoadResult& result_;
    ProcessUsage before_;
};

void join_all(std::vector<std::thread>& threads) {
    for (auto& thread : threads)
        thread.join();
}

/// Runs the drivers and reads the server's usage at both ends of the window.
Status drive(
    const ServerLoadPlan& plan,
    std::vector<std::unique_ptr<Driver>>& drivers,
    const UsageReader& read_usage,
    LoadResult& result
) {
    const bool counted = plan.requests_max > 0;
    Window window{.begin = SteadyClock::now(), .end = Moment::max()};
    if (!counted) {
        window.begin += plan.load.warm_up;
        window.end = window.begin + plan.load.measure;
    }
    UsageWindow usage(read_usage, result);
    std::vector<std::thread> threads;
    threads.reserve(drivers.size());
    for (auto& driver : drivers)
        threads.emplace_back([&driver, window] { driver->run(window); });
    std::this_thread::sleep_until(window.begin);
    const Status begun = usage.begin();
    const Moment started = SteadyClock::now();
    if (counted) {
        join_all(threads);
    } else {
        std::this_thread::sleep_until(window.end);
    }
    result.wall = SteadyClock::now() - started;
    const Status ended = usage.end();
    if (!counted) join_all(threads);
    return begun ? ended : begun;
}

}  // namespace

Result<ServerLoadResult> run_server_load(
    const ServerLoadPlan& plan, const ServerData& data, const UsageReader& read_usage
) {
    EARMARK_CHECK(plan.threads > 0 && plan.threads <= plan.load.connections);
    std::vector<std::unique_ptr<Driver>> drivers;
    for (std::size_t thread = 0; thread < plan.threads; ++thread) {
        drivers.push_back(std::make_unique<Driver>(plan, data, thread));
        if (auto connected = drivers.back()->connect(); !connected) return connected.error();
    }
    ServerLoadResult result;
    const Status driven = drive(plan, drivers, read_usage, result.load);
    for (const auto& driver : drivers) {
        if (driver->error()) return *driver->error();
        result.load.requests += driver->result().load.requests;
        result.load.latencies.merge(driver->result().load.latencies);
        result.reserved += driver->result().reserved;
        result.refused += driver->result().refused;
        result.units_held += driver->result().units_held;
    }
    if (!driven) return driven.error();
    return result;
}

}  // namespace earmark::bench
