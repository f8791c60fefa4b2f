// Sources many orders over several connections, each with many in flight, and survives the death of
// the server: what was not answered is asked again under the same id.
#pragma once

#include "engine/base/result.h"
#include "engine/reply.h"
#include "protocol/async_client.h"
#include "protocol/cli/handle_cache.h"
#include "protocol/cli/latency_histogram.h"
#include "protocol/cli/order_reader.h"
#include "protocol/cli/patient_client.h"
#include "protocol/cli/progress.h"
#include "protocol/cli/session.h"
#include "protocol/cli/source_options.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace earmark::cli {

struct OrderRunOptions {
    SourceMode mode = SourceMode::quote;
    std::size_t connections = 4;
    std::size_t in_flight_max = 16;      ///< Per connection.
    std::string default_country = "US";  ///< Where the file says none.
    std::chrono::seconds retry_for{60};
    std::string acknowledged_path;  ///< Empty = none.
    std::string answers_path;       ///< Empty = none.
};

/// Every one of them.
inline constexpr std::size_t kUnfilledReasons =
    static_cast<std::size_t>(UnfilledReason::line_node_limit) + 1;

struct OrderTotals {
    std::uint64_t filled = 0;
    std::uint64_t partly = 0;
    std::uint64_t unfilled = 0;  ///< No plan: cannot_source, or a plan with nothing in it.
    std::uint64_t refused = 0;   ///< For other reasons, each said.
    std::uint64_t repeated = 0;  ///< Of those answered: done before under the same id.
    std::uint64_t shipments = 0;
    std::uint64_t proven = 0;
    std::uint64_t replans = 0;
    std::uint64_t asked_again = 0;
    CostTerms cost;
    std::array<std::uint64_t, kUnfilledReasons> unfilled_lines{};  ///< By UnfilledReason.
    LatencyHistogram latency;

    std::uint64_t answered() const { return filled + partly + unfilled + refused; }
};

class OrderRun {
  public:
    OrderRun(
        Session& session,
        const OrderRunOptions& options,
        const SourceRules& rules,
        Progress& progress
    );
    ~OrderRun();
    OrderRun(const OrderRun&) = delete;
    OrderRun& operator=(const OrderRun&) = delete;

    /// Opens the files to write, and learns the nodes' names if they are needed.
    Status open(protocol::Client& client);

    /// Sources every order of the file.
    Status run(const std::string& path, RowReport& report);

    const OrderTotals& totals() const { return totals_; }
    std::uint64_t orders_rejected() const { return orders_rejected_; }
    std::uint64_t outages() const;
    /// Time without a server; no order was answered meanwhile.
    std::chrono::microseconds time_away() const;

  private:
    using Steady = std::chrono::steady_clock;

    struct Connection {
        std::unique_ptr<PatientClient> client;
        std::size_t in_flight = 0;
    };

    Status send_waiting();
    void send(
        Connection& connection, protocol::AsyncClient& client, const std::shared_ptr<Order>& order
    );
    void take(
        const std::shared_ptr<Order>& order,
        Steady::time_point asked,
        const Result<SourceReply>& reply
    );
    void ask_again(const std::shared_ptr<Order>& order, const Error& why);
    void count(const Order& order, const SourceReply& reply);
    bool acknowledge(const Order& order, const SourceReply& reply);
    Result<std::string> name_of(const Order& order, const ShipmentLine& line);
    std::size_t in_flight() const;
    void turn();
    void show_progress(const OrderReader& reader);

    Session& session_;
    const OrderRunOptions& options_;
    const SourceRules& rules_;
    Progress& progress_;
    protocol::ClientLoop loop_;
    std::deque<Connection> connections_;
    std::optional<HandleCache> items_;
    std::unordered_map<std::uint32_t, std::string> node_names_;
    protocol::Client* names_ = nullptr;  ///< Who is asked for names of kits' parts.
    std::unordered_map<std::uint32_t, std::string> part_names_;
    std::deque<std::shared_ptr<Order>> waiting_;
    std::ofstream acknowledged_;
    std::ofstream answers_;
    OrderTotals totals_;
    std::uint64_t orders_rejected_ = 0;
    std::uint64_t refusals_said_ = 0;
    Steady::time_point last_answer_ = Steady::now();
    bool backs_off_ = false;
    std::optional<Error> failure_;
};

}  // namespace earmark::cli
