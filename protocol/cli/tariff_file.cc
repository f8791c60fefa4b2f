#include "protocol/cli/tariff_file.h"

#include "engine/base/decimal.h"
#include "protocol/cli/csv_reader.h"
#include "protocol/cli/row_formats.h"

namespace earmark::cli {

void TariffFile::check_step(CellReader& cells, const Version& version, const TariffCells& step) {
    if (step.dim_cm3_per_kg && *step.dim_cm3_per_kg != version.dim_cm3_per_kg) {
        cells.reject(
            kTariffsDimColumn,
            std::to_string(version.dim_cm3_per_kg) + " as in the tariff's first row, or nothing"
        );
    }
    if (step.surcharge_per_parcel && *step.surcharge_per_parcel != version.surcharge_per_parcel) {
        cells.reject(
            kTariffsSurchargeColumn,
            format_money(version.surcharge_per_parcel) + " as in the tariff's first row, or nothing"
        );
    }
    const Step& before = version.steps.back();
    if (step.weight_g_max <= before.weight_g_max) {
        cells.reject(
            kTariffsWeightColumn,
            "more than " + std::to_string(before.weight_g_max) + ", the step before"
        );
    }
    for (std::size_t zone = 0; zone < step.rates.size(); ++zone) {
        const bool is_served = step.rates[zone] >= 0;
        if (is_served != (before.rates[zone] >= 0)) {
            const char* const was = is_served ? "nothing" : "a rate";
            cells.reject(kTariffsZoneColumn + zone, std::string(was) + ", as in the lighter step");
        }
        if (!is_served || step.rates[zone] >= before.rates[zone]) continue;
        cells.reject(
            kTariffsZoneColumn + zone,
            "at least " + format_money(before.rates[zone]) + ", the rate of the lighter step"
        );
    }
}

void TariffFile::take_step(
    RowReport& report, CellReader& cells, const CsvRow& row, std::size_t zones
) {
    TariffCells step = read_tariff_step(cells, zones);
    if (cells.fault()) return;
    const std::string name(step.tariff);
    // An empty day means that of the tariff's row before.
    Day& from = last_from_.try_emplace(name, kNoDay).first->second;
    if (step.from) from = *step.from;
    const auto [found, is_new] = versions_.try_emplace({name, from});
    Version& version = found->second;
    if (is_new) {
        version.dim_cm3_per_kg = step.dim_cm3_per_kg.value_or(0);
        version.surcharge_per_parcel = step.surcharge_per_parcel.value_or(0);
        version.origin = report.origin_of(row);
    } else {
        check_step(cells, version, step);
        if (cells.fault()) return;
    }
    version.steps.push_back({.weight_g_max = step.weight_g_max, .rates = std::move(step.rates)});
}

Status TariffFile::read(const std::string& path, RowReport& report) {
    const auto reader = CsvReader::open(path, kTariffsFormat);
    if (!reader) return reader.error();
    if (const Status begun = report.begin_file(**reader); !begun) return begun;
    CsvRow row;
    while (true) {
        const auto more = (*reader)->next(row);
        if (!more) return more.error();
        if (!*more) break;
        ++rows_read_;
        report.gather(row, {});
        CellReader cells(row, kTariffsFormat);
        take_step(report, cells, row, (*reader)->numbered_columns());
        if (!cells.fault()) continue;
        report.reject(report.origin_of(row), *cells.fault());
        if (!report.must_stop()) continue;
        if (const Status kept = report.gather_rest(**reader); !kept) return kept;
        break;
    }
    make_rows();
    return Done{};
}

void TariffFile::make_rows() {
    rows_.reserve(versions_.size());
    origins_.reserve(versions_.size());
    for (const auto& [key, version] : versions_) {
        auto& borrowed = steps_.emplace_back();
        borrowed.reserve(version.steps.size());
        for (const Step& step : version.steps)
            borrowed.push_back({step.weight_g_max, step.rates});
        rows_.push_back({
            .name = key.first,
            .dim_cm3_per_kg = version.dim_cm3_per_kg,
            .surcharge_per_parcel = version.surcharge_per_parcel,
            .steps = borrowed,
            .from = key.second,
        });
        origins_.push_back(version.origin);
        origins_.back().rows = version.steps.size();
    }
}

}  // namespace earmark::cli
