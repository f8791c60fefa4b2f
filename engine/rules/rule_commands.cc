// Commands that make, replace and remove rules of selling. They are judged against a working copy
// of the book, row by row, and become one record and one version per few hundred rows.
#include "engine/engine.h"
#include "engine/row_answers.h"
#include "engine/rules/rule_change.h"
#include "engine/rules/rule_desk.h"

#include <utility>

namespace earmark {

namespace {

/// Logs and applies what the desk has gathered; false if the log has no room.
bool log_changes(
    EngineState& state,
    const CallContext& context,
    const RuleChanges& changes,
    SupplyReply& reply,
    Outcome& refusal
) {
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::selling_rules, context);
    put_rule_changes(out, changes);
    LogSpace space(state.log, buffer.size());
    if (!space.granted()) {
        refusal = space.refusal();
        return false;
    }
    reply.lsn = space.append(buffer);
    ByteReader in(buffer);
    get_head(in);
    EARMARK_CHECK(apply_rule_changes(state, reply.lsn, in).has_value());
    return true;
}

}  // namespace

void Engine::put_selling_rules(
    std::span<const SellingRuleRow> rows, const CallContext& context, SupplyReply& reply
) {
    if (!begins_rows(rows.size(), kReferenceRowsMax, context, reply)) return;
    const MutexLock lock(state_->reference_mutex);
    RuleDesk desk(*state_, context.now);
    std::vector<JudgedRow> judged;
    for (std::size_t begin = 0; begin < rows.size(); begin += judged.size()) {
        judged.clear();
        const std::size_t end = std::min(rows.size(), begin + kRulesPerRecord);
        for (std::size_t row = begin; row < end; ++row)
            judged.push_back(desk.judge(rows[row]));
        const RuleChanges changes = desk.take_changes();
        Outcome refusal = Outcome::done;
        if (!changes.empty() && !log_changes(*state_, context, changes, reply, refusal))
            return answer_not_done(begin, rows.size(), refusal, reply);
        for (std::size_t row = begin; row < end; ++row)
            count_row(reply, row, std::move(judged[row - begin]));
    }
    if (reply.unchanged + reply.refused > 0) reply.lsn = state_->log->newest();
}

std::vector<SellingRuleEntry> Engine::selling_rules() const {
    std::vector<SellingRuleEntry> entries;
    visit_rules(*state_->reference.current().rules, [&](RuleId id, const SellingRule& rule) {
        entries.push_back({id, rule});
    });
    return entries;
}

std::string Engine::selling_rule_name(RuleId id) const {
    const SellingRule* rule = state_->reference.current().rules->find(id);
    return rule == nullptr ? std::string() : rule->name;
}

}  // namespace earmark
