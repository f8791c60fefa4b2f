// Rows out of a CSV file, plain or gzipped, one at a time and in bounded memory.
//
// The first row names the columns, in any order; a column nobody asked for is refused, so that a
// misspelt name is not taken for an empty column; only the two columns that a file of rejected rows
// has besides are passed over, so that it can be mended and loaded. Rows are numbered as a
// spreadsheet numbers them: the header is row 1, blank rows count. Cells are trimmed unless they
// are quoted.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::cli {

/// What a file of rejected rows has besides the columns of the file that the rows came from.
inline constexpr std::string_view kRejectedRowColumn = "rejected_row";
inline constexpr std::string_view kRejectedBecauseColumn = "rejected_because";

enum class Presence : std::uint8_t { required, optional };

struct CsvColumn {
    std::string_view name;
    Presence presence = Presence::optional;
};

/// The columns of one kind of file.
struct CsvFormat {
    std::string_view kind;               ///< "nodes", for messages.
    std::span<const CsvColumn> columns;  ///< Must outlive the reader.
    std::string_view numbered{};         ///< "zone_" allows zone_1, zone_2, ... besides.
    std::size_t numbered_max = 0;
};

/// One row. Valid until the next one is read.
class CsvRow {
  public:
    std::uint64_t number() const { return number_; }

    /// The cell of a column, by its place in CsvFormat::columns; empty if the file has no such
    /// column. Numbered columns follow: columns.size() + k - 1 is "zone_k".
    std::string_view cell(std::size_t column) const;

    /// False if the row has more or fewer cells than the header.
    bool is_whole() const { return cells_.size() == cells_in_header_; }
    std::size_t cells_in_header() const { return cells_in_header_; }

    /// In the order of the file.
    const std::vector<std::string>& cells() const { return cells_; }

    /// As the row stands in the file, without its end, if it is not whole: where it falls apart
    /// is for a person to see.
    const std::string& text() const { return text_; }

  private:
    friend class CsvReader;

    std::uint64_t number_ = 0;
    std::size_t cells_in_header_ = 0;
    std::vector<std::string> cells_;
    std::string text_;
    const std::vector<std::size_t>* places_ = nullptr;
};

class CsvReader {
  public:
    /// Opens the file and reads its header.
    ///
    /// Errors: io_failed - cannot be read; bad_input - empty, a column missing, unknown or twice.
    static Result<std::unique_ptr<CsvReader>> open(std::string path, const CsvFormat& format);

    ~CsvReader();
    CsvReader(const CsvReader&) = delete;
    CsvReader& operator=(const CsvReader&) = delete;

    /// Reads the next row that is not blank. False at the end of the file.
    ///
    /// Errors: io_failed - unreadable, or the gzip stream is cut or damaged; bad_input - a quote is
    ///         left open, or a row is longer than 1 MiB. Reading stops at either.
    Result<bool> next(CsvRow& row);

    const std::string& path() const { return path_; }
    const std::vector<std::string>& header() const { return header_; }

    /// The greatest k of the numbered columns that the file has; 0 = none.
    std::size_t numbered_columns() const { return numbered_columns_; }

    /// Bytes of the file read so far, and in all: for progress.
    std::uint64_t bytes_read() const;
    std::uint64_t bytes_in_file() const { return bytes_in_file_; }

  private:
    class Parser;

    CsvReader(std::string path, const CsvFormat& format);

    Status read_header();
    Status place_columns();
    Status check_numbers() const;
    Error fail(ErrorCode code, const std::string& what) const;

    std::string path_;
    CsvFormat format_;
    std::unique_ptr<Parser> parser_;
    std::vector<std::string> header_;
    std::vector<std::size_t> places_;  ///< Per column of the format: the cell it is in.
    std::size_t numbered_columns_ = 0;
    std::uint64_t bytes_in_file_ = 0;
};

/// The cells as one line of CSV, quoted where needed, with the line's end.
std::string csv_line(std::span<const std::string> cells);

}  // namespace earmark::cli
