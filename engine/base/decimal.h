// Exact decimals: quantities in an item's unit of measure, money in the currency.
//
// What people type and what files carry is decimal text; what the engine counts is whole numbers.
// The way between the two is exact, so there is no floating point here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace earmark {

/// Decimals of money in files and options: micros.
inline constexpr std::uint8_t kMoneyScale = 6;

/// Decimals of quantities that are told for any item, or for several together.
inline constexpr std::uint8_t kMillionthsScale = 6;

enum class DecimalFault : std::uint8_t {
    none,
    empty,
    not_a_number,
    too_many_decimals,
    too_large,
};

/// A number of 10^-scale units, or why the text is not one.
struct Decimal {
    std::int64_t value = 0;  ///< 0 where there is a fault.
    DecimalFault fault = DecimalFault::none;

    bool is_good() const { return fault == DecimalFault::none; }
};

/// "-1.5" with scale 3 is -1500. A sign, digits, a point and at most `scale` digits after it: no
/// exponent, no separators, no spaces. Trailing zeros count as decimals.
///
/// Requires: scale <= 18.
Decimal parse_decimal(std::string_view text, std::uint8_t scale);

/// The shortest text that parse_decimal reads back as `value`: 1500 with scale 3 is "1.5".
std::string format_decimal(std::int64_t value, std::uint8_t scale);

/// Money with at least two decimals: 1500000 micros is "1.50".
std::string format_money(std::int64_t micros);

}  // namespace earmark
