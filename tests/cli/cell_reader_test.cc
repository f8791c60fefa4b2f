#include "protocol/cli/cell_reader.h"

#include "tests/cli/temporary_file.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <memory>
#include <string>

namespace earmark::cli {
namespace {

constexpr std::array kColumns{
    CsvColumn{"node"},
    CsvColumn{"latitude"},
    CsvColumn{"longitude"},
    CsvColumn{"priority"},
    CsvColumn{"handling"},
};
constexpr CsvFormat kFormat{.kind = "test", .columns = kColumns};

/// What reading one row answers, as a person sees it.
std::string fault_in(const std::string& cells, const std::function<void(CellReader&)>& read) {
    const TemporaryFile file("node,latitude,longitude,priority,handling\n" + cells + "\n");
    auto reader = CsvReader::open(file.path(), kFormat);
    EXPECT_TRUE(reader.has_value());
    CsvRow row;
    EXPECT_TRUE(*(*reader)->next(row));
    CellReader reading(row, kFormat);
    read(reading);
    return reading.fault() ? to_string(*reading.fault()) : "";
}

TEST(CellReader, AFaultNamesColumnFoundAndExpected) {
    EXPECT_EQ(
        fault_in("N1,,,70000,", [](CellReader& cells) { cells.whole(3, 0, 65'535); }),
        "column priority: found \"70000\", expected a whole number from 0 to 65535"
    );
    EXPECT_EQ(
        fault_in(",,,,", [](CellReader& cells) { cells.name(0, 64); }),
        R"(column node: found nothing, expected a name of 1 to 64 bytes)"
    );
    EXPECT_EQ(
        fault_in(",,,,-1.50", [](CellReader& cells) { cells.money(4); }),
        "column handling: found \"-1.50\", expected an amount that is not negative"
    );
}

TEST(CellReader, EmptyMeansTheDefault) {
    EXPECT_EQ(
        fault_in(
            "N1,,,,",
            [](CellReader& cells) {
                EXPECT_EQ(cells.whole_or(3, 1, 9, 5), 5);
                EXPECT_EQ(cells.money(4), 0);
                EXPECT_EQ(cells.location(1, 2), std::nullopt);
            }
        ),
        ""
    );
}

TEST(CellReader, APlaceNeedsBothCoordinates) {
    EXPECT_EQ(
        fault_in("N1,40.5,,,", [](CellReader& cells) { cells.location(1, 2); }),
        "column longitude: found nothing, expected a longitude, as there is a latitude"
    );
    EXPECT_EQ(
        fault_in("N1,95,10,,", [](CellReader& cells) { cells.location(1, 2); }),
        "column latitude: found \"95\", expected degrees from -90 to 90"
    );
}

TEST(CellReader, OnlyTheFirstFaultIsTold) {
    EXPECT_EQ(
        fault_in(
            "N1,,,x,y",
            [](CellReader& cells) {
                cells.whole(3, 0, 9);
                cells.money(4);
            }
        ),
        "column priority: found \"x\", expected a whole number from 0 to 9"
    );
}

TEST(CellReader, ARowOfAnotherLengthIsAFaultOfTheRow) {
    EXPECT_EQ(fault_in("N1,,", [](CellReader&) {}), "found 3 cells, expected 5 as in the header");
}

TEST(CellReader, LongCellsAreShownByTheirBeginning) {
    const std::string fault =
        fault_in(std::string(500, 'x') + ",,,,", [](CellReader& cells) { cells.name(0, 64); });
    EXPECT_LT(fault.size(), 140U);
    EXPECT_NE(fault.find("xxx...\", expected at most 64 bytes"), std::string::npos);
}

}  // namespace
}  // namespace earmark::cli
