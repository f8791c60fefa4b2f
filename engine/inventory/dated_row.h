// DatedRow: what is expected or promised of an item at a node, by date.
//
// An item without dated supply, dated demand, other dispositions or terms of its own has none of
// these. Of the others each row is eight words, sorted by node and day, so that one walk over a
// node's rows meets everything in the order of time and can answer what may be promised for a date
// (DOMAIN 4).
//
//     word 0   node 24 bits | day 16 | kind 4 | type or strategy 4 | bytes of the id 8 | 8 unused
//     word 1   open, reserved, wanted or units: 40 | the other node of a transfer, or priority 24
//     word 2   promised, allocated or confirmed: 40 | first, confirmed or horizon days 16 | 8
//     unused word 3   received 40, or latest day 16 and segment 16 | past due days 12 | lead days
//     12 words 4 to 7   the id of a receipt or a backorder, up to 32 bytes
#pragma once

#include "engine/base/day.h"
#include "engine/base/strong_id.h"
#include "engine/limits.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>

namespace earmark {

/// What kind of supply a receipt is (DOMAIN 1).
enum class SupplyType : std::uint8_t {
    onhand,  ///< Is there, hence no receipt.
    in_transit,
    purchase_order,
    transfer,
    return_expected,
    planned,  ///< Never counts.
};

/// Where units are that are on hand. Only sellable ones count for availability.
enum class Disposition : std::uint8_t { sellable, damaged, quarantine, expired };

/// What becomes of what a backorder has confirmed when supply is given out anew (DOMAIN 4).
enum class BackorderStrategy : std::uint8_t {
    keep_at_least,  ///< Never loses any, even where supply falls short; may gain.
    improve,        ///< Loses only what supply no longer covers; may gain.
    redistribute,   ///< Gains or loses, by priority and date.
    give_up,        ///< Gets what all others leave.
    skip,           ///< Stays as it is.
};

struct DatedRow {
    enum class Kind : std::uint8_t {
        terms,    ///< Of the item; its node and day are none.
        stock,    ///< Units of a disposition other than sellable; without a day.
        demand,   ///< What is held and ordered for a day.
        supply,   ///< A receipt.
        waiting,  ///< A backorder; what of it is confirmed also counts as reserved in demand.
    };

    NodeId node{};
    Day day = kNoDay;
    Kind kind = Kind::demand;
    SupplyType type = SupplyType::onhand;
    Disposition disposition = Disposition::sellable;  ///< Of stock.
    Units open = 0;      ///< Of a receipt: still to come. Of stock: units.
    Units reserved = 0;  ///< Of demand.
    Units allocated = 0;
    Units promised = 0;      ///< Of a receipt: as first told,
    Day first_day = kNoDay;  ///< and for when.
    Units received = 0;
    NodeId sender{};                  ///< Of a transfer: the node that shipped it.
    std::uint16_t past_due_days = 0;  ///< Of terms.
    std::uint16_t lead_days = 0;      ///< Of terms; 0 = no replenishment without end.
    std::uint16_t horizon_days = 0;   ///< Of terms; 0 = none.
    // Of a backorder, whose day is the one it is wanted for:
    BackorderStrategy strategy = BackorderStrategy::improve;
    std::uint16_t priority = 0;  ///< Lower = stronger.
    Units wanted = 0;
    Units confirmed = 0;
    Day confirmed_day = kNoDay;
    Day latest = kNoDay;  ///< None = any day.
    SegmentId segment{};  ///< For which it waits; none = for no segment.
    std::uint8_t id_bytes = 0;
    std::array<char, kReceiptIdBytesMax> id_text{};

    std::string_view id() const { return {id_text.data(), id_bytes}; }
    /// Requires: at most kReceiptIdBytesMax.
    void set_id(std::string_view id);

    using Words = std::array<std::uint64_t, 8>;
    Words words() const;
    static DatedRow from(const Words& words);
    static NodeId node_of(std::uint64_t first_word) {
        return NodeId(static_cast<std::uint32_t>(first_word >> 40U));
    }

    /// Rows of one item are sorted by this; no two are equal.
    auto key() const { return std::tuple(node.value(), day, kind, disposition, id_text, id_bytes); }

    friend bool operator==(const DatedRow&, const DatedRow&) = default;
};

std::string_view to_string(SupplyType type);
std::string_view to_string(Disposition disposition);
std::string_view to_string(BackorderStrategy strategy);

}  // namespace earmark
