// Files that go in whole or not at all: nodes, prices, zones, calendars or rules with some missing
// would be others, in silence.
//
// A file is read and judged to its end before a row of it is sent. What goes in one request the
// server judges whole, too. What is more than that is judged here by all that the server asks of a
// row; only a connection that breaks between two requests can leave a part of it there, which is
// told.
#pragma once

#include "engine/base/day.h"
#include "engine/limits.h"
#include "protocol/cli/load_batches.h"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace earmark::cli {

/// By the clock of this machine.
Day today_in_utc();

/// Whether files of this kind go in whole or not at all.
bool goes_in_whole(LoadKind kind);

/// One such file of a load: counts what becomes of its rows, and says when nothing does.
class WholeFile {
  public:
    WholeFile(LoadRun& run, const std::string& path);

    /// Was a row of the file wrong? Then the others are left out with it, which is said.
    bool is_spoilt();

    /// Books the reply to a request; origins[i] is where row i came from.
    Status take(const PutReply& reply, const std::vector<RowOrigin>& origins);
    Status take(const SupplyReply& reply, const std::vector<RowOrigin>& origins);

    /// The error as of this file, and what of it is loaded.
    Error not_loaded(const Error& error) const;

    /// Something to know of a file that is loaded.
    void note(const std::string& text);

  private:
    std::uint64_t loaded() const { return run_.totals.loaded - loaded_before_; }
    template <typename Reply>
    Status book(const Reply& reply, const std::vector<RowOrigin>& origins);

    LoadRun& run_;
    const std::string& path_;
    const std::uint64_t rejected_before_;
    const std::uint64_t rows_before_;
    const std::uint64_t loaded_before_;
};

/// The rows of such a file: taken one by one, checked together, then sent.
template <typename Rows>
concept WholeRows = requires(Rows& rows, const CsvRow& row, WholeFile& file) {
    rows.take(row);                                 // Reports a wrong row, keeps a good one.
    { rows.count() } -> std::same_as<std::size_t>;  // Of good ones.
    { rows.check() } -> std::same_as<Status>;       // Reports what only names or all rows tell.
    { rows.send(file) } -> std::same_as<Status>;
};

/// Whether the rows are all there is, whatever was loaded before: then none are a set, too.
template <WholeRows Rows>
constexpr bool is_whole_set() {
    if constexpr (requires { Rows::kIsWholeSet; }) {
        return Rows::kIsWholeSet;
    } else {
        return false;
    }
}

/// Sends rows in parts, none of which is more than a request takes; what comes behind a part with
/// refused rows is not sent. `put` is given the number of the part's first row.
template <typename Row>
Status send_in_parts(
    WholeFile& file,
    std::span<const Row> rows,
    const std::vector<RowOrigin>& origins,
    std::invocable<std::size_t, std::span<const Row>> auto&& put
) {
    std::size_t first = 0;
    do {
        const std::size_t count = std::min(kReferenceRowsMax, rows.size() - first);
        const Result<PutReply> reply = put(first, rows.subspan(first, count));
        if (!reply) return reply.error();
        const auto from = origins.begin() + static_cast<std::ptrdiff_t>(first);
        const std::vector<RowOrigin> sent(from, from + static_cast<std::ptrdiff_t>(count));
        if (Status taken = file.take(*reply, sent); !taken || !reply->answers.empty()) return taken;
        first += count;
    } while (first < rows.size());
    return Done{};
}

/// Loads a file whole or not at all.
template <WholeRows Rows>
Status load_whole(LoadRun& run, const std::string& path, const CsvFormat& format, Rows rows) {
    WholeFile file(run, path);
    Status status = for_each_row(run, path, format, Wholes::of_file(), [&](const CsvRow& row) {
        rows.take(row);
    });
    if (status && !run.report.must_stop() && rows.count() > 0) status = rows.check();
    if (!status) return file.not_loaded(status.error());
    if (file.is_spoilt() || (rows.count() == 0 && !is_whole_set<Rows>())) return Done{};
    if (status = rows.send(file); !status) return file.not_loaded(status.error());
    file.is_spoilt();
    return Done{};
}

}  // namespace earmark::cli
