#include "protocol/cli/load_batches.h"

#include <algorithm>
#include <span>

namespace earmark::cli {

Result<bool> read_chunk(CsvReader& reader, std::vector<CsvRow>& rows, std::size_t& count) {
    for (count = 0; count < rows.size(); ++count) {
        const auto more = reader.next(rows[count]);
        if (!more || !*more) return more;
    }
    return true;
}

std::vector<std::string_view> BatchNames::names() const {
    std::vector<std::string_view> names;
    names.reserve(handles_.size());
    for (const auto& [name, handle] : handles_)
        names.emplace_back(name);
    return names;
}

Status BatchNames::resolve(LoadRun& run) {
    if (handles_.empty()) return Done{};
    const std::vector<std::string_view> wanted = names();
    auto next = handles_.begin();
    for (std::size_t first = 0; first < wanted.size(); first += protocol::kNamesPerRequest) {
        const std::size_t count = std::min(protocol::kNamesPerRequest, wanted.size() - first);
        const auto reply = run.client.resolve(kind_, std::span(wanted).subspan(first, count));
        if (!reply) return reply.error();
        for (const ResolvedName& resolved : reply->resolved)
            (next++)->second = resolved;
    }
    return Done{};
}

Status BatchNames::make_segments(LoadRun& run) {
    if (handles_.empty()) return Done{};
    const std::vector<std::string_view> wanted = names();
    const auto reply = run.client.put_segments(wanted, run.session.call());
    if (!reply) return reply.error();
    if (reply->outcome != Outcome::done) return refused_error(reply->outcome, reply->detail);
    auto next = handles_.begin();
    for (const std::uint32_t id : reply->ids)
        (next++)->second.id = id;
    return Done{};
}

Status book_rows(
    LoadRun& run, const Result<SupplyReply>& reply, const std::vector<RowOrigin>& origins
) {
    if (!reply) return reply.error();
    if (reply->outcome != Outcome::done) return refused_error(reply->outcome, reply->detail);
    run.totals.loaded += reply->applied + reply->unchanged;
    run.totals.unchanged += reply->unchanged;
    for (const RowAnswer& answer : reply->answers) {
        if (answer.row >= origins.size()) continue;
        const std::string_view word = earmark::to_string(answer.verdict);
        if (answer.verdict == RowVerdict::stale) {
            run.totals.stale += 1;
            run.report.keep(origins[answer.row], std::string(word) + ": " + answer.detail);
        } else if (answer.verdict == RowVerdict::floor_above_stock) {
            run.report.keep(origins[answer.row], std::string(word) + ": " + answer.detail);
        } else {
            run.report.refuse(origins[answer.row], word, answer.detail);
        }
    }
    return Done{};
}

CellFault cell_fault(
    const CsvFormat& format, std::size_t column, std::string_view found, std::string expected
) {
    return {std::string(format.columns[column].name), shown(found), std::move(expected)};
}

}  // namespace earmark::cli
