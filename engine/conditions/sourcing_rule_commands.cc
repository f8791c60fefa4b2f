// The command that makes, replaces and removes sourcing rules: all of its rows or none, as one
// record and one version. Half a set of rules would let goods leave from where they must not.
#include "engine/conditions/sourcing_desk.h"
#include "engine/conditions/sourcing_rule_change.h"
#include "engine/engine.h"
#include "engine/row_answers.h"
#include "engine/whole_rows.h"

#include <utility>

namespace earmark {

namespace {

/// The rows that change something; empty if one is refused, which is answered.
std::vector<SourcingRuleRow> judge_sourcing_rules(
    const EngineState& state,
    std::span<const SourcingRuleRow> rows,
    const CallContext& context,
    SupplyReply& reply
) {
    const ReferenceData reference = state.reference.current();
    SourcingDesk desk(state, reference, day_of(context.now));
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
            refuse_row(reply, row, std::move(judged));
        }
    }
    const bool is_whole = reply.refused == 0;
    for (std::size_t index = 0; is_whole && index < changes.size(); ++index) {
        if (changes[index].change == SourcingRuleChange::remove) continue;
        auto bad = desk.find_contradiction(changes[index].rule);
        if (bad) refuse_row(reply, origins[index], *std::move(bad));
    }
    if (reply.refused > 0) changes.clear();
    return changes;
}

}  // namespace

void Engine::put_sourcing_rules(
    std::span<const SourcingRuleRow> rows, const CallContext& context, SupplyReply& reply
) {
    if (!begins_rows(rows.size(), kSourcingRulesMax, context, reply)) return;
    const MutexLock lock(state_->reference_mutex);
    const auto changes = judge_sourcing_rules(*state_, rows, context, reply);
    change_whole_rows(
        *state_,
        ChangeKind::sourcing_rules,
        context,
        changes,
        put_sourcing_rows,
        apply_sourcing_rows,
        reply
    );
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
