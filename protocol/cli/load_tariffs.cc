// Tariffs, zone pairs and zone bands: what transport costs, so each file goes in whole or not at
// all.
#include "engine/base/day.h"
#include "engine/limits.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/load_whole.h"
#include "protocol/cli/row_formats.h"
#include "protocol/cli/tariff_file.h"

#include <map>
#include <set>
#include <span>
#include <utility>

namespace earmark::cli {
namespace {

/// Says which versions rate days that are past.
void tell_past_versions(WholeFile& whole, const TariffFile& file) {
    const Day today = today_in_utc();
    for (const TariffRow& row : file.rows()) {
        if (row.from == kNoDay || row.from >= today) continue;
        whole.note(
            "tariff '" + std::string(row.name) + "' rates from " + format_day(row.from) +
            ", a day that is past: plans made from now on go by it, what was planned before stays "
            "as it is (earmark rerate tells what it would have cost)"
        );
    }
}

class ZonePairRows {
  public:
    explicit ZonePairRows(LoadRun& run) : run_(run) {}

    void take(const CsvRow& row) {
        CellReader cells(row, kZonesFormat);
        const ZonePair pair = read_zone_pair(cells, keeper_);
        if (!cells.fault()) judge(cells, pair);
        RowOrigin origin = run_.report.origin_of(row);
        if (cells.fault()) return run_.report.reject(origin, *cells.fault());
        pairs_.push_back(pair);
        origins_.push_back(std::move(origin));
    }

    std::size_t count() const { return pairs_.size(); }

    static Status check() { return Done{}; }

    /// A request may be refused for prefixes that are too many with those loaded before. Pairs that
    /// bring new ones go first, and fit into one request, so that it is refused before any goes in.
    Status send(WholeFile& file) {
        std::set<std::string_view> known;
        std::vector<ZonePair> pairs;
        std::vector<RowOrigin> origins;
        std::vector<std::size_t> later;
        const auto add = [&](std::size_t index) {
            pairs.push_back(pairs_[index]);
            origins.push_back(origins_[index]);
        };
        for (std::size_t index = 0; index < pairs_.size(); ++index) {
            const bool is_new_origin = known.insert(pairs_[index].origin_prefix).second;
            const bool is_new = known.insert(pairs_[index].destination_prefix).second;
            if (is_new_origin || is_new) {
                add(index);
            } else {
                later.push_back(index);
            }
        }
        for (const std::size_t index : later)
            add(index);
        Status sent = send_in_parts<ZonePair>(
            file,
            pairs,
            origins,
            [&](std::size_t, std::span<const ZonePair> part) {
                auto reply =
                    run_.client.put_zones({.pairs = part, .bands = {}}, run_.session.call());
                if (reply && !reply->detail.empty()) unserved_.insert(reply->detail);
                return reply;
            }
        );
        if (!sent) return sent;
        for (const std::string& zones : unserved_)
            file.note(zones + ": what goes there has no rate");
        return Done{};
    }

  private:
    static constexpr std::size_t kOriginColumn = 0;
    static constexpr std::size_t kDestinationColumn = 1;
    static constexpr std::size_t kZoneColumn = 2;

    void judge(CellReader& cells, const ZonePair& pair) {
        if (prefix_bytes_ == 0) prefix_bytes_ = pair.origin_prefix.size();
        const std::string expected =
            "a prefix of " + std::to_string(prefix_bytes_) + " characters, as in the first row";
        if (prefix_bytes_ > kPrefixBytesMax)
            cells.reject(kOriginColumn, "a prefix of 1 to 8 characters");
        if (pair.origin_prefix.size() != prefix_bytes_) cells.reject(kOriginColumn, expected);
        if (pair.destination_prefix.size() != prefix_bytes_)
            cells.reject(kDestinationColumn, expected);
        prefixes_.insert(pair.origin_prefix);
        prefixes_.insert(pair.destination_prefix);
        if (prefixes_.size() > kPrefixesMax)
            cells.reject(kOriginColumn, "at most 8192 different prefixes");
        const auto [same, is_new] =
            zones_.try_emplace({pair.origin_prefix, pair.destination_prefix}, pair.zone);
        if (!is_new && same->second != pair.zone) {
            cells.reject(
                kZoneColumn,
                "zone " + std::to_string(same->second) + ", as in an earlier row of that pair"
            );
        }
    }

    LoadRun& run_;
    TextKeeper keeper_;
    std::size_t prefix_bytes_ = 0;
    std::set<std::string> unserved_;  ///< What the server says of zones without rates.
    std::set<std::string_view> prefixes_;
    std::map<std::pair<std::string_view, std::string_view>, std::uint8_t> zones_;
    std::vector<ZonePair> pairs_;
    std::vector<RowOrigin> origins_;
};

class ZoneBandRows {
  public:
    explicit ZoneBandRows(LoadRun& run) : run_(run) {}

    void take(const CsvRow& row) {
        CellReader cells(row, kZoneBandsFormat);
        const ZoneBand band = read_zone_band(cells);
        if (!bands_.empty() && band.miles_max <= bands_.back().miles_max) {
            cells.reject(
                kZoneBandsMilesColumn,
                "more than " + std::to_string(bands_.back().miles_max) + ", the band before"
            );
        }
        RowOrigin origin = run_.report.origin_of(row);
        if (cells.fault()) return run_.report.reject(origin, *cells.fault());
        bands_.push_back(band);
        origins_.push_back(std::move(origin));
    }

    std::size_t count() const { return bands_.size(); }

    static Status check() { return Done{}; }

    Status send(WholeFile& file) {
        const auto reply =
            run_.client.put_zones({.pairs = {}, .bands = bands_}, run_.session.call());
        if (!reply) return reply.error();
        Status taken = file.take(*reply, origins_);
        if (taken && !reply->detail.empty())
            file.note(reply->detail + ": what goes there has no rate");
        return taken;
    }

  private:
    LoadRun& run_;
    std::vector<ZoneBand> bands_;
    std::vector<RowOrigin> origins_;
};

}  // namespace

Status load_tariffs(LoadRun& run, const std::string& path) {
    WholeFile whole(run, path);
    TariffFile file;
    const Status read = file.read(path, run.report);
    run.totals.rows += file.rows_read();
    if (!read) return whole.not_loaded(read.error());
    if (whole.is_spoilt() || file.is_empty()) return Done{};
    const auto reply = run.client.put_tariffs(file.rows(), run.session.call());
    if (!reply) return whole.not_loaded(reply.error());
    const Status taken = whole.take(*reply, file.origins());
    if (!taken) return whole.not_loaded(taken.error());
    if (!whole.is_spoilt()) tell_past_versions(whole, file);
    return Done{};
}

Status load_zones(LoadRun& run, const std::string& path) {
    return load_whole(run, path, kZonesFormat, ZonePairRows(run));
}

Status load_zone_bands(LoadRun& run, const std::string& path) {
    return load_whole(run, path, kZoneBandsFormat, ZoneBandRows(run));
}

}  // namespace earmark::cli
