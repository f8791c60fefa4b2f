// Sourcing rules as bytes, of records and of state images alike, and what these do to the reference
// data: used by the command, by replay and by state images.
#pragma once

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/conditions/sourcing_rule.h"
#include "engine/engine_state.h"

#include <span>
#include <string>

namespace earmark {

void put_sourcing_rule(ByteWriter& out, const SourcingRule& rule);

/// The body of a record: count, rows.
void put_sourcing_rows(ByteWriter& out, std::span<const SourcingRuleRow> rows);

/// Applies the body of a record, all in one version, unless the book is newer.
Status apply_sourcing_rows(EngineState& state, Lsn lsn, ByteReader& in);

/// An entry of an image: a rule of a book of that LSN.
void put_sourcing_entry(ByteWriter& out, Lsn lsn, const SourcingRule& rule);

/// Applies the entries of an image's chunk up to its end.
Status apply_sourcing_entries(EngineState& state, ByteReader& in);

/// The body of a record in words.
std::string describe_sourcing_rows(ByteReader& in);

}  // namespace earmark
