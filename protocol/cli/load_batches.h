// The loop over the rows of a file, and what batches of rows share whose names are resolved and
// which are sent many at a time.
#pragma once

#include "protocol/cli/csv_reader.h"
#include "protocol/cli/load.h"

#include <concepts>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::cli {

/// One by one where the first wrong row is to be the last that is sent.
inline std::size_t rows_per_request(const LoadRun& run) {
    constexpr std::size_t kRowsPerRequest = 2'000;
    return run.options.strict ? 1 : kRowsPerRequest;
}

/// Takes rows one by one and sends those that wait together.
template <typename Batch>
concept RowBatch = requires(Batch& batch, const CsvRow& row) {
    batch.take(row);
    { batch.waiting() } -> std::convertible_to<std::size_t>;
    { batch.flush() } -> std::same_as<Status>;
};

/// Which rows of a file are kept with a wrong one among the rejects, since they make one thing.
struct Wholes {
    bool are_kept = false;
    std::optional<std::size_t> column;  ///< Rows that are equal in it; none = all of the file.

    static Wholes none() { return {}; }
    static Wholes of_file() { return {.are_kept = true, .column = {}}; }
    static Wholes equal_in(std::size_t column) { return {.are_kept = true, .column = column}; }
};

/// Gives every row of a file to `take`, which reports wrong ones, to its end or to its first wrong
/// row if that is to be.
Status for_each_row(
    LoadRun& run,
    const std::string& path,
    const CsvFormat& format,
    const Wholes& wholes,
    std::invocable<const CsvRow&> auto&& take
) {
    const auto reader = CsvReader::open(path, format);
    if (!reader) return reader.error();
    if (const Status begun = run.report.begin_file(**reader); !begun) return begun;
    CsvRow row;
    while (true) {
        const auto more = (*reader)->next(row);
        if (!more) return more.error();
        if (!*more) return Done{};
        run.totals.rows += 1;
        if (wholes.are_kept)
            run.report.gather(row, wholes.column ? row.cell(*wholes.column) : std::string_view());
        take(row);
        if (run.report.must_stop()) {
            return wholes.are_kept ? run.report.gather_rest(**reader, wholes.column)
                                   : Status(Done{});
        }
        run.show_progress(**reader);
    }
}

/// Reads a file to its end, or to its first wrong row if that is to be; what waits is sent then,
/// too. What comes before an unreadable row is loaded.
template <RowBatch Batch>
Status load_in_batches(
    LoadRun& run, const std::string& path, const CsvFormat& format, Batch& batch
) {
    const auto reader = CsvReader::open(path, format);
    if (!reader) return reader.error();
    if (const Status begun = run.report.begin_file(**reader); !begun) return begun;
    CsvRow row;
    while (true) {
        const auto more = (*reader)->next(row);
        if (!more || !*more) {
            Status flushed = batch.flush();
            if (!more) return more.error();
            return flushed;
        }
        run.totals.rows += 1;
        batch.take(row);
        if (run.report.must_stop()) return batch.flush();
        if (batch.waiting() < rows_per_request(run)) continue;
        if (const Status flushed = batch.flush(); !flushed) return flushed;
        if (run.report.must_stop()) return Done{};
        run.show_progress(**reader);
    }
}

/// Fills `rows` from a file; `count` says how many it had. False: that was the file's end.
/// Errors: a row that cannot be read; those before it are in `rows`.
Result<bool> read_chunk(CsvReader& reader, std::vector<CsvRow>& rows, std::size_t& count);

/// The names of one kind in a batch, each once, and what they stand for.
class BatchNames {
  public:
    explicit BatchNames(NameKind kind) : kind_(kind) {}

    /// Nothing for an empty name.
    void add(std::string_view name) {
        if (!name.empty()) handles_.try_emplace(std::string(name));
    }
    Status resolve(LoadRun& run);

    /// Segments: known ones, and new ones for the others.
    Status make_segments(LoadRun& run);

    /// Of a name that was added; id 0 for one that nothing has, and for an empty one.
    ResolvedName of(std::string_view name) const {
        const auto found = handles_.find(name);
        return found == handles_.end() ? ResolvedName{} : found->second;
    }

  private:
    std::vector<std::string_view> names() const;

    NameKind kind_;
    std::map<std::string, ResolvedName, std::less<>> handles_;
};

/// Books the answer to a batch; origins[i] is where row i came from.
Status book_rows(
    LoadRun& run, const Result<SupplyReply>& reply, const std::vector<RowOrigin>& origins
);

/// "column node: found "dc9", expected a node that is loaded".
CellFault cell_fault(
    const CsvFormat& format, std::size_t column, std::string_view found, std::string expected
);

}  // namespace earmark::cli
