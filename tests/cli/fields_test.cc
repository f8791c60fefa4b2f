#include "protocol/cli/fields.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace earmark::cli {
namespace {

using std::chrono::seconds;

TEST(Fields, AQuantitySaysWhichScaleTheItemHas) {
    EXPECT_EQ(*parse_quantity("1.5", 3), 1'500);
    EXPECT_EQ(parse_quantity("1.5", 0).error().detail, "a whole number: the item has no decimals");
    EXPECT_EQ(parse_quantity("1.25", 1).error().detail, "at most 1 decimal, the item's scale");
    EXPECT_EQ(parse_quantity("ten", 0).error().detail, "a quantity such as 12");
}

TEST(Fields, AWholeNumberNamesItsRange) {
    EXPECT_EQ(*parse_whole("32", 1, 32), 32);
    EXPECT_EQ(parse_whole("33", 1, 32).error().detail, "a whole number from 1 to 32");
    EXPECT_FALSE(parse_whole("", 0, 32).has_value());
    EXPECT_FALSE(parse_whole("1.0", 0, 32).has_value());
}

TEST(Fields, MoneyIsExactToTheMicro) {
    EXPECT_EQ(*parse_money("12.34"), 12'340'000);
    EXPECT_EQ(*parse_money("0.000001"), 1);
    EXPECT_EQ(parse_money("0.0000001").error().detail, "an amount with at most 6 decimals");
    EXPECT_EQ(parse_money("$5").error().detail, "an amount such as 12.34");
}

TEST(Fields, AnglesAreRoundedToMillionthsOfADegree) {
    EXPECT_EQ(*parse_degrees("40.7506", 90), 40'750'600);
    EXPECT_EQ(*parse_degrees("40.75061249", 90), 40'750'612);
    EXPECT_EQ(*parse_degrees("-73.99734567", 180), -73'997'346);
    EXPECT_EQ(*parse_degrees("-180", 180), -180'000'000);
    EXPECT_EQ(parse_degrees("90.0000005", 90).error().detail, "degrees from -90 to 90");
    EXPECT_FALSE(parse_degrees("40.7506124x", 90).has_value());
    EXPECT_FALSE(parse_degrees("", 90).has_value());
}

TEST(Fields, MethodsAreASetOfWords) {
    EXPECT_EQ(*parse_methods("ship"), method_ship);
    EXPECT_EQ(*parse_methods("same_day;ship"), method_ship | method_same_day);
    EXPECT_FALSE(parse_methods("ship;").has_value());
    EXPECT_FALSE(parse_methods("").has_value());
    EXPECT_EQ(format_methods(method_ship | method_pickup), "ship;pickup");
}

TEST(Fields, NodeTypesReadBack) {
    for (const auto type :
         {NodeType::dc, NodeType::store, NodeType::vendor, NodeType::third_party}) {
        EXPECT_EQ(*parse_node_type(to_string(type)), type);
    }
    EXPECT_EQ(parse_node_type("warehouse").error().detail, "dc, store, vendor or 3pl");
}

TEST(Fields, DurationsHaveAUnit) {
    EXPECT_EQ(*parse_duration("90s"), seconds(90));
    EXPECT_EQ(*parse_duration("15m"), seconds(900));
    EXPECT_EQ(*parse_duration("2h"), seconds(7'200));
    EXPECT_EQ(*parse_duration("1d"), seconds(86'400));
    EXPECT_EQ(*parse_duration("30"), seconds(30));
    for (const char* text : {"", "m", "0s", "-5m", "1.5h", "5 m", "99999999999999999999d", "5w"}) {
        EXPECT_FALSE(parse_duration(text).has_value()) << text;
    }
}

TEST(Fields, TextIsUtf8WithoutControlCharacters) {
    EXPECT_TRUE(parse_text("caf\xC3\xA9 \xF0\x9F\x93\xA6", 64).has_value());
    EXPECT_EQ(parse_text("caf\xE9", 64).error().detail, "text in UTF-8");
    EXPECT_EQ(parse_text("\xC0\x80", 64).error().detail, "text in UTF-8");
    EXPECT_EQ(parse_text("\xED\xA0\x80", 64).error().detail, "text in UTF-8");
    EXPECT_EQ(parse_text("a\nb", 64).error().detail, "text without control characters");
    EXPECT_EQ(parse_text("abcd", 3).error().detail, "at most 3 bytes");
}

TEST(Fields, TimesAndCountsAreForPeople) {
    EXPECT_EQ(format_time(Time(std::chrono::microseconds(0))), "1970-01-01 00:00:00 UTC");
    EXPECT_EQ(format_duration(std::chrono::milliseconds(250)), "250 ms");
    EXPECT_EQ(format_duration(seconds(90)), "1m 30s");
    EXPECT_EQ(format_duration(std::chrono::milliseconds(2'560)), "2.5 s");
    EXPECT_EQ(format_count(0), "0");
    EXPECT_EQ(format_count(999), "999");
    EXPECT_EQ(format_count(1'234'567), "1,234,567");
}

}  // namespace
}  // namespace earmark::cli
