// The command that makes, replaces and removes sourcing rules: all of its rows or none, as one
// record and one version. Half a set of rules would let goods leave from where they must not.
#include "engine/conditions/sourcing_desk.h"
#include "engine/conditions/sourcing_rule_change.h"
#include "engine/engine.h"

#include <utility>

namespace earmark {

namespace {

bool begins_sourcing_rules(
    std::span<const SourcingRuleRow> rows, const CallContext& context, SupplyReply& reply
) {
    if (auto bad = bad_context(context)) {
        reply.outcome = Outcome::bad_value;
        reply.detail = std::move(*bad);
    } else if (rows.empty() || rows.size() > kSourcingRulesMax) {
        reply.outcome = rows.empty() ? Outcome::no_lines : Outcome::too_many_lines;
        reply.detail = found_expected(
            "rows", std::to_string(rows.size()), "1 to " + std::to_string(kSourcingRulesMax)
        );
    }
    return reply.outcome == Outcome::done;
}

void refuse_sourcing_row(SupplyReply& reply, std::size_t row, JudgedRow judged) {
    ++reply.refused;
    reply.answers.push_back(
        {static_cast<std::uint32_t>(row), judged.verdict, std::move(judged.detail)}
    );
}

/// The rows that change something; empty if one is refused, which is answered.
std::vector<SourcingRuleRow> judge_sourcing_rules(
    const EngineState& state, std::span<const SourcingRuleRow> rows, SupplyReply& reply
) {
    SourcingDesk desk(state);
    std::vector<SourcingRuleRow> changes;
    std::vector<std::size_t> origins;
    changes.reserve(rows.size());
    origins.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        SourcingRuleRow read = rows[row];
        JudgedRow judged = desk.judge(read);
        if (judged.verdict == RowVerdict::applied) {
            changes.push_back(std::move(read));
            origins.push_back(row);
        } else if (judged.verdict == RowVerdict::unchanged) {
            ++reply.unchanged;
        } else {
            refuse_sourcing_row(reply, row, std::move(judged));
        }
    }
    const bool is_whole = reply.refused == 0;
    for (std::size_t index = 0; is_whole && index < changes.size(); ++index) {
        if (changes[index].change == SourcingRuleChange::remove) continue;
        auto bad = desk.find_contradiction(changes[index].rule);
        if (bad) refuse_sourcing_row(reply, origins[index], *std::move(bad));
    }
    if (reply.refused > 0) changes.clear();
    return changes;
}

}  // namespace

void Engine::put_sourcing_rules(
    std::span<const SourcingRuleRow> rows, const CallContext& context, SupplyReply& reply
) {
    reply = {};
    if (!begins_sourcing_rules(rows, context, reply)) return;
    const MutexLock lock(state_->reference_mutex);
    const auto changes = judge_sourcing_rules(*state_, rows, reply);
    if (changes.empty()) {
        reply.lsn = state_->log->newest();
        return;
    }
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::sourcing_rules, context);
    put_sourcing_rows(out, changes);
    if (buffer.size() > kRecordBytesMax) {
        reply = {};
        reply.outcome = Outcome::too_many_lines;
        reply.detail = found_expected(
            "rows", std::to_string(buffer.size()) + " bytes", "at most 1048576 in one request"
        );
        return;
    }
    LogSpace space(state_->log, buffer.size());
    if (!space.granted()) {
        reply = {};
        reply.outcome = space.refusal();
        return;
    }
    reply.applied = static_cast<std::uint32_t>(changes.size());
    reply.lsn = space.append(buffer);
    ByteReader in(buffer);
    get_head(in);
    EARMARK_CHECK(apply_sourcing_rows(*state_, reply.lsn, in).has_value());
}

std::vector<SourcingRule> Engine::sourcing_rules() const {
    std::vector<SourcingRule> rules;
    const std::shared_ptr<const SourcingBook> book = state_->reference.current().sourcing;
    rules.reserve(book->rules.size());
    for (const auto& [name, rule] : book->rules)
        rules.push_back(rule);
    return rules;
}

}  // namespace earmark
