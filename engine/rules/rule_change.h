// Records and image entries of the rules of selling, and what they do to the reference data: used
// by the commands, by replay and by state images alike.
#pragma once

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/engine_state.h"
#include "engine/rules/selling_rule.h"

#include <map>
#include <memory>
#include <span>
#include <string>

namespace earmark {

/// What became of rules; null = gone.
using RuleChanges = std::map<RuleId, std::shared_ptr<const SellingRule>>;

/// So many go into one record.
inline constexpr std::size_t kRulesPerRecord = 512;

/// One entry. An LSN of 0 means that of the record it stands in.
void put_selling_rule(ByteWriter& out, Lsn lsn, RuleId id, const SellingRule* rule);

/// The body of a record: count, entries.
void put_rule_changes(ByteWriter& out, const RuleChanges& changes);

/// Applies the body of a record, all in one version. Entries that are not newer stay.
Status apply_rule_changes(EngineState& state, Lsn lsn, ByteReader& in);

/// Applies the entries of an image's chunk up to its end.
Status apply_rule_entries(EngineState& state, ByteReader& in);

/// Calls visit(id, rule) for every rule.
template <typename Visit>
void visit_rules(const RuleBook& book, const Visit& visit) {
    for (std::size_t index = 0; index < book.rules.size(); ++index) {
        if (book.rules[index] != nullptr)
            visit(RuleId(static_cast<std::uint32_t>(index + 1)), *book.rules[index]);
    }
}

/// The body of a record in words.
std::string describe_rule_changes(ByteReader& in);

/// Does what time alone changes: rules whose time has come begin, those past their end go, as
/// logged events. Holding no lock but the tick's.
void begin_and_end_selling_rules(EngineState& state, const CallContext& context);

}  // namespace earmark
