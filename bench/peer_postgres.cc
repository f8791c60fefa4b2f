// PostgreSQL as a peer: prepared statements in libpq's pipeline mode, each in its own transaction.
#include "bench/option_words.h"
#include "bench/peer_commands.h"
#include "bench/pipelined_options.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <libpq-fe.h>
#include <map>
#include <memory>
#include <poll.h>
#include <string>
#include <vector>

namespace earmark::bench {

namespace {

using SteadyClock = std::chrono::steady_clock;

enum class PostgresWork { ats, reserve };

struct PostgresOptions {
    LoadPlan plan;
    DataShape shape;
    int server_pid = 0;
    std::uint64_t seed = 1;
    KeySpread spread = KeySpread::uniform;
    PostgresWork work = PostgresWork::ats;
};

// One index scan over the item's ten rows.
constexpr const char* kAtsStatement =
    "SELECT sum(greatest(0, on_hand - reserved - allocated - safety))::bigint FROM stock "
    "WHERE item = $1";

// One call, so that a reservation costs one round trip; lines arrive sorted by item, so that
// transactions never deadlock. A refusal takes back the lines before it.
constexpr const char* kSchema = R"(
CREATE TABLE stock (item int, node int, on_hand bigint, reserved bigint, allocated bigint, safety bigint);
CREATE FUNCTION reserve(items int[], nodes int[], units int[]) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    FOR line IN 1..3 LOOP
        UPDATE stock SET reserved = reserved + units[line]
            WHERE item = items[line] AND node = nodes[line]
              AND on_hand - reserved - allocated - safety >= units[line];
        IF NOT FOUND THEN RAISE EXCEPTION 'insufficient'; END IF;
    END LOOP;
    RETURN 1;
EXCEPTION WHEN raise_exception THEN RETURN 0;
END $$;
)";

struct CloseConnection {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
using ConnectionHandle = std::unique_ptr<PGconn, CloseConnection>;

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

Error failed(PGconn* connection, const std::string& what) {
    return {ErrorCode::io_failed, what + ": " + PQerrorMessage(connection)};
}

Result<ConnectionHandle> connect(const LoadPlan& plan) {
    const std::string where = "host=127.0.0.1 user=postgres dbname=postgres sslmode=disable port=" +
                              std::to_string(plan.port);
    ConnectionHandle connection(PQconnectdb(where.c_str()));
    if (PQstatus(connection.get()) != CONNECTION_OK)
        return Error{ErrorCode::unreachable, PQerrorMessage(connection.get())};
    return connection;
}

Status execute(PGconn* connection, const char* statement) {
    const ResultHandle result(PQexec(connection, statement));
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        return failed(connection, statement);
    return Done{};
}

Status copy_rows(PGconn* connection, const DataShape& shape) {
    const ResultHandle begun(PQexec(connection, "COPY stock FROM STDIN"));
    if (PQresultStatus(begun.get()) != PGRES_COPY_IN) return failed(connection, "COPY");
    std::string rows;
    for (std::uint32_t item = 0; item < shape.items; ++item) {
        for (std::uint32_t node = 0; node < shape.nodes; ++node) {
            const Stock stock = initial_stock(item, node);
            rows += std::to_string(item) + '\t' + std::to_string(node) + '\t' +
                    std::to_string(stock.on_hand) + "\t0\t0\t" + std::to_string(stock.safety) +
                    '\n';
        }
        if (rows.size() < 60'000 && item + 1 < shape.items) continue;
        if (PQputCopyData(connection, rows.data(), static_cast<int>(rows.size())) != 1)
            return failed(connection, "COPY");
        rows.clear();
    }
    if (PQputCopyEnd(connection, nullptr) != 1) return failed(connection, "COPY");
    const ResultHandle ended(PQgetResult(connection));
    if (PQresultStatus(ended.get()) != PGRES_COMMAND_OK) return failed(connection, "COPY");
    while (const ResultHandle rest{PQgetResult(connection)}) {
    }
    return Done{};
}

Status load_stock(const PostgresOptions& options) {
    const auto connection = connect(options.plan);
    if (!connection) return connection.error();
    PGconn* const raw = connection->get();
    if (auto done = execute(raw, kSchema); !done) return done.error();
    if (auto done = copy_rows(raw, options.shape); !done) return done.error();
    for (const char* statement :
         {"ALTER TABLE stock ADD PRIMARY KEY (item, node)", "VACUUM (ANALYZE) stock", "CHECKPOINT"
         }) {
        if (auto done = execute(raw, statement); !done) return done.error();
    }
    return Done{};
}

std::string int_array(const std::array<std::uint32_t, kReserveLines>& values) {
    return '{' + std::to_string(values[0]) + ',' + std::to_string(values[1]) + ',' +
           std::to_string(values[2]) + '}';
}

/// One connection under load.
class Session {
  public:
    Session(ConnectionHandle connection, const PostgresOptions& options, std::uint64_t seed)
        : connection_(std::move(connection)),
          options_(options),
          workload_(options.shape, options.spread, seed) {}

    Status prepare() {
        const char* const statement = options_.work == PostgresWork::ats
                                          ? kAtsStatement
                                          : "SELECT reserve($1::int[], $2::int[], $3::int[])";
        const ResultHandle prepared(PQprepare(raw(), "work", statement, 0, nullptr));
        if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) return failed(raw(), statement);
        if (PQsetnonblocking(raw(), 1) != 0 || PQenterPipelineMode(raw()) != 1)
            return failed(raw(), "pipeline mode");
        return Done{};
    }

    Status send(std::size_t count) {
        for (; count > 0; --count) {
            const bool sent = options_.work == PostgresWork::ats ? send_query() : send_reserve();
            if (!sent || PQpipelineSync(raw()) != 1) return failed(raw(), "send");
            sent_at_.push_back(SteadyClock::now());
        }
        return flush();
    }

    Status flush() {
        const int left = PQflush(raw());
        if (left < 0) return failed(raw(), "send");
        wants_write_ = left > 0;
        return Done{};
    }

    /// Takes the replies that are there; returns how many requests are finished.
    Result<std::size_t> take(LatencyHistogram* latencies) {
        if (PQconsumeInput(raw()) != 1) return failed(raw(), "receive");
        std::size_t finished = 0;
        while (!sent_at_.empty() && PQisBusy(raw()) == 0) {
            const ResultHandle result(PQgetResult(raw()));
            if (!result) continue;  // Ends the results of one query.
            const auto status = PQresultStatus(result.get());
            if (status == PGRES_PIPELINE_SYNC) {
                if (latencies != nullptr) latencies->record(SteadyClock::now() - sent_at_.front());
                sent_at_.pop_front();
                ++finished;
                continue;
            }
            if (status != PGRES_TUPLES_OK) return failed(raw(), "query");
            if (auto right = check(PQgetvalue(result.get(), 0, 0)); !right) return right.error();
        }
        return finished;
    }

    bool idle() const { return sent_at_.empty(); }

    pollfd poll_entry() const {
        const int events = wants_write_ ? POLLIN | POLLOUT : POLLIN;
        return {.fd = PQsocket(raw()), .events = static_cast<short>(events), .revents = 0};
    }

  private:
    PGconn* raw() const { return connection_.get(); }

    bool send_query() {
        asked_.push_back(workload_.next_item());
        const std::string item = std::to_string(asked_.back());
        const char* const values[] = {item.c_str()};
        return PQsendQueryPrepared(raw(), "work", 1, values, nullptr, nullptr, 0) == 1;
    }

    bool send_reserve() {
        WantedOrder order = workload_.next_order();
        std::sort(order.begin(), order.end(), [](const WantedLine& a, const WantedLine& b) {
            return a.item < b.item;
        });
        std::array<std::array<std::uint32_t, kReserveLines>, 3> columns{};
        for (std::size_t line = 0; line < order.size(); ++line) {
            columns[0][line] = order[line].item;
            columns[1][line] = order[line].node;
            columns[2][line] = order[line].units;
        }
        const std::array<std::string, 3> texts{
            int_array(columns[0]), int_array(columns[1]), int_array(columns[2])
        };
        const char* const values[] = {texts[0].c_str(), texts[1].c_str(), texts[2].c_str()};
        return PQsendQueryPrepared(raw(), "work", 3, values, nullptr, nullptr, 0) == 1;
    }

    Status check(const std::string& answer) {
        if (options_.work == PostgresWork::reserve) {
            if (answer == "0" || answer == "1") return Done{};
            return Error{ErrorCode::malformed_frame, "reserve: found " + answer};
        }
        Units expected = 0;
        for (std::uint32_t node = 0; node < options_.shape.nodes; ++node)
            expected += initial_stock(asked_.front(), node).ats();
        asked_.pop_front();
        if (answer == std::to_string(expected)) return Done{};
        return Error{
            ErrorCode::malformed_frame,
            "ATS: found " + answer + ", expected " + std::to_string(expected),
        };
    }

    ConnectionHandle connection_;
    const PostgresOptions& options_;
    Workload workload_;
    std::deque<SteadyClock::time_point> sent_at_;
    std::deque<std::uint32_t> asked_;
    bool wants_write_ = false;
};

/// Serves the sessions whose sockets are ready; each reply is followed by a new request.
Result<std::size_t> serve_once(
    std::vector<Session>& sessions, bool send_more, LatencyHistogram* latencies
) {
    std::vector<pollfd> entries;
    entries.reserve(sessions.size());
    for (const Session& session : sessions)
        entries.push_back(session.poll_entry());
    ::poll(entries.data(), entries.size(), 100);
    std::size_t finished = 0;
    for (std::size_t index = 0; index < sessions.size(); ++index) {
        if (entries[index].revents == 0) continue;
        const auto taken = sessions[index].take(latencies);
        if (!taken) return taken.error();
        finished += *taken;
        const Status sent = send_more ? sessions[index].send(*taken) : sessions[index].flush();
        if (!sent) return sent.error();
    }
    return finished;
}

Result<std::vector<Session>> open_sessions(const PostgresOptions& options) {
    std::vector<Session> sessions;
    for (std::size_t index = 0; index < options.plan.connections; ++index) {
        auto connection = connect(options.plan);
        if (!connection) return connection.error();
        sessions.emplace_back(std::move(*connection), options, options.seed + index);
        if (auto done = sessions.back().prepare(); !done) return done.error();
        if (auto done = sessions.back().send(options.plan.depth); !done) return done.error();
    }
    return sessions;
}

Result<LoadResult> run_load(const PostgresOptions& options) {
    auto sessions = open_sessions(options);
    if (!sessions) return sessions.error();
    const auto serve_until = [&](SteadyClock::time_point end, LoadResult* result) -> Status {
        while (SteadyClock::now() < end) {
            const auto finished =
                serve_once(*sessions, true, result != nullptr ? &result->latencies : nullptr);
            if (!finished) return finished.error();
            if (result != nullptr) result->requests += *finished;
        }
        return Done{};
    };
    if (auto done = serve_until(SteadyClock::now() + options.plan.warm_up, nullptr); !done)
        return done.error();
    LoadResult result;
    const auto before = usage_of_family(options.server_pid);
    const auto started = SteadyClock::now();
    if (auto done = serve_until(started + options.plan.measure, &result); !done)
        return done.error();
    result.wall = SteadyClock::now() - started;
    const auto after = usage_of_family(options.server_pid);
    if (!before || !after) return before ? after.error() : before.error();
    result.server_cpu = after->cpu() - before->cpu();
    while (!std::all_of(sessions->begin(), sessions->end(), [](const Session& session) {
        return session.idle();
    })) {
        if (const auto finished = serve_once(*sessions, false, nullptr); !finished)
            return finished.error();
    }
    return result;
}

}  // namespace

void add_postgres_commands(CLI::App& app, int& exit_code) {
    const auto options = std::make_shared<PostgresOptions>();
    auto* loader =
        app.add_subcommand("postgres-load", "Write the benchmark's stock into PostgreSQL");
    add_plan_options(*loader, options->plan);
    add_shape_options(*loader, options->shape);
    loader->callback([options, &exit_code] {
        const auto loaded = load_stock(*options);
        exit_code = print_load_result(
            loaded ? Result<LoadResult>(LoadResult{}) : Result<LoadResult>(loaded.error())
        );
    });

    auto* runner = app.add_subcommand("postgres", "Measure PostgreSQL, closed loop");
    add_plan_options(*runner, options->plan);
    add_shape_options(*runner, options->shape);
    const std::map<std::string, PostgresWork> works{
        {"ats", PostgresWork::ats}, {"reserve", PostgresWork::reserve}
    };
    add_word_option(*runner, "--work", options->work, works, "What to ask for");
    add_key_spread_option(*runner, options->spread);
    runner->add_option("--seed", options->seed, "Of keys and quantities")->capture_default_str();
    runner->add_option("--server-pid", options->server_pid, "The postmaster's process")->required();
    runner->callback([options, &exit_code] { exit_code = print_load_result(run_load(*options)); });
}

}  // namespace earmark::bench
