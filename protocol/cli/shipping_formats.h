// Files about shipping: what each kind looks like, and how one of its rows becomes a row of a
// request. For people: protocol/cli/csv_formats.md.
#pragma once

#include "engine/shipping/shipping_rows.h"
#include "protocol/cli/cell_reader.h"
#include "protocol/cli/csv_reader.h"

#include <string>
#include <string_view>

namespace earmark::cli {

const CsvFormat& shipping_format(ShippingKind kind);

/// A row as it stands in the file; nodes stay names until they are resolved.
struct ShippingCells {
    ShippingRowChange change;
    std::string node{};
};
inline constexpr std::size_t kShippingNodeColumn = 0;

/// Where cells.fault() is set the row means nothing.
ShippingCells read_shipping_row(CellReader& cells, ShippingKind kind);

// As they are written in a file.
std::string format_weekdays(std::uint8_t weekdays);
std::string format_days(const std::vector<Day>& days);
std::string format_minute(std::uint16_t minute);
std::string format_part(std::uint32_t hundredths_of_percent);
std::string format_kilometres(std::uint32_t metres);
std::string format_transit(const std::vector<std::uint8_t>& days);

}  // namespace earmark::cli
