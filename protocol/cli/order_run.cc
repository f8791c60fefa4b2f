#include "protocol/cli/order_run.h"

#include "protocol/cli/acknowledgement.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/load.h"
#include "protocol/cli/order_request.h"
#include "protocol/json.h"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include <thread>
#include <utility>

namespace earmark::cli {
namespace {

constexpr std::size_t kOrdersPerChunk = 1'000;
constexpr std::chrono::milliseconds kTurn{100};
constexpr std::uint64_t kRefusalsSaid = 20;

Error not_written(const std::string& path) {
    return {ErrorCode::io_failed, path + ": could not be written"};
}

}  // namespace

OrderRun::OrderRun(
    Session& session, const OrderRunOptions& options, const SourceRules& rules, Progress& progress
)
    : session_(session), options_(options), rules_(rules), progress_(progress) {
    const Patience patience{
        .retry_for = options.retry_for,
        .on_wait =
            [this] {
                if (progress_.is_due()) progress_.say("waiting for the server ...");
            },
    };
    for (std::size_t i = 0; i < options.connections; ++i) {
        connections_.push_back({
            .client = std::make_unique<PatientClient>(
                loop_, session.options().server, session.client_options(), patience
            ),
        });
    }
    items_.emplace(*connections_.front().client, NameKind::item);
}

OrderRun::~OrderRun() {
    // The end of a connection answers what is in flight, so it comes before that of all else.
    for (Connection& connection : connections_)
        connection.client->close();
}

Status OrderRun::open(protocol::Client& client) {
    if (!options_.answers_path.empty()) {
        answers_.open(options_.answers_path, std::ios::app);
        if (!answers_) {
            return Error{ErrorCode::io_failed, options_.answers_path + ": cannot be written"};
        }
    }
    if (options_.acknowledged_path.empty()) return Done{};
    acknowledged_.open(options_.acknowledged_path, std::ios::app);
    if (!acknowledged_) {
        return Error{ErrorCode::io_failed, options_.acknowledged_path + ": cannot be written"};
    }
    names_ = &client;
    auto nodes = all_nodes(client);
    if (!nodes) return nodes.error();
    for (auto& [id, node] : *nodes)
        node_names_[id.value()] = std::move(node.key);
    return Done{};
}

Status OrderRun::run(const std::string& path, RowReport& report) {
    const auto reader = OrderReader::open(path, *items_, report);
    if (!reader) return reader.error();
    bool ended = false;
    while (!failure_) {
        while (!ended && waiting_.size() < kOrdersPerChunk / 2) {
            auto orders = (*reader)->next(kOrdersPerChunk);
            if (!orders) return orders.error();
            ended = orders->empty() || report.must_stop();
            waiting_.insert(waiting_.end(), orders->begin(), orders->end());
        }
        if (ended && waiting_.empty() && in_flight() == 0) break;
        if (const Status sent = send_waiting(); !sent) return sent;
        turn();
        show_progress(**reader);
    }
    orders_rejected_ += (*reader)->orders_rejected();
    if (failure_) return *failure_;
    if (!answers_.is_open()) return Done{};
    answers_.close();
    return answers_ ? Status(Done{}) : Status(not_written(options_.answers_path));
}

Status OrderRun::send_waiting() {
    for (Connection& connection : connections_) {
        if (waiting_.empty()) break;
        const auto client = connection.client->get();
        if (!client) return client.error();
        while (!waiting_.empty() && connection.in_flight < options_.in_flight_max) {
            const auto order = std::move(waiting_.front());
            waiting_.pop_front();
            send(connection, **client, order);
        }
    }
    return Done{};
}

void OrderRun::send(
    Connection& connection, protocol::AsyncClient& client, const std::shared_ptr<Order>& order
) {
    SourceRequest request = request_of(rules_.request, *order, options_.default_country);
    request.mode = options_.mode;
    if (options_.mode == SourceMode::reserve) request.id = order->id;
    connection.in_flight += 1;
    client.source(
        request,
        [this, &connection, order, asked = Steady::now()](const Result<SourceReply>& reply) {
            connection.in_flight -= 1;
            take(order, asked, reply);
        },
        session_.call()
    );
}

void OrderRun::take(
    const std::shared_ptr<Order>& order, Steady::time_point asked, const Result<SourceReply>& reply
) {
    if (!reply) {
        if (is_worth_repeating(reply.error().code)) {
            ask_again(order, reply.error());
        } else {
            failure_ = reply.error();
        }
        return;
    }
    if (reply->outcome == Outcome::overloaded || reply->outcome == Outcome::closed) {
        ask_again(order, refused_error(reply->outcome, reply->detail));
        return;
    }
    last_answer_ = Steady::now();
    totals_.latency.add(std::chrono::duration_cast<std::chrono::microseconds>(last_answer_ - asked)
    );
    if (!acknowledge(*order, *reply)) return;
    count(*order, *reply);
}

void OrderRun::ask_again(const std::shared_ptr<Order>& order, const Error& why) {
    totals_.asked_again += 1;
    backs_off_ = true;
    waiting_.push_front(order);
    // A server that answers nothing for so long will not, though it takes connections.
    if (Steady::now() - last_answer_ > options_.retry_for + std::chrono::minutes(1)) failure_ = why;
}

/// Of what leaves for a line: what was asked, or a part of the kit that was.
Result<std::string> OrderRun::name_of(const Order& order, const ShipmentLine& line) {
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        if (order.lines[i].line == line.line && order.lines[i].sku == line.sku)
            return order.skus[i];
    }
    const auto known = part_names_.find(line.sku.value());
    if (known != part_names_.end()) return known->second;
    auto item = names_->item(line.sku);
    if (!item) return item.error();
    return part_names_[line.sku.value()] = std::move(item->sku);
}

/// Writes down what was promised, before it counts. False if that could not be done.
bool OrderRun::acknowledge(const Order& order, const SourceReply& reply) {
    if (answers_.is_open()) {
        answers_ << R"({"order":)" << boost::json::serialize(boost::json::string(order.id))
                 << R"(,"reply":)" << protocol::to_json_line(reply) << "}\n";
        // What was promised is acknowledged all the same.
        if (!answers_) failure_ = not_written(options_.answers_path);
    }
    if (!acknowledged_.is_open() || !is_done(reply.outcome)) return true;
    Acknowledgement acknowledgement{.reservation = order.id, .lsn = reply.lsn, .lines = {}};
    for (const Shipment& shipment : reply.shipments) {
        for (const ShipmentLine& line : shipment.lines) {
            auto sku = name_of(order, line);
            if (!sku) {
                failure_ = sku.error();
                return false;
            }
            acknowledgement.lines.push_back(
                {*std::move(sku), node_names_[shipment.node.value()], line.quantity}
            );
        }
    }
    acknowledged_ << to_json_line(acknowledgement) << '\n' << std::flush;
    if (acknowledged_) return true;
    failure_ = not_written(options_.acknowledged_path);
    return false;
}

void OrderRun::count(const Order& order, const SourceReply& reply) {
    for (const UnfilledLine& line : reply.unfilled) {
        const auto reason = static_cast<std::size_t>(line.reason);
        if (reason < totals_.unfilled_lines.size()) totals_.unfilled_lines[reason] += 1;
    }
    if (!is_done(reply.outcome) && reply.outcome != Outcome::cannot_source) {
        totals_.refused += 1;
        if (++refusals_said_ > kRefusalsSaid) return;
        progress_.pause();
        session_.note(
            "order " + order.id + ": refused: " + std::string(earmark::to_string(reply.outcome)) +
            (reply.detail.empty() ? "" : ": " + reply.detail)
        );
        return;
    }
    if (reply.shipments.empty()) {
        totals_.unfilled += 1;
        return;
    }
    (reply.unfilled.empty() ? totals_.filled : totals_.partly) += 1;
    if (reply.outcome == Outcome::repeated) totals_.repeated += 1;
    if (reply.proven_optimal) totals_.proven += 1;
    totals_.shipments += reply.shipments.size();
    totals_.replans += reply.replans;
    totals_.cost += reply.cost;
}

std::size_t OrderRun::in_flight() const {
    std::size_t count = 0;
    for (const Connection& connection : connections_)
        count += connection.in_flight;
    return count;
}

void OrderRun::turn() {
    constexpr std::chrono::milliseconds kBackOff{20};
    if (backs_off_) std::this_thread::sleep_for(kBackOff);
    backs_off_ = false;
    if (in_flight() > 0) loop_.run_one_for(kTurn);
    loop_.poll();
}

void OrderRun::show_progress(const OrderReader& reader) {
    if (!progress_.is_due()) return;
    progress_.say(
        reader.file().path() + ": " + format_count(totals_.answered()) + " orders answered, " +
        format_count(totals_.filled) + " filled, " + format_duration(progress_.elapsed())
    );
}

std::uint64_t OrderRun::outages() const {
    // One death of the server loses every connection; the one that waited for it counts.
    std::uint64_t most = 0;
    for (const Connection& connection : connections_) {
        most = std::max(most, connection.client->reconnects());
    }
    return most;
}

std::chrono::microseconds OrderRun::time_away() const {
    std::chrono::microseconds sum{0};
    for (const Connection& connection : connections_)
        sum += connection.client->time_away();
    return sum;
}

}  // namespace earmark::cli
