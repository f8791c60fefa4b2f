// Rows about shipping as bytes, of records and of state images alike.
#pragma once

#include "engine/base/bytes.h"
#include "engine/shipping/shipping_rows.h"

#include <string>

namespace earmark {

inline ShippingKind kind_of(const ShippingRow& row) {
    return static_cast<ShippingKind>(row.index());
}

/// "service", for messages.
std::string_view to_string(ShippingKind kind);

std::string_view to_string(CapacityUnit unit);

/// "mon" of 1 to "sun" of 7; empty of 0.
std::string_view weekday_word(std::uint8_t weekday);

/// "17:30".
std::string time_of_day(std::uint16_t minute);

/// The node that a row is of; none of most kinds.
NodeId node_of(const ShippingRow& row);

/// What a row is found by, in words: "ups-ground", "ups US 967", "reno ups-ground 17:00" where
/// `node` is what its node is called.
std::string key_text(const ShippingRow& row, const std::string& node);
/// The same where names are not known: "node 3 ups-ground 17:00".
std::string key_text(const ShippingRow& row);

void put_shipping_row(ByteWriter& out, const ShippingRow& row);

/// False if the bytes break the format.
bool get_shipping_row(ByteReader& in, ShippingRow& row);

}  // namespace earmark
