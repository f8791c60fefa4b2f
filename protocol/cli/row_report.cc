#include "protocol/cli/row_report.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace earmark::cli {
namespace {

bool is_ours(const std::string& column) {
    return column == kRejectedRowColumn || column == kRejectedBecauseColumn;
}

/// What was found, for programs: the text of the cell itself, not as a message shows it.
std::string_view plain(std::string_view found) {
    if (found == shown("")) return {};
    const bool is_quoted = found.size() >= 2 && found.front() == '"' && found.back() == '"';
    return is_quoted ? found.substr(1, found.size() - 2) : found;
}

}  // namespace

RowReport::RowReport(
    const RowReportOptions& options, std::ostream& err, std::function<void()> before_message
)
    : options_(options), err_(err), before_message_(std::move(before_message)) {}

Status RowReport::open() {
    if (options_.rejects_path.empty()) return Done{};
    rejects_.open(options_.rejects_path, std::ios::trunc);
    if (rejects_) return Done{};
    return Error{ErrorCode::io_failed, options_.rejects_path + ": cannot be written"};
}

Status RowReport::begin_file(const CsvReader& reader) {
    end_wholes(WholeEnd::with_file);
    path_ = reader.path();
    if (!rejects_.is_open()) return Done{};
    if (header_.empty()) {
        header_ = reader.header();
        std::vector<std::string> columns = header_;
        std::erase_if(columns, is_ours);
        columns.emplace_back(kRejectedRowColumn);
        columns.emplace_back(kRejectedBecauseColumn);
        rejects_ << csv_line(columns);
    } else if (header_ != reader.header()) {
        return Error{
            ErrorCode::bad_input,
            path_ +
                ": row 1: found columns that differ from the first file's, expected the same "
                "in all files of a load with --rejects"
        };
    }
    return Done{};
}

RowOrigin RowReport::origin_of(const CsvRow& row) const {
    RowOrigin origin{.number = row.number()};
    if (!rejects_.is_open()) return origin;
    origin.cells = row.cells();
    if (!row.is_whole()) origin.text = row.text();
    return origin;
}

void RowReport::gather(const CsvRow& row, std::string_view whole, WholeEnd end) {
    if (rejects_.is_open()) gathered_.push_back({std::string(whole), end, origin_of(row), {}});
}

Status RowReport::gather_rest(CsvReader& reader, std::optional<std::size_t> column) {
    if (!rejects_.is_open()) return Done{};
    CsvRow row;
    while (true) {
        const auto more = reader.next(row);
        if (!more) return more.error();
        if (!*more) return Done{};
        gather(row, column ? row.cell(*column) : std::string_view());
    }
}

void RowReport::end_wholes(WholeEnd end) {
    std::vector<Gathered> ended;
    std::vector<Gathered> later;
    for (Gathered& row : gathered_)
        (row.end > end ? later : ended).push_back(std::move(row));
    gathered_ = std::move(later);
    std::unordered_map<std::string_view, std::uint64_t> began;
    std::unordered_map<std::string_view, std::uint64_t> first_wrong;
    for (const Gathered& row : ended) {
        began.try_emplace(row.whole, row.origin.number);
        if (!row.why.empty()) first_wrong.try_emplace(row.whole, row.origin.number);
    }
    std::vector<const Gathered*> kept;
    for (const Gathered& row : ended) {
        if (first_wrong.contains(row.whole)) kept.push_back(&row);
    }
    // Together, though others may stand between them in the file.
    std::ranges::sort(kept, {}, [&](const Gathered* row) {
        return std::pair(began.at(row->whole), row->origin.number);
    });
    for (const Gathered* row : kept) {
        const std::string beside = "stands with row " + std::to_string(first_wrong.at(row->whole));
        write_reject(row->origin, row->why.empty() ? beside : row->why);
    }
}

/// Writes it, or lets it wait for the others of its whole.
void RowReport::reject_row(const RowOrigin& origin, std::string_view why) {
    const auto found = std::ranges::lower_bound(
        gathered_, origin.number, {}, [](const Gathered& row) { return row.origin.number; }
    );
    if (found == gathered_.end() || found->origin.number != origin.number) {
        write_reject(origin, why);
    } else if (found->why.empty()) {
        found->why = why;
    }
}

void RowReport::write_reject(const RowOrigin& origin, std::string_view why) {
    if (!rejects_.is_open()) return;
    const bool has_ours = std::ranges::any_of(header_, is_ours);
    std::vector<std::string> cells;
    if (origin.cells.size() == header_.size()) {
        for (std::size_t i = 0; i < header_.size(); ++i) {
            if (!is_ours(header_[i])) cells.push_back(origin.cells[i]);
        }
    } else if (has_ours) {
        // Of a file of rejects: what was written behind the row is written anew.
        const std::size_t behind = std::min<std::size_t>(origin.cells.size(), 2);
        cells.assign(origin.cells.begin(), origin.cells.end() - static_cast<int>(behind));
    } else if (origin.text.empty()) {
        cells = origin.cells;
    } else {
        // A row that falls apart into other cells than the header's stays as it is, to be mended.
        rejects_ << origin.text << ',';
    }
    cells.push_back(std::to_string(origin.number));
    cells.emplace_back(why);
    rejects_ << csv_line(cells);
}

bool RowReport::may_say() {
    rejected_ += 1;
    if (rejected_ > options_.said_max) return false;
    before_message_();
    return true;
}

void RowReport::reject(const RowOrigin& origin, const CellFault& fault) {
    reject_row(origin, to_string(fault));
    if (!may_say()) return;
    if (options_.json) {
        err_ << boost::json::serialize(boost::json::object{
                    {"error", "wrong_row"},
                    {"file", path_},
                    {"row", origin.number},
                    {"column", fault.column},
                    {"found", plain(fault.found)},
                    {"expected", fault.expected},
                })
             << '\n';
        return;
    }
    err_ << path_ << ": row " << origin.number << (fault.column.empty() ? ": " : ", ")
         << to_string(fault) << '\n';
}

void RowReport::refuse(const RowOrigin& origin, std::string_view word, std::string_view detail) {
    const std::string why = std::string(word) + (detail.empty() ? "" : ": ") + std::string(detail);
    reject_row(origin, why);
    if (!may_say()) return;
    if (options_.json) {
        err_ << boost::json::serialize(boost::json::object{
                    {"error", word},
                    {"file", path_},
                    {"row", origin.number},
                    {"detail", detail},
                })
             << '\n';
        return;
    }
    err_ << path_ << ": row " << origin.number << ": refused: " << why << '\n';
}

void RowReport::keep(const RowOrigin& origin, std::string_view why) {
    reject_row(origin, why);
}

Status RowReport::close() {
    end_wholes(WholeEnd::with_file);
    if (rejected_ > options_.said_max && !options_.json) {
        before_message_();
        err_ << "... and " << rejected_ - options_.said_max << " more wrong rows"
             << (rejects_.is_open() ? "" : "; --rejects FILE keeps them all") << '\n';
    }
    if (!rejects_.is_open()) return Done{};
    rejects_.close();
    if (rejects_) return Done{};
    return Error{ErrorCode::io_failed, options_.rejects_path + ": could not be written"};
}

}  // namespace earmark::cli
