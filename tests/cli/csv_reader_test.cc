#include "protocol/cli/csv_reader.h"

#include "tests/cli/temporary_file.h"

#include <gtest/gtest.h>

#include <array>
#include <rapidcheck.h>
#include <string>
#include <vector>

namespace earmark::cli {
namespace {

constexpr std::array kThreeColumns{
    CsvColumn{"sku", Presence::required},
    CsvColumn{"node", Presence::required},
    CsvColumn{"note"},
};
constexpr CsvFormat kThreeWide{.kind = "test", .columns = kThreeColumns};
constexpr CsvFormat kNumbered{
    .kind = "test", .columns = kThreeColumns, .numbered = "zone_", .numbered_max = 32
};

struct ReadRow {
    std::uint64_t number = 0;
    std::vector<std::string> cells;  ///< In the order of the format.
    bool operator==(const ReadRow&) const = default;
};

struct ReadFile {
    std::vector<ReadRow> rows;
    std::string error;
};

ReadFile read_all(const std::string& path, const CsvFormat& format = kThreeWide) {
    ReadFile read;
    auto reader = CsvReader::open(path, format);
    if (!reader) return {.rows = {}, .error = reader.error().detail};
    CsvRow row;
    while (true) {
        const auto more = (*reader)->next(row);
        if (!more) {
            read.error = more.error().detail;
            return read;
        }
        if (!*more) return read;
        ReadRow& next = read.rows.emplace_back();
        next.number = row.number();
        for (std::size_t i = 0; i < format.columns.size(); ++i)
            next.cells.emplace_back(row.cell(i));
    }
}

ReadFile read_text(std::string_view text, const CsvFormat& format = kThreeWide) {
    const TemporaryFile file(text);
    return read_all(file.path(), format);
}

TEST(CsvReader, ColumnsMayStandInAnyOrder) {
    const auto read = read_text("node,sku\nN1,A\nN2,B\n");
    EXPECT_EQ(read.error, "");
    EXPECT_EQ(read.rows, (std::vector<ReadRow>{{2, {"A", "N1", ""}}, {3, {"B", "N2", ""}}}));
}

TEST(CsvReader, QuotesCarriageReturnsByteOrderMarksAndBlankRowsAreOrdinary) {
    const auto read = read_text(
        "\xEF\xBB\xBFsku,node,note\r\n"
        "\"A,1\",N1,\"say \"\"yes\"\"\"\r\n"
        "\r\n"
        " B , N2 ,12\" ruler\r\n"
        "C,N3,\"two\nlines\""
    );
    EXPECT_EQ(read.error, "");
    EXPECT_EQ(
        read.rows,
        (std::vector<ReadRow>{
            {2, {"A,1", "N1", "say \"yes\""}},
            {4, {"B", "N2", "12\" ruler"}},
            {5, {"C", "N3", "two\nlines"}},
        })
    );
}

TEST(CsvReader, AnUnknownColumnIsRefusedWithThoseExpected) {
    const TemporaryFile file("sku,nodes\nA,N\n");
    EXPECT_EQ(
        read_all(file.path()).error,
        file.path() +
            ": row 1: found a column \"nodes\", expected columns of a test file: sku, node, note"
    );
}

TEST(CsvReader, AMissingOrRepeatedColumnIsRefusedByName) {
    EXPECT_NE(
        read_text("sku,note\nA,N\n").error.find("found no column \"node\", expected it in a test"),
        std::string::npos
    );
    EXPECT_NE(
        read_text("sku,sku,node\n").error.find("found the column \"sku\" twice"), std::string::npos
    );
}

TEST(CsvReader, NumberedColumnsAreBoundedAndHaveNoGap) {
    std::string zones;
    for (int zone = 32; zone > 0; --zone)
        zones += ",zone_" + std::to_string(zone);
    EXPECT_EQ(read_text("sku,node" + zones + "\n", kNumbered).error, "");
    const auto none = read_text("sku,node\n", kNumbered);
    EXPECT_NE(none.error.find("found no column \"zone_1\""), std::string::npos) << none.error;
    const auto gap = read_text("sku,node,zone_1,zone_3\n", kNumbered);
    EXPECT_NE(gap.error.find("found no column \"zone_2\""), std::string::npos) << gap.error;
    for (const char* name : {"zone_0", "zone_33", "zone_01", "zone_", "zone_x", "zone_1x"}) {
        const auto read = read_text("sku,node," + std::string(name) + "\n", kNumbered);
        EXPECT_NE(read.error.find("zone_1 to zone_32"), std::string::npos) << name;
    }
}

TEST(CsvReader, AnEmptyOrAbsentFileIsAnError) {
    EXPECT_NE(read_text("").error.find("is empty, expected a header row"), std::string::npos);
    EXPECT_NE(read_text("\n\r\n").error.find("is empty"), std::string::npos);
    EXPECT_NE(
        read_all("/nonexistent/stock.csv").error.find("No such file or directory"),
        std::string::npos
    );
    EXPECT_NE(read_all("/tmp").error, "");
}

TEST(CsvReader, ARowOfAnotherLengthIsReadAndTold) {
    const TemporaryFile file("sku,node,note\nA,N\nB,N,x,y\nC,N,\n");
    auto reader = CsvReader::open(file.path(), kThreeWide);
    ASSERT_TRUE(reader.has_value());
    CsvRow row;
    std::vector<bool> whole;
    while (*(*reader)->next(row))
        whole.push_back(row.is_whole());
    EXPECT_EQ(whole, (std::vector<bool>{false, false, true}));
}

TEST(CsvReader, AQuoteLeftOpenIsAnErrorNotAnEndlessCell) {
    const auto read = read_text("sku,node\nA,N\nB,\"N\nC,N\n");
    EXPECT_EQ(read.rows.size(), 1U);
    EXPECT_NE(read.error.find("row 3: a quote is left open"), std::string::npos);

    std::string endless = "sku,node\nA,\"";
    for (int i = 0; i < 200'000; ++i)
        endless += "N1\nA1234567,";
    EXPECT_NE(read_text(endless).error.find("row 2 is longer than 1 MiB"), std::string::npos);
}

std::string many_rows(int count) {
    std::string text = "sku,node,note\n";
    for (int i = 0; i < count; ++i) {
        text += "sku-" + std::to_string(i) + ",node-" + std::to_string(i % 7) + ",\"a, b\"\n";
    }
    return text;
}

TEST(CsvReader, GzippedRowsAreTheSameRows) {
    const std::string text = many_rows(20'000);
    const TemporaryFile plain(text);
    const TemporaryFile gzipped("", ".csv.gz");
    gzipped.gzip(text);
    const auto expected = read_all(plain.path());
    const auto found = read_all(gzipped.path());
    EXPECT_EQ(found.error, "");
    ASSERT_EQ(expected.rows.size(), 20'000U);
    EXPECT_EQ(found.rows, expected.rows);
    EXPECT_EQ(expected.rows.back(), (ReadRow{20'001, {"sku-19999", "node-0", "a, b"}}));
}

TEST(CsvReader, ACutGzipStreamIsAnErrorAndNeverASilentEnd) {
    const TemporaryFile whole("", ".csv.gz");
    whole.gzip(many_rows(300));
    const std::size_t bytes = whole.bytes();
    for (std::size_t kept = 1; kept < bytes; kept += 1 + kept / 16) {
        const TemporaryFile cut(whole.read().substr(0, kept), ".csv.gz");
        EXPECT_NE(read_all(cut.path()).error, "") << kept << " of " << bytes;
    }
    const TemporaryFile cut(whole.read().substr(0, bytes - 1), ".csv.gz");
    EXPECT_NE(read_all(cut.path()).error.find("the file is cut"), std::string::npos);
}

TEST(CsvReader, ADamagedGzipStreamIsAnError) {
    const TemporaryFile file("", ".csv.gz");
    file.gzip(many_rows(300));
    std::string bytes = file.read();
    bytes[bytes.size() - 6] = static_cast<char>(bytes[bytes.size() - 6] ^ 1);
    file.write(bytes);
    EXPECT_NE(read_all(file.path()).error.find("damaged"), std::string::npos);
}

TEST(CsvReader, GzipMembersFollowEachOtherAndNothingElseDoes) {
    const TemporaryFile first("", ".csv.gz");
    first.gzip(many_rows(300));
    const TemporaryFile second("", ".csv.gz");
    second.gzip("last,node,note\n");
    const auto with = [&](const std::string& end) {
        const TemporaryFile file(first.read() + end, ".csv.gz");
        return read_all(file.path());
    };
    const ReadFile both = with(second.read());
    EXPECT_EQ(both.error, "");
    EXPECT_EQ(both.rows.size(), 301U);
    EXPECT_EQ(both.rows.back().cells.front(), "last");
    EXPECT_EQ(with(std::string(100'000, '\0')).error, "");
    EXPECT_EQ(with(second.read() + std::string(1, '\0')).rows.size(), 301U);
    std::string damaged = second.read();
    damaged[1] = 'x';
    for (const std::string& end :
         {damaged,
          std::string("x"),
          std::string("\x1f"),
          std::string("sku-300,node,note\n"),
          second.read().substr(0, 4),
          second.read().substr(0, second.bytes() - 1),
          std::string(1, '\0') + second.read()}) {
        const ReadFile read = with(end);
        EXPECT_NE(read.error.find("gzip"), std::string::npos) << end.size();
        EXPECT_EQ(read.rows.front().cells.front(), "sku-0");
    }
}

TEST(CsvReader, ARowOfAnotherLengthIsKeptAsItStands) {
    std::string text = "sku,node,note\r\n";
    std::vector<std::string> rows;
    for (int i = 0; i < 20'000; ++i) {
        rows.push_back("A,  kent, wa," + std::to_string(i) + ",\"b\nc\"");
        text += rows.back() + (i % 2 == 0 ? "\n" : "\r\n");
        if (i % 3 == 0) text += "A,N,\"x\"\n\n";
    }
    const TemporaryFile file(text);
    auto reader = CsvReader::open(file.path(), kThreeWide);
    ASSERT_TRUE(reader.has_value());
    CsvRow row;
    std::vector<std::string> found;
    while (*(*reader)->next(row)) {
        if (!row.is_whole()) found.push_back(row.text());
    }
    EXPECT_EQ(found, rows);
}

TEST(CsvReader, AnyCellsReadBackAsTheyWereWritten) {
    const bool held = rc::check([](const std::vector<std::array<std::string, 3>>& table) {
        std::string text = "sku,node,note\n";
        std::vector<std::vector<std::string>> expected;
        for (const auto& cells : table) {
            if (cells[0].empty() && cells[1].empty() && cells[2].empty()) continue;
            expected.push_back({cells.begin(), cells.end()});
            text += csv_line(cells);
        }
        const auto read = read_text(text);
        RC_ASSERT(read.error.empty());
        RC_ASSERT(read.rows.size() == expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            RC_ASSERT(read.rows[i].cells == expected[i]);
        }
    });
    EXPECT_TRUE(held);
}

TEST(CsvReader, AFileOfRejectedRowsCanBeLoadedAgain) {
    const auto read = read_text("sku,node,rejected_row,rejected_because\nA,N,7,\"why, then\"\n");
    EXPECT_EQ(read.error, "");
    EXPECT_EQ(read.rows, (std::vector<ReadRow>{{2, {"A", "N", ""}}}));
}

}  // namespace
}  // namespace earmark::cli
