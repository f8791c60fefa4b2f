// What people and programs read: tables, histograms, acknowledgements, reports of wrong rows.
#include "protocol/cli/acknowledgement.h"
#include "protocol/cli/latency_histogram.h"
#include "protocol/cli/row_formats.h"
#include "protocol/cli/row_report.h"
#include "protocol/cli/text_table.h"
#include "tests/cli/temporary_file.h"

#include <gtest/gtest.h>

#include <chrono>
#include <sstream>

namespace earmark::cli {
namespace {

TEST(TextTable, ColumnsAreAsWideAsTheirWidestCell) {
    TextTable table({{"node"}, {"ats", Align::right}});
    table.add({"reno", "8"});
    table.add({"caf\xC3\xA9", "1250"});
    std::ostringstream out;
    table.print(out);
    EXPECT_EQ(
        out.str(),
        "node   ats\n"
        "reno     8\n"
        "caf\xC3\xA9  1250\n"
    );
}

TEST(LatencyHistogram, PercentilesAreWithinTwoPerCent) {
    LatencyHistogram histogram;
    EXPECT_EQ(histogram.percentile(50).count(), 0);
    for (int i = 1; i <= 100'000; ++i)
        histogram.add(std::chrono::microseconds(i));
    EXPECT_EQ(histogram.count(), 100'000U);
    for (const double percent : {0.01, 1.0, 50.0, 99.0, 99.9, 100.0}) {
        const double exact = percent * 1'000;
        const auto found = static_cast<double>(histogram.percentile(percent).count());
        EXPECT_GE(found, exact) << percent;
        EXPECT_LE(found, exact * 1.02 + 1) << percent;
    }
    histogram.add(std::chrono::hours(24 * 365));
}

TEST(Acknowledgement, ReadsBackAsItWasWritten) {
    const Acknowledgement written{
        .reservation = "o \"1\"",
        .lsn = 7,
        .lines = {{"A", "N1", 2}, {"caf\xC3\xA9", "N2", 1'500}},
    };
    const auto read = parse_acknowledgement(to_json_line(written));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->reservation, written.reservation);
    EXPECT_EQ(read->lsn, 7U);
    ASSERT_EQ(read->lines.size(), 2U);
    EXPECT_EQ(read->lines[1].sku, "caf\xC3\xA9");
    EXPECT_EQ(read->lines[1].node, "N2");
    EXPECT_EQ(read->lines[1].units, 1'500);
}

TEST(Acknowledgement, AnythingElseIsAnError) {
    for (const char* text :
         {"",
          "{}",
          "[]",
          "7",
          "{\"reservation\":\"o1\"}",
          "{\"reservation\":1,\"lsn\":1,\"lines\":[]}",
          "{\"reservation\":\"o1\",\"lsn\":1,\"lines\":[{\"sku\":\"A\"}]}",
          "{\"reservation\":\"o1\",\"lsn\":1,\"lines\":[]"}) {
        EXPECT_FALSE(parse_acknowledgement(text).has_value()) << text;
    }
}

class Reported {
  public:
    explicit Reported(RowReportOptions options) : report_(options, out_, [] {}) {
        EXPECT_TRUE(report_.open().has_value());
    }

    /// Reports every row of the file as wrong in on_hand.
    void all_rows_of(const TemporaryFile& file) {
        auto reader = CsvReader::open(file.path(), kStockFormat);
        ASSERT_TRUE(reader.has_value());
        ASSERT_TRUE(report_.begin_file(**reader).has_value());
        CsvRow row;
        while (*(*reader)->next(row)) {
            report_.reject(report_.origin_of(row), {"on_hand", "\"x\"", "a quantity such as 12"});
        }
        ASSERT_TRUE(report_.close().has_value());
    }

    RowReport& report() { return report_; }
    std::string text() const { return out_.str(); }

  private:
    std::ostringstream out_;
    RowReport report_;
};

TEST(RowReport, AWrongRowIsToldByFileRowColumnFoundAndExpected) {
    const TemporaryFile file("sku,node,on_hand\nA,N,x\n");
    Reported reported({});
    reported.all_rows_of(file);
    EXPECT_EQ(
        reported.text(),
        file.path() + ": row 2, column on_hand: found \"x\", expected a quantity such as 12\n"
    );
    EXPECT_EQ(reported.report().rejected(), 1U);
}

TEST(RowReport, InJsonEachPartIsAField) {
    const TemporaryFile file("sku,node,on_hand\nA,N,x\n");
    Reported reported({.json = true});
    reported.all_rows_of(file);
    EXPECT_EQ(
        reported.text(),
        R"({"error":"wrong_row","file":")" + file.path() +
            R"(","row":2,"column":"on_hand","found":"x","expected":"a quantity such as 12"})"
            "\n"
    );
}

TEST(RowReport, ManyWrongRowsAreCountedAndNotAllSaid) {
    std::string text = "sku,node,on_hand\n";
    for (int i = 0; i < 10; ++i)
        text += "A,N,x\n";
    const TemporaryFile file(text);
    Reported reported({.said_max = 3});
    reported.all_rows_of(file);
    EXPECT_EQ(reported.report().rejected(), 10U);
    EXPECT_NE(
        reported.text().find("... and 7 more wrong rows; --rejects FILE keeps them all\n"),
        std::string::npos
    );
}

TEST(RowReport, RejectedRowsCanBeMendedAndLoaded) {
    const TemporaryFile file("node,sku,on_hand\n\"N, 1\",A,x\n");
    const TemporaryFile rejects("");
    Reported reported({.rejects_path = rejects.path()});
    reported.all_rows_of(file);
    EXPECT_EQ(
        rejects.read(),
        "node,sku,on_hand,rejected_row,rejected_because\n"
        "\"N, 1\",A,x,2,\"column on_hand: found \"\"x\"\", expected a quantity such as 12\"\n"
    );
    EXPECT_TRUE(CsvReader::open(rejects.path(), kStockFormat).has_value());
}

}  // namespace
}  // namespace earmark::cli
