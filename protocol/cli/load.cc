#include "protocol/cli/load.h"

#include "protocol/cli/fields.h"
#include "protocol/cli/load_whole.h"
#include "protocol/cli/output_paths.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace earmark::cli {
namespace {

Status load_file(LoadRun& run, const std::string& path) {
    switch (run.options.kind) {
        case LoadKind::nodes:
            return load_nodes(run, path);
        case LoadKind::items:
            return load_items(run, path);
        case LoadKind::groups:
            return load_groups(run, path);
        case LoadKind::tariffs:
            return load_tariffs(run, path);
        case LoadKind::zones:
            return load_zones(run, path);
        case LoadKind::zone_bands:
            return load_zone_bands(run, path);
        case LoadKind::stock:
            return load_stock(run, path);
        case LoadKind::segment_rules:
            return load_segment_rules(run, path);
        case LoadKind::receipts:
            return load_receipts(run, path);
        case LoadKind::backorders:
            return load_backorders(run, path);
        case LoadKind::selling_rules:
            return load_selling_rules(run, path);
        case LoadKind::kits:
            return load_kits(run, path);
        case LoadKind::units:
            return load_units(run, path);
        case LoadKind::order_quantities:
            return load_order_quantities(run, path);
        case LoadKind::substitutes:
            return load_substitutes(run, path);
        case LoadKind::profiles:
            return load_profiles(run, path);
        case LoadKind::scarcity:
            return load_scarcity(run, path);
        case LoadKind::calendars:
        case LoadKind::services:
        case LoadKind::area_surcharges:
        case LoadKind::node_hours:
        case LoadKind::pickups:
        case LoadKind::capacity:
        case LoadKind::carbon:
        case LoadKind::couriers:
            return load_shipping(run, path);
        case LoadKind::sourcing_rules:
            return load_sourcing_rules(run, path);
    }
    return Done{};
}

void print_json(const LoadRun& run, bool stopped) {
    boost::json::array files;
    for (const std::string& path : run.options.files)
        files.emplace_back(path);
    run.session.out() << boost::json::serialize(boost::json::object{
                             {"kind", run.options.kind_name},
                             {"files", std::move(files)},
                             {"rows", run.totals.rows},
                             {"stopped", stopped},
                             {"loaded", run.totals.loaded},
                             {"unchanged", run.totals.unchanged},
                             {"stale", run.totals.stale},
                             {"rejected", run.report.rejected()},
                             {"left_out", run.totals.left_out},
                             {"done_before", run.totals.done_before},
                             {"micros", run.progress.elapsed().count()},
                         })
                      << '\n';
}

/// Of files that were not read to their end, nobody knows how many rows there are.
void print_text(const LoadRun& run, bool stopped) {
    std::ostream& out = run.session.out();
    out << run.options.kind_name << ": " << format_count(run.totals.loaded) << " of "
        << (stopped ? "the first " : "") << format_count(run.totals.rows) << " rows loaded in "
        << format_duration(run.progress.elapsed());
    if (stopped) out << ", then stopped";
    if (run.totals.unchanged > 0) {
        out << ", " << format_count(run.totals.unchanged);
        if (run.totals.figures > 0) {
            out << " of " << format_count(run.totals.figures)
                << " figures were so before (a new position has a safety of 0)";
        } else {
            out << " as they were";
        }
    }
    if (run.totals.stale > 0) {
        out << ", " << format_count(run.totals.stale) << " stale (this source sent newer ones)";
    }
    if (run.totals.done_before > 0)
        out << ", " << format_count(run.totals.done_before) << " were loaded before";
    if (run.totals.left_out > 0) {
        out << ", " << format_count(run.totals.left_out) << " left out with wrong ones";
    }
    if (run.report.rejected() > 0)
        out << ", " << format_count(run.report.rejected()) << " rejected";
    out << '\n';
}

}  // namespace

Error refused_error(Outcome outcome, std::string_view detail) {
    std::string text = "refused: " + std::string(earmark::to_string(outcome));
    if (!detail.empty()) text += ": " + std::string(detail);
    return {ErrorCode::limit_exceeded, text};
}

void LoadRun::show_progress(const CsvReader& reader) {
    if (!progress.is_due()) return;
    std::string text = reader.path() + ": " + format_count(totals.rows) + " rows";
    if (reader.bytes_in_file() > 0) {
        constexpr std::uint64_t kPercent = 100;
        text +=
            ", " + std::to_string(reader.bytes_read() * kPercent / reader.bytes_in_file()) + " %";
    }
    progress.say(text + ", " + format_duration(progress.elapsed()));
}

Status LoadRun::take(const PutReply& reply, const std::vector<RowOrigin>& origins) {
    if (!is_done(reply.outcome)) return refused_error(reply.outcome, reply.detail);
    for (const RowOrigin& origin : origins)
        totals.loaded += origin.rows;
    for (const RowAnswer& answer : reply.answers) {
        if (answer.row >= origins.size()) continue;
        const RowOrigin& origin = origins[answer.row];
        if (answer.verdict == RowVerdict::unchanged) {
            totals.unchanged += origin.rows;
            continue;
        }
        totals.loaded -= origin.rows;
        totals.left_out += origin.rows - 1;
        report.refuse(origin, earmark::to_string(answer.verdict), answer.detail);
    }
    return Done{};
}

ExitCode run_load(Session& session, const LoadOptions& options) {
    const Status apart = check_outputs({{"--rejects", options.rejects_path}}, options.files);
    if (!apart) return session.fail(apart.error());
    Progress progress(session.err(), progress_of(session));
    RowReport report(
        {.json = session.json(), .strict = options.strict, .rejects_path = options.rejects_path},
        session.err(),
        [&] { progress.pause(); }
    );
    if (const Status opened = report.open(); !opened) return session.fail(opened.error());
    const auto client = session.client();
    if (!client) return session.fail(client.error());

    LoadRun run{session, options, progress, report, **client};
    Status status = Done{};
    for (const std::string& path : options.files) {
        status = load_file(run, path);
        if (!status || report.must_stop()) break;
    }
    progress.pause();
    const Status closed = report.close();
    if (!status) session.fail(status.error());
    if (!closed) session.fail(closed.error());
    const bool stopped = !status || report.must_stop();
    if (report.must_stop()) {
        const bool has_some = run.totals.loaded > 0 && !goes_in_whole(options.kind);
        session.note(
            "stopped at the first wrong row; " +
            (has_some ? format_count(run.totals.loaded) + " rows before it are loaded"
                      : std::string("nothing is loaded"))
        );
    }
    session.json() ? print_json(run, stopped) : print_text(run, stopped);
    if (!status) return exit_code_of(status.error().code);
    if (!closed) return exit_code_of(closed.error().code);
    return report.rejected() > 0 ? ExitCode::refused : ExitCode::done;
}

}  // namespace earmark::cli
