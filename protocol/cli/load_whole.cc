#include "protocol/cli/load_whole.h"

#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"

#include <functional>
#include <numeric>

namespace earmark::cli {

Day today_in_utc() {
    return day_of(Time(Duration(static_cast<std::int64_t>(microseconds_now()))));
}

bool goes_in_whole(LoadKind kind) {
    switch (kind) {
        case LoadKind::nodes:
        case LoadKind::tariffs:
        case LoadKind::zones:
        case LoadKind::zone_bands:
        case LoadKind::profiles:
        case LoadKind::scarcity:
        case LoadKind::calendars:
        case LoadKind::services:
        case LoadKind::area_surcharges:
        case LoadKind::node_hours:
        case LoadKind::pickups:
        case LoadKind::capacity:
        case LoadKind::carbon:
        case LoadKind::couriers:
        case LoadKind::sourcing_rules:
            return true;
        default:
            return false;
    }
}

WholeFile::WholeFile(LoadRun& run, const std::string& path)
    : run_(run),
      path_(path),
      rejected_before_(run.report.rejected()),
      rows_before_(run.totals.rows),
      loaded_before_(run.totals.loaded) {}

bool WholeFile::is_spoilt() {
    const std::uint64_t wrong = run_.report.rejected() - rejected_before_;
    if (wrong == 0) return false;
    run_.totals.left_out += run_.totals.rows - rows_before_ - loaded() - wrong;
    run_.progress.pause();
    run_.session.note(
        loaded() == 0
            ? path_ +
                  ": nothing of it is loaded, since a table with rows missing would be another one"
            : path_ + ": " + format_count(loaded()) +
                  " of its rows were loaded before the server refused others: load it again"
    );
    return true;
}

template <typename Reply>
Status WholeFile::book(const Reply& reply, const std::vector<RowOrigin>& origins) {
    if (!is_done(reply.outcome)) return refused_error(reply.outcome, reply.detail);
    for (const RowAnswer& answer : reply.answers) {
        if (answer.row >= origins.size()) continue;
        run_.report.refuse(origins[answer.row], earmark::to_string(answer.verdict), answer.detail);
    }
    if (!reply.answers.empty()) return Done{};
    run_.totals.loaded += std::transform_reduce(
        origins.begin(),
        origins.end(),
        std::uint64_t{0},
        std::plus<>(),
        [](const RowOrigin& origin) { return origin.rows; }
    );
    return Done{};
}

Status WholeFile::take(const PutReply& reply, const std::vector<RowOrigin>& origins) {
    return book(reply, origins);
}

Status WholeFile::take(const SupplyReply& reply, const std::vector<RowOrigin>& origins) {
    Status booked = book(reply, origins);
    if (booked && reply.answers.empty()) run_.totals.unchanged += reply.unchanged;
    return booked;
}

void WholeFile::note(const std::string& text) {
    run_.progress.pause();
    run_.session.note(path_ + ": " + text);
}

Error WholeFile::not_loaded(const Error& error) const {
    // What became of a request whose answer was lost nobody knows; the error says so itself.
    if (error.code == ErrorCode::unknown_outcome) return error;
    std::string text = error.detail.starts_with(path_) ? "" : path_ + ": ";
    text += error.detail;
    text += loaded() == 0 ? "; nothing of it is loaded"
                          : "; " + format_count(loaded()) +
                                " of its rows are loaded: load it again, it replaces them";
    return {error.code, text};
}

}  // namespace earmark::cli
