// Every row of the file is a row of the count, wrong ones included, so that both number them alike:
// after a broken connection the server says how many it has, and the load goes on behind them.
//
// Where what the file does not name is zeroed, a wrong row would zero what it was meant to count:
// such a file is read to its end first, and none of it is sent if a row is wrong.
#include "protocol/cli/count_load.h"

#include "protocol/async_client.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/handle_cache.h"
#include "protocol/cli/load_batches.h"
#include "protocol/cli/output_paths.h"
#include "protocol/cli/row_formats.h"

#include <algorithm>
#include <concepts>
#include <thread>
#include <utility>

namespace earmark::cli {
namespace {

constexpr std::size_t kRowsPerPage = 8'192;
static_assert(kRowsPerPage <= kCountRowsMax);

/// How often what may be repeated is sent again: about a minute.
constexpr std::uint32_t kAttemptsMax = 64;

protocol::ClientOptions patient(protocol::ClientOptions options) {
    options.attempts_max = kAttemptsMax;
    // A close looks at every item.
    options.answer_within = std::max(options.answer_within, std::chrono::milliseconds(600'000));
    return options;
}

class CountLoad {
  public:
    CountLoad(LoadRun& run, const CountLoadOptions& options, protocol::Client client)
        : run_(run),
          options_(options),
          client_(std::move(client)),
          resolver_(
              loop_,
              run.session.options().server,
              run.session.client_options(),
              {.retry_for = std::chrono::seconds(60), .on_wait = {}}
          ),
          items_(resolver_, NameKind::item) {}

    Status load(CountReply& reply) {
        if (options_.count.absent == AbsentRows::zeroed) {
            if (Status checked = check_file(); !checked) return checked;
            if (run_.report.rejected() > 0) return wrong_rows();
            run_.totals.rows = 0;
        }
        auto begun = client_.begin_count(options_.count, run_.session.call());
        if (!begun) return begun.error();
        if (!is_done(begun->outcome)) return refused_error(begun->outcome, begun->detail);
        if (begun->summary.state != CountState::open) {
            reply = *std::move(begun);
            return Done{};
        }
        rows_there_ = begun->summary.rows;
        if (rows_there_ > 0)
            run_.session.note("going on behind row " + std::to_string(rows_there_));
        if (Status sent = send_file(); !sent) return sent;
        if (run_.report.must_stop()) return Done{};
        return close(reply);
    }

  private:
    /// Reads the file page by page; `take` is told the number of a page's first row.
    Status read_file(std::invocable<std::uint64_t> auto&& take) {
        const auto reader = CsvReader::open(options_.file, kCountFormat);
        if (!reader) return reader.error();
        if (const Status begun = run_.report.begin_file(**reader); !begun) return begun;
        page_.resize(kRowsPerPage);
        while (true) {
            std::size_t rows = 0;
            const Result<bool> more = read_chunk(**reader, page_, rows);
            if (!more) return more.error();
            const std::uint64_t first_row = run_.totals.rows;
            if (const Status read = read_page(rows); !read) return read;
            if (rows > 0 && !run_.report.must_stop()) {
                if (const Status taken = take(first_row); !taken) return taken;
            }
            if (!*more || run_.report.must_stop()) return Done{};
            run_.show_progress(**reader);
        }
    }

    Error wrong_rows() const {
        return refused_error(
            Outcome::lines_refused,
            options_.file + ": found " + format_count(run_.report.rejected()) +
                " wrong rows, expected none, as --absent zeroed would zero what they were meant to "
                "count; nothing is changed: mend them, or load the others with --absent kept"
        );
    }

    Status check_file() {
        return read_file([](std::uint64_t) { return Status(Done{}); });
    }

    Status send_file() {
        return read_file([&](std::uint64_t first_row) { return ask_page(first_row); });
    }

    Status read_page(std::size_t rows) {
        if (rows == 0) return Done{};
        std::vector<std::string_view> names;
        names.reserve(rows);
        for (std::size_t row = 0; row < rows; ++row)
            names.push_back(page_[row].cell(kCountSkuColumn));
        if (const Status known = items_.learn(std::move(names)); !known) return known;
        counted_.clear();
        origins_.clear();
        wrong_here_.assign(rows, false);
        for (std::size_t row = 0; row < rows; ++row)
            read_row(page_[row], row);
        run_.totals.rows += rows;
        return Done{};
    }

    /// A wrong row keeps its place, as one of no item.
    void read_row(const CsvRow& row, std::size_t index) {
        CellReader cells(row, kCountFormat);
        const ResolvedName item = items_.of(cells.name(kCountSkuColumn, kSkuBytesMax));
        if (item.id == 0) cells.reject(kCountSkuColumn, "an item that is loaded");
        const Units quantity = cells.quantity(kCountCountedColumn, item.scale);
        if (quantity < 0) cells.reject(kCountCountedColumn, "a quantity that is not negative");
        origins_.push_back(run_.report.origin_of(row));
        counted_.push_back({.sku = SkuId(item.id), .quantity = quantity});
        if (!cells.fault()) return;
        counted_.back() = {};
        wrong_here_[index] = true;
        run_.report.reject(origins_.back(), *cells.fault());
    }

    /// Rows that the server has already are not sent again.
    Status ask_page(std::uint64_t first_row) {
        const std::uint64_t end = first_row + counted_.size();
        if (end <= rows_there_) return Done{};
        const std::uint64_t begin = std::max(first_row, rows_there_);
        const auto rows = std::span<const CountRow>(counted_).subspan(begin - first_row);
        const auto reply = client_.count_rows(
            {.id = options_.count.id, .first_row = begin, .rows = rows}, run_.session.call()
        );
        if (!reply) return reply.error();
        if (reply->outcome == Outcome::unknown_count) {
            return refused_error(
                reply->outcome, "the server was started anew meanwhile: load the count again"
            );
        }
        if (!is_done(reply->outcome)) return refused_error(reply->outcome, reply->detail);
        rows_there_ = end;
        for (const RowAnswer& answer : reply->answers) {
            const std::uint64_t index = answer.row - first_row;
            if (answer.row < first_row || index >= origins_.size() || wrong_here_[index]) continue;
            run_.report.refuse(origins_[index], earmark::to_string(answer.verdict), answer.detail);
        }
        return Done{};
    }

    /// Where the log has no room, closing goes on from where it stopped.
    Status close(CountReply& reply) {
        constexpr std::chrono::milliseconds kPause{50};
        for (std::uint32_t attempt = 0;; ++attempt) {
            auto closed = client_.close_count(options_.count.id, run_.session.call());
            if (!closed) return closed.error();
            reply = *std::move(closed);
            if (is_done(reply.outcome)) return Done{};
            if (reply.outcome != Outcome::overloaded || attempt == 20 * kAttemptsMax)
                return refused_error(reply.outcome, reply.detail);
            std::this_thread::sleep_for(kPause);
        }
    }

    LoadRun& run_;
    const CountLoadOptions& options_;
    protocol::Client client_;
    protocol::ClientLoop loop_;
    PatientClient resolver_;
    HandleCache items_;
    std::uint64_t rows_there_ = 0;
    std::vector<CsvRow> page_;
    std::vector<CountRow> counted_;
    std::vector<RowOrigin> origins_;
    std::vector<bool> wrong_here_;
};

}  // namespace

ExitCode run_count_load(Session& session, const CountLoadOptions& options, CountReply& reply) {
    const Status apart =
        check_outputs({{"--rejects", options.rejects_path}}, std::span(&options.file, 1));
    if (!apart) return session.fail(apart.error());
    Progress progress(session.err(), progress_of(session));
    RowReport report(
        {.json = session.json(), .strict = options.strict, .rejects_path = options.rejects_path},
        session.err(),
        [&] { progress.pause(); }
    );
    if (const Status opened = report.open(); !opened) return session.fail(opened.error());
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    const ServerAddress& server = session.options().server;
    auto connected =
        protocol::Client::connect(server.host, server.port, patient(session.client_options()));
    if (!connected) return session.fail(connected.error());
    const LoadOptions load_options;
    LoadRun run{session, load_options, progress, report, **client};
    const Status loaded = CountLoad(run, options, std::move(*connected)).load(reply);
    progress.pause();
    const Status closed = report.close();
    if (!loaded) return session.fail(loaded.error());
    if (!closed) return session.fail(closed.error());
    if (report.must_stop()) {
        session.note("stopped at the first wrong row; the count is not closed");
        return ExitCode::refused;
    }
    return report.rejected() > 0 ? ExitCode::refused : ExitCode::done;
}

}  // namespace earmark::cli
