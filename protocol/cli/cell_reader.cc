#include "protocol/cli/cell_reader.h"

#include "engine/network/country_code.h"
#include "protocol/cli/fields.h"

#include <utility>

namespace earmark::cli {

// Cells may be huge, and hold anything; a message shows the beginning, as text.
std::string shown(std::string_view cell) {
    constexpr std::size_t kShownBytesMax = 60;
    if (cell.empty()) return "nothing";
    std::string copy(cell.substr(0, kShownBytesMax));
    const bool is_text = parse_text(copy, kShownBytesMax).has_value();
    for (char& c : copy) {
        const bool is_plain = c >= 0x20 && c < 0x7F;
        if (!is_text && !is_plain) c = '?';
    }
    return "\"" + copy + (cell.size() > kShownBytesMax ? "...\"" : "\"");
}

std::string to_string(const CellFault& fault) {
    const std::string where = fault.column.empty() ? "" : "column " + fault.column + ": ";
    return where + "found " + fault.found + ", expected " + fault.expected;
}

CellReader::CellReader(const CsvRow& row, const CsvFormat& format) : row_(row), format_(format) {
    if (row.is_whole()) return;
    fault_ = CellFault{
        .column = "",
        .found = std::to_string(row.cells().size()) + " cells",
        .expected = std::to_string(row.cells_in_header()) + " as in the header",
    };
}

std::string CellReader::column_name(std::size_t column) const {
    if (column < format_.columns.size()) return std::string(format_.columns[column].name);
    return std::string(format_.numbered) + std::to_string(column - format_.columns.size() + 1);
}

void CellReader::reject(std::size_t column, std::string expected) {
    if (fault_) return;
    fault_ = CellFault{
        .column = column_name(column),
        .found = shown(row_.cell(column)),
        .expected = std::move(expected),
    };
}

template <typename T>
T CellReader::take(std::size_t column, Result<T> parsed, T otherwise) {
    if (parsed) return *parsed;
    reject(column, parsed.error().detail);
    return otherwise;
}

std::string_view CellReader::name(std::size_t column, std::size_t bytes_max) {
    if (is_empty(column)) reject(column, "a name of 1 to " + std::to_string(bytes_max) + " bytes");
    return text(column, bytes_max);
}

std::string_view CellReader::text(std::size_t column, std::size_t bytes_max) {
    return take(column, parse_text(raw(column), bytes_max), std::string_view());
}

std::int64_t CellReader::whole(std::size_t column, std::int64_t min, std::int64_t max) {
    return take(column, parse_whole(raw(column), min, max), min);
}

std::int64_t CellReader::whole_or(
    std::size_t column, std::int64_t min, std::int64_t max, std::int64_t otherwise
) {
    return is_empty(column) ? otherwise : whole(column, min, max);
}

Micros CellReader::money(std::size_t column) {
    if (is_empty(column)) return 0;
    const Micros amount = take(column, parse_money(raw(column)), Micros{0});
    if (amount < 0) reject(column, "an amount that is not negative");
    return amount;
}

Units CellReader::quantity(std::size_t column, std::uint8_t scale) {
    return take(column, parse_quantity(raw(column), scale), Units{0});
}

bool CellReader::yes_no_or(std::size_t column, bool otherwise) {
    return is_empty(column) ? otherwise : take(column, parse_yes_no(raw(column)), otherwise);
}

NodeType CellReader::node_type_or(std::size_t column, NodeType otherwise) {
    return is_empty(column) ? otherwise : take(column, parse_node_type(raw(column)), otherwise);
}

std::uint8_t CellReader::methods_or(std::size_t column, std::uint8_t otherwise) {
    return is_empty(column) ? otherwise : take(column, parse_methods(raw(column)), otherwise);
}

std::optional<Time> CellReader::time(std::size_t column) {
    if (is_empty(column)) return std::nullopt;
    return take(column, parse_time(raw(column)), Time{});
}

Day CellReader::day(std::size_t column) {
    return is_empty(column) ? kNoDay : take(column, parse_calendar_day(raw(column)), kNoDay);
}

std::string_view CellReader::country(std::size_t column) {
    const std::string_view code = text(column);
    if (!code.empty() && !is_country_code(code)) reject(column, std::string(kCountryCodeExpected));
    return code;
}

std::optional<Location> CellReader::location(
    std::size_t latitude_column, std::size_t longitude_column
) {
    constexpr std::int32_t kLatitudeMax = 90;
    constexpr std::int32_t kLongitudeMax = 180;
    const bool has_latitude = !is_empty(latitude_column);
    const bool has_longitude = !is_empty(longitude_column);
    if (!has_latitude && !has_longitude) return std::nullopt;
    if (!has_latitude) reject(latitude_column, "a latitude, as there is a longitude");
    if (!has_longitude) reject(longitude_column, "a longitude, as there is a latitude");
    return Location{
        .latitude_e6 = take(latitude_column, parse_degrees(raw(latitude_column), kLatitudeMax), 0),
        .longitude_e6 =
            take(longitude_column, parse_degrees(raw(longitude_column), kLongitudeMax), 0),
    };
}

}  // namespace earmark::cli
