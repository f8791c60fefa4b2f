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
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace earmark::cli {

/// Where a row of a request came from. The cells are kept only if a file of rejects wants them.
struct RowOrigin {
    std::uint64_t number = 0;
    std::uint64_t rows = 1;  ///< Of the file, where several make one thing; number is the first's.
    std::vector<std::string> cells{};
    std::string text{};  ///< As it stands in the file, if it has not the cells of the header.
};

struct RowReportOptions {
    bool json = false;
    bool strict = false;         ///< Stop at the first wrong row.
    std::string rejects_path{};  ///< Empty = none.
    std::size_t said_max = 100;  ///< Rows said one by one; the rest is counted.
};

/// When no more rows of a whole will come.
enum class WholeEnd : std::uint8_t { soon, with_file };

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

    /// Says of a row, before it is judged, which others it stands with: those of a kit, of an
    /// order, of a file that goes in whole. If one of a whole is rejected, the file of rejects
    /// keeps all of it, its rows together and in their order, so that it can be mended and loaded;
    /// it is written when the wholes end.
    void gather(const CsvRow& row, std::string_view whole, WholeEnd end = WholeEnd::soon);

    /// The same for rows that were not judged, since reading stopped at a wrong one: those of the
    /// file's end. column: has the name of the whole; nothing if the file is one.
    /// Errors: those of CsvReader.
    Status gather_rest(CsvReader& reader, std::optional<std::size_t> column = std::nullopt);

    /// No more rows will come of the wholes that were gathered to end so, or sooner. The end of a
    /// file says so of all.
    void end_wholes(WholeEnd end = WholeEnd::soon);

    /// "stock.csv: row 17, column on_hand: found "1.5", expected ...".
    void reject(const RowOrigin& origin, const CellFault& fault);

    /// A row that the server refused: word and detail are its own.
    void refuse(const RowOrigin& origin, std::string_view word, std::string_view detail);

    /// A row that changed nothing, which may be as it should be: kept with the rejects, not said.
    void keep(const RowOrigin& origin, std::string_view why);

    std::uint64_t rejected() const { return rejected_; }
    bool is_strict() const { return options_.strict; }
    bool must_stop() const { return options_.strict && rejected_ > 0; }

    /// Says how many were rejected beyond those said, and closes the file of rejects.
    Status close();

  private:
    /// A row that waits for the others of its whole.
    struct Gathered {
        std::string whole;
        WholeEnd end = WholeEnd::soon;
        RowOrigin origin;
        std::string why;  ///< Empty: nothing is wrong with it.
    };

    void reject_row(const RowOrigin& origin, std::string_view why);
    void write_reject(const RowOrigin& origin, std::string_view why);
    bool may_say();

    RowReportOptions options_;
    std::ostream& err_;
    std::function<void()> before_message_;
    std::ofstream rejects_;
    std::string path_;
    std::vector<std::string> header_;
    std::vector<Gathered> gathered_;  ///< Their numbers rise.
    std::uint64_t rejected_ = 0;
};

}  // namespace earmark::cli
