// Stock: millions of rows, streamed in bounded memory.
//
// A chunk of rows is read, the names that are new in it are resolved in one request, and the chunk
// leaves as one request while earlier ones are still on their way. On hand is sent as a sync with
// the load's sequence, so that repeating a load, or a request whose answer was lost, changes
// nothing. Safety stock is a setting, not a movement: it is sent unnumbered, since a second row
// with the position's own sequence would be stale.
#include "protocol/async_client.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/handle_cache.h"
#include "protocol/cli/load_batches.h"
#include "protocol/cli/patient_client.h"
#include "protocol/cli/row_formats.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <fstream>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <xxhash.h>

namespace earmark::cli {
namespace {

using protocol::JobStep;

constexpr std::size_t kRowsPerChunk = 4'096;
constexpr std::size_t kRequestsInFlight = 8;
static_assert(kRowsPerChunk * 2 <= kSupplyRowsMax, "a row is at most two changes");

/// Of what is in the file, so that another file under the same name is noticed.
Result<std::uint64_t> file_hash(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::uint64_t hash = 0;
    std::vector<char> block(std::size_t{1} << 20U);
    while (file) {
        file.read(block.data(), static_cast<std::streamsize>(block.size()));
        hash = XXH3_64bits_withSeed(block.data(), static_cast<std::size_t>(file.gcount()), hash);
    }
    if (file.eof()) return hash;
    return Error{ErrorCode::io_failed, path + ": cannot be read"};
}

/// One request, kept until it is answered.
struct Batch {
    std::vector<SupplyRow> changes;
    std::vector<std::uint32_t> row_of_change;
    std::vector<RowOrigin> origins;  ///< By row.
    std::uint32_t page = 0;
    bool asked_before = false;
};

class StockLoad {
  public:
    explicit StockLoad(LoadRun& run)
        : run_(run),
          sequence_(run.options.sequence.value_or(microseconds_now())),
          clients_(connect(run)),
          items_(*clients_.front(), NameKind::item),
          nodes_(*clients_.front(), NameKind::node) {}

    /// The client's end answers what is in flight, so it comes before that of everything else.
    ~StockLoad() {
        for (const auto& client : clients_)
            client->close();
    }
    StockLoad(const StockLoad&) = delete;
    StockLoad& operator=(const StockLoad&) = delete;

    Status load(const std::string& path) {
        const auto reader = CsvReader::open(path, kStockFormat);
        if (!reader) return reader.error();
        if (const Status begun = run_.report.begin_file(**reader); !begun) return begun;
        if (const Status begun = begin_job(path); !begun) return begun;
        Status loaded = load_rows(**reader);
        if (!loaded || run_.report.must_stop()) return loaded;
        return end_job();
    }

  private:
    using Steady = std::chrono::steady_clock;

    Status load_rows(CsvReader& reader) {
        while (true) {
            const Result<bool> more = read_chunk(reader, chunk_, rows_in_chunk_);
            Status sent = send_chunk();
            if (!sent || run_.report.must_stop()) return sent;
            if (!more) {
                if (const Status drained = drain(0); !drained) return drained;
                return more.error();
            }
            if (!*more) return drain(0);
            run_.show_progress(reader);
        }
    }

    static Patience patience(LoadRun& run) {
        return {
            .retry_for = run.options.retry_for,
            .on_wait =
                [&run] {
                    if (run.progress.is_due()) run.progress.say("waiting for the server ...");
                },
        };
    }

    using Clients = std::vector<std::unique_ptr<PatientClient>>;

    Clients connect(LoadRun& run) {
        Clients clients;
        const std::uint32_t connections = run.options.strict ? 1 : run.options.connections;
        for (std::uint32_t index = 0; index < connections; ++index) {
            clients.push_back(std::make_unique<PatientClient>(
                loop_, run.session.options().server, run.session.client_options(), patience(run)
            ));
        }
        return clients;
    }

    /// The sequence of a job that goes on is the one that it began with, so that a page that comes
    /// twice changes nothing.
    Status begin_job(const std::string& path) {
        if (run_.options.job.empty()) return Done{};
        const auto hash = file_hash(path);
        if (!hash) return hash.error();
        file_hash_ = *hash;
        const auto reply = run_.client.job(job_of(JobStep::begin), run_.session.call());
        if (!reply) return reply.error();
        if (!is_done(reply->outcome)) return refused_error(reply->outcome, reply->detail);
        sequence_ = reply->job.sequence;
        done_before_ = *reply;
        if (reply->job.pages > 0) {
            run_.session.note(
                "going on: " + std::to_string(reply->job.pages) + " pages were loaded before"
            );
        }
        return Done{};
    }

    /// A server that was started anew does not know the job; its rows and their numbers are as
    /// ever.
    bool begin_again() {
        if (run_.options.job.empty()) return false;
        const auto reply = run_.client.job(job_of(JobStep::begin), run_.session.call());
        return reply && reply->outcome == Outcome::done;
    }

    protocol::JobRequest job_of(JobStep step) const {
        return {
            .step = step,
            .name = run_.options.job,
            .file = run_.options.files.front(),
            .file_hash = file_hash_,
            .source = run_.options.source,
            .sequence = sequence_,
        };
    }

    Status end_job() {
        if (run_.options.job.empty()) return Done{};
        const auto reply = run_.client.job(job_of(JobStep::end), run_.session.call());
        if (!reply) return reply.error();
        return Done{};
    }

    Status send_chunk() {
        if (rows_in_chunk_ == 0) return Done{};
        const std::uint32_t page = page_++;
        if (done_before_.is_done(page)) {
            run_.totals.rows += rows_in_chunk_;
            run_.totals.done_before += rows_in_chunk_;
            return Done{};
        }
        if (const Status known = items_.learn(names_in(kStockSkuColumn)); !known) return known;
        if (const Status known = nodes_.learn(names_in(kStockNodeColumn)); !known) return known;
        // One by one and each answered before the next, nothing goes in behind a wrong row.
        const std::size_t rows_at_once = run_.options.strict ? 1 : rows_in_chunk_;
        const std::size_t left_max =
            run_.options.strict ? 0 : kRequestsInFlight * clients_.size() - 1;
        for (std::size_t row = 0; row < rows_in_chunk_ && !run_.report.must_stop();) {
            auto batch = std::make_shared<Batch>();
            batch->page = page;
            for (const std::size_t end = row + rows_at_once; row < end; ++row) {
                run_.totals.rows += 1;
                add_row(chunk_[row], *batch);
            }
            if (batch->changes.empty()) continue;
            waiting_.push_back(std::move(batch));
            if (const Status sent = drain(left_max); !sent) return sent;
        }
        return Done{};
    }

    std::vector<std::string_view> names_in(std::size_t column) const {
        std::vector<std::string_view> names;
        names.reserve(rows_in_chunk_);
        for (std::size_t i = 0; i < rows_in_chunk_; ++i)
            names.push_back(chunk_[i].cell(column));
        return names;
    }

    void add_row(const CsvRow& row, Batch& batch) {
        CellReader cells(row, kStockFormat);
        const StockCells stock = read_stock(cells);
        const ResolvedName item = items_.of(stock.sku);
        const ResolvedName node = nodes_.of(stock.node);
        if (item.id == 0) cells.reject(kStockSkuColumn, "an item that is loaded");
        if (node.id == 0) cells.reject(kStockNodeColumn, "a node that is loaded");
        if (!stock.has_on_hand && !stock.has_safety) {
            cells.reject(kStockOnHandColumn, "a quantity on hand, or a safety stock");
        }
        const auto add = [&](std::size_t column, SupplyChange change) {
            const Units quantity = cells.quantity(column, item.scale);
            if (quantity < 0) cells.reject(column, "a quantity that is not negative");
            if (cells.fault()) return;
            batch.changes.push_back({
                .sku = SkuId(item.id),
                .node = NodeId(node.id),
                .change = change,
                .quantity = quantity,
                .sequence = sequence_,
                .as_of = change == SupplyChange::sync ? stock.as_of.value_or(Time{}) : Time{},
            });
            batch.row_of_change.push_back(static_cast<std::uint32_t>(batch.origins.size()));
        };
        const std::size_t changes_before = batch.changes.size();
        if (stock.has_on_hand) add(kStockOnHandColumn, SupplyChange::sync);
        if (stock.has_safety) add(kStockSafetyColumn, SupplyChange::safety);
        if (cells.fault()) {
            batch.changes.resize(changes_before);
            batch.row_of_change.resize(changes_before);
            run_.report.reject(run_.report.origin_of(row), *cells.fault());
            return;
        }
        batch.origins.push_back(run_.report.origin_of(row));
    }

    /// Keeps requests going until at most so many are left unanswered.
    Status drain(std::size_t left_max) {
        while (waiting_.size() + in_flight_ > left_max) {
            if (failure_) return *failure_;
            if (const Status filled = fill_connections(); !filled) return filled;
            turn();
        }
        if (failure_) return *failure_;
        return Done{};
    }

    Status fill_connections() {
        for (const auto& patient : clients_) {
            const auto client = patient->get();
            if (!client) return client.error();
            while (!waiting_.empty() && (*client)->in_flight() < kRequestsInFlight) {
                const auto batch = std::move(waiting_.front());
                waiting_.pop_front();
                send(**client, batch);
            }
        }
        return Done{};
    }

    void turn() {
        constexpr std::chrono::milliseconds kOneTurn{100};
        if (backs_off_) std::this_thread::sleep_for(kOneTurn);
        backs_off_ = false;
        loop_.run_one_for(kOneTurn);
    }

    void send(protocol::AsyncClient& client, const std::shared_ptr<Batch>& batch) {
        in_flight_ += 1;
        const auto on_reply = [this, batch](const Result<SupplyReply>& reply) {
            in_flight_ -= 1;
            take(batch, reply);
        };
        if (run_.options.job.empty()) {
            const SupplyRequest request{.source = run_.options.source, .rows = batch->changes};
            client.apply_supply(request, on_reply, run_.session.call());
        } else {
            const protocol::LoadPage page{
                .job = run_.options.job, .page = batch->page, .rows = batch->changes
            };
            client.load_page(page, on_reply, run_.session.call());
        }
    }

    void take(const std::shared_ptr<Batch>& batch, const Result<SupplyReply>& reply) {
        const bool again =
            reply ? reply->outcome == Outcome::overloaded : is_worth_repeating(reply.error().code);
        if (again) {
            // Only a lost answer may hide that the rows went in.
            if (!reply && reply.error().code == ErrorCode::unknown_outcome) {
                batch->asked_before = true;
            }
            backs_off_ = true;
            waiting_.push_front(batch);
            if (Steady::now() - last_answer_ > run_.options.retry_for) {
                failure_ = reply ? refused_error(reply->outcome, reply->detail) : reply.error();
            }
        } else if (!reply) {
            failure_ = reply.error();
        } else if (reply->outcome == Outcome::bad_value && begin_again()) {
            batch->asked_before = true;
            waiting_.push_front(batch);
        } else if (!is_done(reply->outcome)) {
            failure_ = refused_error(reply->outcome, reply->detail);
        } else {
            book(*batch, *reply);
        }
    }

    void book(const Batch& batch, const SupplyReply& reply) {
        last_answer_ = Steady::now();
        run_.totals.unchanged += reply.unchanged;
        run_.totals.figures += reply.applied + reply.unchanged;
        run_.totals.loaded += batch.origins.size();
        std::optional<std::uint32_t> told;  // Of a row with two figures the first answer tells.
        for (const RowAnswer& answer : reply.answers) {
            if (answer.row >= batch.row_of_change.size()) continue;
            const std::uint32_t row = batch.row_of_change[answer.row];
            if (std::exchange(told, row) == row) continue;
            const RowOrigin& origin = batch.origins[row];
            if (answer.verdict == RowVerdict::stale) {
                // Stale after a lost answer means that the row went in the first time.
                if (batch.asked_before) continue;
                run_.totals.loaded -= 1;
                run_.totals.stale += 1;
                run_.report.keep(
                    origin, "stale: this source sent a row with this sequence or later"
                );
            } else {
                run_.totals.loaded -= 1;
                run_.report.refuse(origin, earmark::to_string(answer.verdict), answer.detail);
            }
        }
    }

    LoadRun& run_;
    std::uint64_t sequence_;
    protocol::ClientLoop loop_;
    Clients clients_;
    HandleCache items_;
    HandleCache nodes_;
    std::vector<CsvRow> chunk_{kRowsPerChunk};
    std::size_t rows_in_chunk_ = 0;
    std::uint32_t page_ = 0;
    std::uint64_t file_hash_ = 0;
    protocol::JobReply done_before_;
    std::deque<std::shared_ptr<Batch>> waiting_;
    std::size_t in_flight_ = 0;
    Steady::time_point last_answer_ = Steady::now();
    bool backs_off_ = false;  ///< The server had too much to do, or was gone.
    std::optional<Error> failure_;
};

}  // namespace

Status load_stock(LoadRun& run, const std::string& path) {
    StockLoad load(run);
    return load.load(path);
}

}  // namespace earmark::cli
