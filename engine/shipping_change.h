// Records and image entries about shipping, and what they do to the reference data: used by the
// command, by replay and by state images alike.
#pragma once

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/engine_state.h"
#include "engine/shipping/shipping_rows.h"

#include <span>
#include <string>
#include <vector>

namespace earmark {

/// The body of a record: count, changes.
void put_shipping_changes(ByteWriter& out, std::span<const ShippingRowChange> changes);

/// Applies the body of a record, all in one version, unless the book is newer.
Status apply_shipping_changes(EngineState& state, Lsn lsn, ByteReader& in);

/// An entry of an image: a row of a book of that LSN.
void put_shipping_entry(ByteWriter& out, Lsn lsn, const ShippingRow& row);

/// Applies the entries of an image's chunk up to its end.
Status apply_shipping_entries(EngineState& state, ByteReader& in);

/// The body of a record in words.
std::string describe_shipping_changes(ByteReader& in);

}  // namespace earmark
