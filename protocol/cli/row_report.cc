#include "protocol/cli/row_report.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <utility>

namespace earmark::cli {
namespace {

bool is_ours(const std::string& column) {
    return column == kRejectedRowColumn || column == kRejectedBecauseColumn;
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
    if (rejects_.is_open()) origin.cells = row.cells();
    return origin;
}

void RowReport::write_reject(const RowOrigin& origin, std::string_view why) {
    if (!rejects_.is_open()) return;
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < header_.size(); ++i) {
        if (is_ours(header_[i])) continue;
        cells.push_back(i < origin.cells.size() ? origin.cells[i] : "");
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
    write_reject(origin, to_string(fault));
    if (!may_say()) return;
    if (options_.json) {
        err_ << boost::json::serialize(boost::json::object{
                    {"error", "wrong_row"},
                    {"file", path_},
                    {"row", origin.number},
                    {"column", fault.column},
                    {"found", fault.found},
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
    write_reject(origin, why);
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
    write_reject(origin, why);
}

Status RowReport::close() {
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
