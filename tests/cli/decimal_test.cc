#include "engine/base/decimal.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <rapidcheck.h>
#include <string>

namespace earmark {
namespace {

std::int64_t value_of(std::string_view text, std::uint8_t scale) {
    const Decimal decimal = parse_decimal(text, scale);
    EXPECT_TRUE(decimal.is_good()) << text;
    return decimal.value;
}

DecimalFault fault_of(std::string_view text, std::uint8_t scale) {
    return parse_decimal(text, scale).fault;
}

TEST(Decimal, CountsTheSmallestUnit) {
    EXPECT_EQ(value_of("12", 0), 12);
    EXPECT_EQ(value_of("12", 3), 12'000);
    EXPECT_EQ(value_of("1.5", 3), 1'500);
    EXPECT_EQ(value_of("-1.5", 1), -15);
    EXPECT_EQ(value_of("+0.001", 3), 1);
    EXPECT_EQ(value_of(".5", 1), 5);
}

TEST(Decimal, MoreDecimalsThanTheScaleAreRefusedByName) {
    EXPECT_EQ(fault_of("1.5", 0), DecimalFault::too_many_decimals);
    EXPECT_EQ(fault_of("1.0", 0), DecimalFault::too_many_decimals);
    EXPECT_EQ(fault_of("1.2345", 3), DecimalFault::too_many_decimals);
}

TEST(Decimal, WhatIsNotANumberIsRefused) {
    for (const char* text :
         {"-", "+", ".", "5.", "1e3", "1,5", "0x1", " 1", "1 ", "--1", "1.2.3", "nan"}) {
        EXPECT_EQ(fault_of(text, 6), DecimalFault::not_a_number) << text;
    }
    EXPECT_EQ(fault_of("", 6), DecimalFault::empty);
}

TEST(Decimal, OverflowIsRefusedAndNeverWraps) {
    EXPECT_EQ(value_of("9223372036854775807", 0), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(value_of("-9223372036854775808", 0), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(fault_of("9223372036854775808", 0), DecimalFault::too_large);
    EXPECT_EQ(fault_of("-9223372036854775809", 0), DecimalFault::too_large);
    EXPECT_EQ(fault_of("9223372036854775807", 1), DecimalFault::too_large);
    EXPECT_EQ(fault_of(std::string(400, '9'), 6), DecimalFault::too_large);
}

TEST(Decimal, EveryValueReadsBackAsItWasWritten) {
    const bool held = rc::check([](std::int64_t value) {
        const auto scale = *rc::gen::inRange<int>(0, 19);
        const auto narrow = static_cast<std::uint8_t>(scale);
        const Decimal again = parse_decimal(format_decimal(value, narrow), narrow);
        RC_ASSERT(again.is_good());
        RC_ASSERT(again.value == value);
    });
    EXPECT_TRUE(held);
    for (const std::int64_t edge :
         {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
        EXPECT_EQ(parse_decimal(format_decimal(edge, 6), 6).value, edge);
    }
}

TEST(Decimal, AnyBytesAreANumberOrAFault) {
    const auto numberish =
        rc::gen::container<std::string>(rc::gen::element('0', '7', '9', '.', '-', '+', 'e'));
    const bool held = rc::check([&] {
        const std::string text = *numberish;
        const Decimal decimal = parse_decimal(text, 6);
        if (!decimal.is_good()) {
            RC_ASSERT(decimal.value == 0);
            return;
        }
        RC_ASSERT(parse_decimal(format_decimal(decimal.value, 6), 6).value == decimal.value);
    });
    EXPECT_TRUE(held);
}

TEST(Decimal, IsWrittenAsShortAsItCanBe) {
    EXPECT_EQ(format_decimal(1'500, 3), "1.5");
    EXPECT_EQ(format_decimal(-5, 3), "-0.005");
    EXPECT_EQ(format_decimal(2'000, 3), "2");
    EXPECT_EQ(format_decimal(0, 6), "0");
}

TEST(Money, HasAtLeastTwoDecimals) {
    EXPECT_EQ(format_money(1'500'000), "1.50");
    EXPECT_EQ(format_money(0), "0.00");
    EXPECT_EQ(format_money(-12'345'678), "-12.345678");
    EXPECT_EQ(format_money(7'000'000), "7.00");
}

}  // namespace
}  // namespace earmark
