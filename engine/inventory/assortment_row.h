// AssortmentRow: what the assortment says of an item besides its attributes: of what parts it is a
// kit, in which other units it is counted, in which quantities it is ordered, what replaces it.
//
// An item of which nothing of this is said has none of these, and pays nothing for it. Of the
// others each row is eight words, by kind and then in the order given.
//
//     word 0   node 24 bits, always none | rank 16 | kind 8 | flags 8 | bytes of the name 8
//     word 1   the other item 32 bits: a part of the kit, or the substitute
//     word 2   first: units of the part in one kit, numerator of a unit, minimum of an order
//     word 3   second: denominator of a unit, maximum of an order, then
//     words 4 to 7   the name of a unit, up to 32 bytes; of order quantities the increment
#pragma once

#include "engine/base/strong_id.h"
#include "engine/limits.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>

namespace earmark {

struct AssortmentRow {
    enum class Kind : std::uint8_t {
        part,  ///< Of a kit: comes first, so that one look tells a kit.
        unit,
        order_quantity,
        substitute,
    };

    NodeId node{};  ///< None: rows are of the item.
    Kind kind = Kind::part;
    std::uint16_t rank = 0;    ///< Its place among those of its kind.
    bool is_together = false;  ///< Of a part, the same in all of a kit: all leave from one node.
    SkuId other{};
    Units first = 0;
    Units second = 0;
    Units increment = 0;
    std::uint8_t name_bytes = 0;
    std::array<char, kUnitNameBytesMax> name_text{};

    std::string_view name() const { return {name_text.data(), name_bytes}; }
    /// Requires: at most kUnitNameBytesMax.
    void set_name(std::string_view name);

    using Words = std::array<std::uint64_t, 8>;
    Words words() const;
    static AssortmentRow from(const Words& words);
    static NodeId node_of(std::uint64_t first_word) {
        return NodeId(static_cast<std::uint32_t>(first_word >> 40U));
    }

    /// Rows of one item are sorted by this; no two are equal.
    auto key() const { return std::tuple(kind, rank); }

    friend bool operator==(const AssortmentRow&, const AssortmentRow&) = default;
};

}  // namespace earmark
