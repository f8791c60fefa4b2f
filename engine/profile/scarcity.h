// Scarcity prices: what a unit of an item at a node is worth to orders still to come, so that an
// order of now leaves it where it is missed most (Acimovic and Graves, M&SOM 2015: the dual value
// of the joint plan). They count in plans of profiles whose scarcity term has a weight.
//
// The prices of one moment belong together, so a new set replaces the old one as a whole.
#pragma once

#include "engine/base/bytes.h"
#include "engine/base/strong_id.h"
#include "engine/change_log.h"
#include "engine/limits.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <memory>
#include <span>

namespace earmark {

struct ScarcityRow {
    SkuId sku;
    NodeId node;
    Micros price = 0;  ///< Of one unit of measure; 0 = not scarce.
};

/// A set, or its next part.
struct ScarcityRequest {
    bool replaces = false;  ///< True with the first part: what was there goes.
    std::span<const ScarcityRow> rows;
};

struct ScarcityTable {
    boost::unordered_flat_map<std::uint64_t, Micros> prices;  ///< By key(); above 0.
    Lsn lsn = 0;

    static std::uint64_t key(SkuId sku, NodeId node) {
        return (std::uint64_t{sku.value()} << 32U) | node.value();
    }
    Micros price(SkuId sku, NodeId node) const {
        const auto found = prices.find(key(sku, node));
        return found == prices.end() ? 0 : found->second;
    }
};

void put_scarcity(ByteWriter& out, const ScarcityRequest& request);

/// The table after the record whose body `in` is at; null if the body breaks the format.
/// is_next_part: of an image, which holds a set in several records of one LSN.
std::shared_ptr<const ScarcityTable> apply_scarcity(
    const std::shared_ptr<const ScarcityTable>& table, Lsn lsn, ByteReader& in, bool is_next_part
);

}  // namespace earmark
