// The rows of a load that did not go in: said one by one, counted, and kept in a file if asked.
#pragma once

#include "engine/base/result.h"
#include "protocol/cli/cell_reader.h"
#include "protocol/cli/csv_reader.h"

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace earmark::cli {

/// Where a row of a request came from. The cells are kept only if a file of rejects wants them.
struct RowOrigin {
    std::uint64_t number = 0;
    std::uint64_t rows = 1;  ///< Of the file, where several make one thing; number is the first's.
    std::vector<std::string> cells{};
};

struct RowReportOptions {
    bool json = false;
    bool strict = false;         ///< Stop at the first wrong row.
    std::string rejects_path{};  ///< Empty = none.
    std::size_t said_max = 100;  ///< Rows said one by one; the rest is counted.
};

class RowReport {
  public:
    /// before_message: called before each message, so that a progress line can make room.
    RowReport(
        const RowReportOptions& options, std::ostream& err, std::function<void()> before_message
    );

    /// Creates the file of rejects, if one is asked for.
    Status open();

    /// Errors: bad_input - the file's header differs from that of the rejects.
    Status begin_file(const CsvReader& reader);

    RowOrigin origin_of(const CsvRow& row) const;

    /// "stock.csv: row 17, column on_hand: found "1.5", expected ...".
    void reject(const RowOrigin& origin, const CellFault& fault);

    /// A row that the server refused: word and detail are its own.
    void refuse(const RowOrigin& origin, std::string_view word, std::string_view detail);

    /// A row that changed nothing, which may be as it should be: kept with the rejects, not said.
    void keep(const RowOrigin& origin, std::string_view why);

    std::uint64_t rejected() const { return rejected_; }
    bool must_stop() const { return options_.strict && rejected_ > 0; }

    /// Says how many were rejected beyond those said, and closes the file of rejects.
    Status close();

  private:
    void write_reject(const RowOrigin& origin, std::string_view why);
    bool may_say();

    RowReportOptions options_;
    std::ostream& err_;
    std::function<void()> before_message_;
    std::ofstream rejects_;
    std::string path_;
    std::vector<std::string> header_;
    std::uint64_t rejected_ = 0;
};

}  // namespace earmark::cli
