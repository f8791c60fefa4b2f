#include "protocol/cli/fields.h"

#include "engine/base/decimal.h"
#include "engine/base/plain_text.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <date/date.h>
#include <sstream>
#include <utility>

namespace earmark::cli {
namespace {

Error expected(std::string what) {
    return Error{ErrorCode::bad_input, std::move(what)};
}

constexpr std::array<std::pair<std::string_view, NodeType>, 4> kNodeTypes{{
    {"dc", NodeType::dc},
    {"store", NodeType::store},
    {"vendor", NodeType::vendor},
    {"3pl", NodeType::third_party},
}};

constexpr std::array<std::pair<std::string_view, std::uint8_t>, 4> kMethods{{
    {"ship", method_ship},
    {"pickup", method_pickup},
    {"ship_to_store", method_ship_to_store},
    {"same_day", method_same_day},
}};

std::uint8_t method_of(std::string_view word) {
    for (const auto& [name, bit] : kMethods) {
        if (name == word) return bit;
    }
    return 0;
}

}  // namespace

Result<std::int64_t> parse_whole(std::string_view text, std::int64_t min, std::int64_t max) {
    const Decimal number = parse_decimal(text, 0);
    if (number.is_good() && number.value >= min && number.value <= max) return number.value;
    return expected("a whole number from " + std::to_string(min) + " to " + std::to_string(max));
}

Result<Units> parse_quantity(std::string_view text, std::uint8_t scale) {
    const Decimal number = parse_decimal(text, scale);
    switch (number.fault) {
        case DecimalFault::none:
            return number.value;
        case DecimalFault::too_many_decimals:
            return expected(
                scale == 0 ? std::string("a whole number: the item has no decimals")
                           : "at most " + std::to_string(scale) +
                                 (scale == 1 ? " decimal" : " decimals") + ", the item's scale"
            );
        case DecimalFault::too_large:
            return expected(
                "a quantity up to " + format_decimal(kUnitsMax, scale) + " for this item"
            );
        default:
            return expected("a quantity such as " + std::string(scale == 0 ? "12" : "1.5"));
    }
}

Result<Micros> parse_money(std::string_view text) {
    const Decimal number = parse_decimal(text, kMoneyScale);
    switch (number.fault) {
        case DecimalFault::none:
            return number.value;
        case DecimalFault::too_many_decimals:
            return expected("an amount with at most 6 decimals");
        case DecimalFault::too_large:
            return expected("an amount below 9,223,372,036,854");
        default:
            return expected("an amount such as 12.34");
    }
}

Result<std::int32_t> parse_degrees(std::string_view text, std::int32_t limit) {
    constexpr std::int64_t kMillion = 1'000'000;
    const std::size_t point = text.find('.');
    const bool rounds = point != std::string_view::npos && text.size() - point - 1 > 6;
    const Decimal number = parse_decimal(rounds ? text.substr(0, point + 7) : text, 6);
    const bool rest_is_digits =
        !rounds || text.find_first_not_of("0123456789", point + 7) == std::string_view::npos;
    std::int64_t value = number.value;
    if (rounds && rest_is_digits && text[point + 7] >= '5') value += text.front() == '-' ? -1 : 1;
    if (number.is_good() && rest_is_digits && value >= -limit * kMillion &&
        value <= limit * kMillion) {
        return static_cast<std::int32_t>(value);
    }
    const std::string bound = std::to_string(limit);
    return expected("degrees from -" + bound + " to " + bound);
}

Result<bool> parse_yes_no(std::string_view text) {
    if (text == "yes") return true;
    if (text == "no") return false;
    return expected("yes or no");
}

Result<NodeType> parse_node_type(std::string_view text) {
    for (const auto& [name, type] : kNodeTypes) {
        if (name == text) return type;
    }
    return expected("dc, store, vendor or 3pl");
}

std::string_view to_string(NodeType type) {
    for (const auto& [name, candidate] : kNodeTypes) {
        if (candidate == type) return name;
    }
    return "unknown";
}

Result<std::uint8_t> parse_methods(std::string_view text) {
    unsigned methods = 0;
    while (true) {
        const std::size_t end = text.find(';');
        const std::uint8_t method = method_of(text.substr(0, end));
        if (method == 0) {
            return expected("ship, pickup, ship_to_store or same_day, with ';' between");
        }
        methods |= method;
        if (end == std::string_view::npos) return static_cast<std::uint8_t>(methods);
        text.remove_prefix(end + 1);
    }
}

Result<std::uint8_t> parse_method(std::string_view text) {
    const std::uint8_t method = method_of(text);
    if (method == 0) return expected("ship, pickup, ship_to_store or same_day");
    return method;
}

std::string format_methods(std::uint8_t methods) {
    std::string text;
    for (const auto& [name, bit] : kMethods) {
        if ((methods & bit) == 0) continue;
        if (!text.empty()) text += ';';
        text += name;
    }
    return text;
}

Result<std::chrono::seconds> parse_duration(std::string_view text) {
    constexpr std::int64_t kDaysMax = 36'500;
    constexpr std::string_view kLetters = "smhd";
    constexpr std::array<std::int64_t, 4> kSecondsOf{1, 60, 3'600, 86'400};
    std::int64_t unit = 1;
    const std::size_t which = text.empty() ? std::string_view::npos : kLetters.find(text.back());
    if (which != std::string_view::npos) {
        unit = kSecondsOf[which];
        text.remove_suffix(1);
    }
    const Decimal number = parse_decimal(text, 0);
    if (!number.is_good() || number.value <= 0 || number.value > kDaysMax * 86'400 / unit) {
        return expected("a time such as 90s, 15m, 2h or 1d");
    }
    return std::chrono::seconds(number.value * unit);
}

Result<std::chrono::milliseconds> parse_short_duration(std::string_view text) {
    if (text.ends_with("ms")) {
        constexpr std::int64_t kDayMilliseconds = 86'400'000;
        const auto count = parse_whole(text.substr(0, text.size() - 2), 1, kDayMilliseconds);
        if (count) return std::chrono::milliseconds(*count);
    } else if (const auto seconds = parse_duration(text)) {
        return std::chrono::milliseconds(*seconds);
    }
    return expected("a time such as 250ms, 90s or 15m");
}

Result<std::string_view> parse_text(std::string_view text, std::size_t bytes_max) {
    if (text.size() > bytes_max) {
        return expected("at most " + std::to_string(bytes_max) + " bytes");
    }
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t bytes = utf8_sequence_bytes(text.substr(i));
        if (bytes == 0) return expected("text in UTF-8");
        if (static_cast<unsigned char>(text[i]) < 0x20 || text[i] == 0x7F) {
            return expected("text without control characters");
        }
        i += bytes;
    }
    return text;
}

Result<Time> parse_time(std::string_view text) {
    for (const char* format : {"%FT%TZ", "%F"}) {
        std::istringstream in{std::string(text)};
        Time time;
        in >> date::parse(format, time);
        if (!in.fail() && in.peek() == std::istringstream::traits_type::eof()) return time;
    }
    return Error{
        ErrorCode::bad_input, "a moment in UTC such as 2026-11-27 or 2026-11-27T18:30:00Z"
    };
}

Result<SegmentFigure> parse_segment_figure(std::string_view text, std::uint8_t scale) {
    constexpr std::uint8_t kPercentScale = 2;
    if (!text.empty() && text.back() == '%') {
        const auto percent = parse_quantity(text.substr(0, text.size() - 1), kPercentScale);
        if (!percent || *percent < 0 || *percent > kHundredPercent)
            return Error{ErrorCode::bad_input, "0% to 100%, with up to two decimals"};
        return SegmentFigure{.basis = SegmentBasis::percent, .figure = *percent};
    }
    const auto units = parse_quantity(text, scale);
    if (!units) return units.error();
    return SegmentFigure{.basis = SegmentBasis::units, .figure = *units};
}

std::string format_segment_figure(SegmentBasis basis, Units figure, std::uint8_t scale) {
    if (figure == kNoCeiling) return "";
    if (basis == SegmentBasis::units) return format_decimal(figure, scale);
    return format_decimal(figure, 2) + "%";
}

Result<Day> parse_calendar_day(std::string_view text) {
    const auto day = parse_day(text);
    if (!day) return Error{ErrorCode::bad_input, "a date such as 2026-12-24"};
    return *day;
}

std::string format_time(Time time) {
    const std::time_t seconds =
        std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    const std::size_t bytes =
        std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts);
    return {text.data(), bytes};
}

std::string format_duration(Duration duration) {
    using std::chrono::duration_cast;
    const auto milliseconds = duration_cast<std::chrono::milliseconds>(duration).count();
    if (milliseconds < 1'000) return std::to_string(milliseconds) + " ms";
    const auto seconds = milliseconds / 1'000;
    if (seconds < 60) {
        return std::to_string(seconds) + "." + std::to_string(milliseconds % 1'000 / 100) + " s";
    }
    if (seconds < 3'600) {
        return std::to_string(seconds / 60) + "m " + std::to_string(seconds % 60) + "s";
    }
    return std::to_string(seconds / 3'600) + "h " + std::to_string(seconds % 3'600 / 60) + "m";
}

std::string format_count(std::uint64_t count) {
    std::string text = std::to_string(count);
    for (std::size_t i = text.size(); i > 3; i -= 3)
        text.insert(i - 3, 1, ',');
    return text;
}

}  // namespace earmark::cli
