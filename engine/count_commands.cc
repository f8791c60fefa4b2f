// Counts of nodes: begun, filled with rows, and asked for.
#include "engine/assortment/assortment_change.h"
#include "engine/base/plain_text.h"
#include "engine/count_change.h"
#include "engine/engine.h"
#include "engine/movement_change.h"

#include <algorithm>

namespace earmark {
namespace {

void clear(const EngineState& state, CountReply& reply) {
    reply.outcome = Outcome::done;
    reply.detail.clear();
    reply.summary = {};
    reply.answers.clear();
    // Whatever is answered was judged by what is newest.
    reply.lsn = state.log->newest();
}

void refuse(CountReply& reply, Outcome outcome, std::string detail) {
    reply.outcome = outcome;
    reply.detail = std::move(detail);
}

/// What is wrong with a count that is to begin; Outcome::done if nothing is.
Outcome check(const EngineState& state, const BeginCount& request, Time now, std::string& detail) {
    if (request.id.empty()) {
        detail = "the count's id is empty";
        return Outcome::id_missing;
    }
    if (request.id.size() > kCountIdBytesMax) {
        detail = found_expected("id", std::to_string(request.id.size()) + " bytes", "1 to 32");
        return Outcome::id_too_long;
    }
    if (!is_plain_text(request.id)) {
        detail = found_no_text("id");
        return Outcome::bad_value;
    }
    const Node* node = state.reference.current().nodes->find(request.node);
    if (node == nullptr) return Outcome::unknown_node;
    if (!node->enabled) {
        detail = "the node is disabled: its stock is not corrected";
        return Outcome::node_closed;
    }
    if (request.taken_at > now) {
        detail = found_expected("taken_at", "a time to come", "one that has passed");
        return Outcome::bad_value;
    }
    if (request.taken_at < movements_known_since(state, now)) {
        detail = "taken_at: what moved is known for 48 hours, and under a limit of movements";
        return Outcome::too_old;
    }
    const CountLimits& limits = request.limits;
    const std::int64_t least =
        std::min({limits.units_each, limits.value_each, limits.units_total, limits.value_total});
    if (least >= kNoCountLimit) return Outcome::done;
    detail = found_expected("a limit", std::to_string(least), "at least 0, or -1 for none");
    return Outcome::bad_value;
}

bool is_same(const BeginCount& request, const CountSummary& known) {
    return request.node == known.node && request.taken_at == known.taken_at &&
           request.absent == known.absent && request.mode == known.mode &&
           request.limits == known.limits;
}

void answer_again(const BeginCount& request, const CountSummary& known, CountReply& reply) {
    reply.summary = known;
    reply.outcome = is_same(request, known) ? Outcome::repeated : Outcome::id_used_differently;
    if (reply.outcome == Outcome::id_used_differently)
        reply.detail = "a count of this id has another node, time, mode or limit";
}

RowVerdict add_row(const EngineState& state, OpenCount& count, const CountRow& row) {
    if (state.items.find_slot(row.sku) == nullptr) return RowVerdict::unknown_item;
    if (may_have_rows(state.items, row.sku)) {
        KitParts kit;
        read_parts(state.items, row.sku, kit);
        if (kit.count > 0) return RowVerdict::is_kit;
    }
    if (row.quantity < 0) return RowVerdict::negative_quantity;
    if (row.quantity > kUnitsMax) return RowVerdict::quantity_too_large;
    if (count.counted(row.sku) != OpenCount::kAbsent) return RowVerdict::repeated_row;
    count.set(row.sku, row.quantity);
    return RowVerdict::applied;
}

/// The summary of a closed count; nothing if there is none of that id.
std::optional<CountSummary> closed_count(const EngineState& state, std::string_view id) {
    const MutexLock lock(state.counts.mutex);
    const auto found = state.counts.closed.find(id);
    if (found == state.counts.closed.end()) return std::nullopt;
    return found->second.summary;
}

}  // namespace

std::string_view to_string(AbsentRows absent) {
    return absent == AbsentRows::kept ? "kept" : "zeroed";
}

std::string_view to_string(CountState state) {
    switch (state) {
        case CountState::open:
            return "open";
        case CountState::waiting:
            return "waiting";
        case CountState::settled:
            return "settled";
        case CountState::dry_run:
            return "dry_run";
    }
    return "?";
}

std::string_view to_string(CorrectionState state) {
    switch (state) {
        case CorrectionState::proposed:
            return "proposed";
        case CorrectionState::waiting:
            return "waiting";
        case CorrectionState::applied:
            return "applied";
        case CorrectionState::rejected:
            return "rejected";
    }
    return "?";
}

void Engine::begin_count(const BeginCount& request, const CallContext& context, CountReply& reply) {
    clear(*state_, reply);
    reply.outcome = check(*state_, request, context.now, reply.detail);
    if (reply.outcome == Outcome::id_missing || reply.outcome == Outcome::id_too_long) return;
    if (const auto closed = closed_count(*state_, request.id))
        return answer_again(request, *closed, reply);
    if (reply.outcome != Outcome::done) return;
    // Closing holds the lock of a count for as long as it takes: never wait for it under another.
    if (const auto known = state_->counts.find_open(request.id)) {
        const MutexLock lock(known->mutex);
        return answer_again(request, known->summary, reply);
    }
    const MutexLock lock(state_->counts.open_mutex);
    auto& open = state_->counts.open;
    if (open.size() >= kOpenCountsMax) {
        return refuse(
            reply,
            Outcome::over_budget,
            found_expected("open counts", std::to_string(open.size()), "fewer than 64")
        );
    }
    reply.summary.id = request.id;
    reply.summary.node = request.node;
    reply.summary.taken_at = request.taken_at;
    reply.summary.absent = request.absent;
    reply.summary.mode = request.mode;
    reply.summary.limits = request.limits;
    // Of two that begin it in one moment the second finds it, and may ask again.
    const auto added =
        open.emplace(std::string(request.id), std::make_shared<OpenCount>(reply.summary));
    if (!added.second) refuse(reply, Outcome::overloaded, "the count is being begun");
}

void Engine::add_count_rows(const CountRows& request, CountReply& reply) {
    clear(*state_, reply);
    const auto count = state_->counts.find_open(request.id);
    if (count == nullptr) {
        const auto closed = closed_count(*state_, request.id);
        if (!closed) return refuse(reply, Outcome::unknown_count, "begin the count first");
        reply.summary = *closed;
        return refuse(reply, Outcome::wrong_state, "the count is closed");
    }
    if (request.rows.empty() || request.rows.size() > kCountRowsMax) {
        return refuse(
            reply,
            request.rows.empty() ? Outcome::no_lines : Outcome::too_many_lines,
            found_expected(
                "rows", std::to_string(request.rows.size()), "1 to " + std::to_string(kCountRowsMax)
            )
        );
    }
    const MutexLock lock(count->mutex);
    CountSummary& summary = count->summary;
    if (count->is_compared) {
        reply.summary = summary;
        return refuse(reply, Outcome::wrong_state, "the count is being closed");
    }
    if (request.first_row < summary.rows &&
        request.rows.size() <= summary.rows - request.first_row) {
        reply.outcome = Outcome::repeated;
        if (request.first_row == count->page_first_row) reply.answers = count->page_answers;
        reply.summary = summary;
        return;
    }
    if (request.first_row != summary.rows) {
        reply.summary = summary;
        return refuse(
            reply,
            Outcome::bad_value,
            found_expected(
                "first_row", std::to_string(request.first_row), std::to_string(summary.rows)
            )
        );
    }
    for (std::size_t index = 0; index < request.rows.size(); ++index) {
        const RowVerdict verdict = add_row(*state_, *count, request.rows[index]);
        if (verdict == RowVerdict::applied) continue;
        ++summary.refused;
        const auto row = static_cast<std::uint32_t>(request.first_row + index);
        reply.answers.push_back({row, verdict, {}});
    }
    count->page_first_row = request.first_row;
    count->page_answers = reply.answers;
    summary.rows += request.rows.size();
    reply.summary = summary;
}

void Engine::count_report(const CountReportRequest& request, CountReport& report) const {
    report = {};
    report.lsn = state_->log->newest();
    if (const auto open = state_->counts.find_open(request.id)) {
        const MutexLock lock(open->mutex);
        report.summary = open->summary;
        return;
    }
    const MutexLock lock(state_->counts.mutex);
    const auto found = state_->counts.closed.find(request.id);
    if (found == state_->counts.closed.end()) {
        report.outcome = Outcome::unknown_count;
        return;
    }
    const ClosedCount& count = found->second;
    report.summary = count.summary;
    const std::uint32_t limit = std::clamp(request.limit, 1U, kCountRowsPageMax);
    for (std::size_t index = request.after; index < count.corrections.size(); ++index) {
        const Correction& correction = count.corrections[index];
        if (request.state && correction.state != *request.state) continue;
        if (report.corrections.size() == limit) {
            report.next = static_cast<std::uint32_t>(index);
            break;
        }
        report.corrections.push_back(correction);
    }
}

std::vector<CountSummary> Engine::counts() const {
    std::vector<CountSummary> all;
    {
        const MutexLock lock(state_->counts.mutex);
        for (const auto& [id, count] : state_->counts.closed)
            all.push_back(count.summary);
    }
    std::vector<std::shared_ptr<OpenCount>> open;
    {
        const MutexLock lock(state_->counts.open_mutex);
        for (const auto& [id, count] : state_->counts.open)
            open.push_back(count);
    }
    for (const auto& count : open) {
        const MutexLock lock(count->mutex);
        if (!count->is_closed) all.push_back(count->summary);
    }
    return all;
}

std::vector<SourceFeed> Engine::source_feeds() const {
    std::vector<SourceFeed> all;
    const auto sources = static_cast<std::uint32_t>(state_->sources.count());
    for (std::uint32_t number = 0; number < sources; ++number) {
        const auto feed = state_->feeds.read(SourceId(static_cast<std::uint16_t>(number + 1)));
        all.push_back({
            .source = std::string(state_->sources.text_of(number)),
            .newest = feed.numbers.newest,
            .gaps = feed.numbers.gaps,
            .skipped = feed.numbers.skipped,
            .applied = feed.rows.applied,
            .unchanged = feed.rows.unchanged,
            .stale = feed.rows.stale,
            .refused = feed.rows.refused,
        });
    }
    return all;
}

}  // namespace earmark
