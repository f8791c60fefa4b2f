#include "engine/base/decimal.h"

#include "engine/base/check.h"

namespace earmark {
namespace {

constexpr std::uint8_t kScaleMax = 18;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Appends a digit on the side of the sign, so that the smallest int64 has a way in, too.
bool append_digit(std::int64_t& value, char digit, bool negative) {
    const std::int64_t step = negative ? '0' - digit : digit - '0';
    return !__builtin_mul_overflow(value, std::int64_t{10}, &value) &&
           !__builtin_add_overflow(value, step, &value);
}

DecimalFault check_form(std::string_view digits, std::size_t point) {
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i != point && !is_digit(digits[i])) return DecimalFault::not_a_number;
    }
    if (point + 1 == digits.size()) return DecimalFault::not_a_number;  // "5." or "."
    return DecimalFault::none;
}

}  // namespace

Decimal parse_decimal(std::string_view text, std::uint8_t scale) {
    EARMARK_CHECK(scale <= kScaleMax);
    if (text.empty()) return {.fault = DecimalFault::empty};
    const bool negative = text.front() == '-';
    const std::string_view digits = negative || text.front() == '+' ? text.substr(1) : text;
    if (digits.empty()) return {.fault = DecimalFault::not_a_number};
    const std::size_t point = digits.find('.');
    if (const auto fault = check_form(digits, point); fault != DecimalFault::none) {
        return {.fault = fault};
    }
    const std::size_t decimals = point == std::string_view::npos ? 0 : digits.size() - point - 1;
    if (decimals > scale) return {.fault = DecimalFault::too_many_decimals};

    Decimal decimal;
    for (std::size_t i = 0; i < digits.size() + (scale - decimals); ++i) {
        if (i == point) continue;
        const char digit = i < digits.size() ? digits[i] : '0';
        if (!append_digit(decimal.value, digit, negative)) {
            return {.fault = DecimalFault::too_large};
        }
    }
    return decimal;
}

std::string format_decimal(std::int64_t value, std::uint8_t scale) {
    EARMARK_CHECK(scale <= kScaleMax);
    // Of the negative of nothing there is no overflow: unsigned wraps to the right magnitude.
    const auto bits = static_cast<std::uint64_t>(value);
    std::string digits = std::to_string(value < 0 ? std::uint64_t{0} - bits : bits);
    if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
    std::string decimals = digits.substr(digits.size() - scale);
    digits.resize(digits.size() - scale);
    while (!decimals.empty() && decimals.back() == '0')
        decimals.pop_back();
    std::string text = value < 0 ? "-" : "";
    text += digits;
    if (!decimals.empty()) text += "." + decimals;
    return text;
}

std::string format_money(std::int64_t micros) {
    std::string text = format_decimal(micros, kMoneyScale);
    const std::size_t point = text.find('.');
    if (point == std::string::npos) return text + ".00";
    if (text.size() - point == 2) text += '0';
    return text;
}

}  // namespace earmark
