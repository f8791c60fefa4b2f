// The cells of one row as typed values, and the first one that is wrong.
//
// An empty cell means "the default"; where there is none, it is wrong. After the first wrong cell
// the rest still answer, with defaults, so that a row is read in a straight line and judged once.
#pragma once

#include "engine/base/result.h"
#include "engine/command.h"
#include "engine/limits.h"
#include "protocol/cli/csv_reader.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace earmark::cli {

/// What is wrong with a row: the column, what was found in it, and what belongs there.
struct CellFault {
    std::string column;  ///< Empty: the row as a whole.
    std::string found;
    std::string expected;
};

/// "column weight_g: found "12kg", expected a whole number from 0 to 4294967295".
std::string to_string(const CellFault& fault);

/// A cell as a message shows it: quoted, its beginning only, "nothing" if empty.
std::string shown(std::string_view cell);

class CellReader {
  public:
    CellReader(const CsvRow& row, const CsvFormat& format);

    /// Text that must be there.
    std::string_view name(std::size_t column, std::size_t bytes_max);
    /// Text that may be empty.
    std::string_view text(std::size_t column, std::size_t bytes_max = kTextBytesMax);
    std::int64_t whole(std::size_t column, std::int64_t min, std::int64_t max);
    std::int64_t whole_or(
        std::size_t column, std::int64_t min, std::int64_t max, std::int64_t otherwise
    );
    /// An amount of money, not negative; empty = 0.
    Micros money(std::size_t column);
    /// A quantity, checked at a scale that is known already.
    Units quantity(std::size_t column, std::uint8_t scale);
    bool yes_no_or(std::size_t column, bool otherwise);
    NodeType node_type_or(std::size_t column, NodeType otherwise);
    std::uint8_t methods_or(std::size_t column, std::uint8_t otherwise);
    /// A moment; nothing for an empty cell.
    std::optional<Time> time(std::size_t column);
    /// A date; kNoDay for an empty cell.
    Day day(std::size_t column);
    /// Two capital letters, or nothing.
    std::string_view country(std::size_t column);
    /// Both or neither of the two.
    std::optional<Location> location(std::size_t latitude_column, std::size_t longitude_column);

    bool is_empty(std::size_t column) const { return row_.cell(column).empty(); }
    std::string_view raw(std::size_t column) const { return row_.cell(column); }

    /// Records a fault found elsewhere, unless there is one already.
    void reject(std::size_t column, std::string expected);

    const std::optional<CellFault>& fault() const { return fault_; }

  private:
    template <typename T>
    T take(std::size_t column, Result<T> parsed, T otherwise);

    std::string column_name(std::size_t column) const;

    const CsvRow& row_;
    const CsvFormat& format_;
    std::optional<CellFault> fault_;
};

}  // namespace earmark::cli
