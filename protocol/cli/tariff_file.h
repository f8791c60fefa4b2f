// A file of tariffs, read and checked: several rows make one version of a tariff.
#pragma once

#include "engine/base/result.h"
#include "engine/command.h"
#include "protocol/cli/row_report.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace earmark::cli {

struct TariffCells;

class TariffFile {
  public:
    /// Wrong rows go to the report; then the file is not whole.
    /// Errors: those of CsvReader.
    Status read(const std::string& path, RowReport& report);

    /// By name and first day; they borrow from this.
    const std::vector<TariffRow>& rows() const { return rows_; }
    /// Where each begins.
    const std::vector<RowOrigin>& origins() const { return origins_; }
    bool is_empty() const { return rows_.empty(); }
    std::uint64_t rows_read() const { return rows_read_; }

  private:
    struct Step {
        std::uint32_t weight_g_max = 0;
        std::vector<Micros> rates;
    };
    struct Version {
        std::uint32_t dim_cm3_per_kg = 0;
        Micros surcharge_per_parcel = 0;
        std::vector<Step> steps;
        RowOrigin origin;
    };

    static void check_step(CellReader& cells, const Version& version, const TariffCells& step);
    void take_step(RowReport& report, CellReader& cells, const CsvRow& row, std::size_t zones);
    void make_rows();

    std::uint64_t rows_read_ = 0;
    std::map<std::pair<std::string, Day>, Version> versions_;
    std::map<std::string, Day, std::less<>> last_from_;  ///< Of each name, in the rows so far.
    std::deque<std::vector<TariffStep>> steps_;
    std::vector<TariffRow> rows_;
    std::vector<RowOrigin> origins_;
};

}  // namespace earmark::cli
