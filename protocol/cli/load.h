// `earmark load`: files into the server.
#pragma once

#include "engine/base/result.h"
#include "protocol/cli/exit_code.h"
#include "protocol/cli/progress.h"
#include "protocol/cli/row_report.h"
#include "protocol/cli/session.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::cli {

enum class LoadKind : std::uint8_t {
    nodes,
    items,
    groups,
    tariffs,
    zones,
    zone_bands,
    stock,
    segment_rules,
    receipts,
    backorders,
    selling_rules,
    kits,
    units,
    order_quantities,
    substitutes,
    profiles,
    scarcity,
    calendars,
    services,
    area_surcharges,
    node_hours,
    pickups,
    capacity,
    carbon,
    couriers,
    sourcing_rules,
};

struct LoadOptions {
    LoadKind kind = LoadKind::items;
    std::string_view kind_name;  ///< As it is typed: "zone-bands".
    std::vector<std::string> files;
    bool strict = false;
    std::string rejects_path;

    std::string source = "load";  ///< Of stock, and of receipts that are numbered.

    // Of stock only.
    std::optional<std::uint64_t> sequence;  ///< Microseconds since 1970 unless given.
    std::chrono::seconds retry_for{60};     ///< How long to wait for a server that went away.
    std::uint32_t connections = 1;
    std::string job;  ///< Goes on where a load of this name broke off.
};

struct LoadTotals {
    std::uint64_t rows = 0;       ///< Read.
    std::uint64_t loaded = 0;     ///< The server said so.
    std::uint64_t stale = 0;      ///< Not newer than what the source sent before: changed nothing.
    std::uint64_t unchanged = 0;  ///< Rows, of stock figures, that were already so.
    std::uint64_t figures = 0;    ///< Of stock, one or two a row: what the server judged and kept.
    std::uint64_t done_before = 0;  ///< Rows of pages that a broken load had sent.
    std::uint64_t left_out = 0;     ///< Good rows of a table that has wrong ones.
};

/// What the files of one load share.
struct LoadRun {
    Session& session;
    const LoadOptions& options;
    Progress& progress;
    RowReport& report;
    protocol::Client& client;
    LoadTotals totals{};

    /// Says how far the file is, when it is time to.
    void show_progress(const CsvReader& reader);

    /// Books the reply to a batch of reference rows; origins[i] is where row i came from.
    Status take(const PutReply& reply, const std::vector<RowOrigin>& origins);
};

/// Loads the files one after the other.
ExitCode run_load(Session& session, const LoadOptions& options);

/// Each loads one file. Errors end the load; wrong rows go to the report.
Status load_items(LoadRun& run, const std::string& path);
Status load_nodes(LoadRun& run, const std::string& path);
Status load_groups(LoadRun& run, const std::string& path);
Status load_tariffs(LoadRun& run, const std::string& path);
Status load_zones(LoadRun& run, const std::string& path);
Status load_zone_bands(LoadRun& run, const std::string& path);
Status load_stock(LoadRun& run, const std::string& path);
Status load_receipts(LoadRun& run, const std::string& path);
Status load_backorders(LoadRun& run, const std::string& path);
Status load_segment_rules(LoadRun& run, const std::string& path);
Status load_selling_rules(LoadRun& run, const std::string& path);
Status load_kits(LoadRun& run, const std::string& path);
Status load_units(LoadRun& run, const std::string& path);
Status load_order_quantities(LoadRun& run, const std::string& path);
Status load_substitutes(LoadRun& run, const std::string& path);
Status load_profiles(LoadRun& run, const std::string& path);
Status load_scarcity(LoadRun& run, const std::string& path);
/// Calendars, services, area surcharges, hours, pickups, capacities, carbon or couriers.
Status load_shipping(LoadRun& run, const std::string& path);
Status load_sourcing_rules(LoadRun& run, const std::string& path);

/// The request as a whole was refused: an Error that says so.
Error refused_error(Outcome outcome, std::string_view detail);

}  // namespace earmark::cli
