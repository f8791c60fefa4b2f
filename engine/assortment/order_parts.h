// An order with kits, as rows that can be planned one by one.
//
// A kit that ships together is one row: the plan gives it to nodes in whole kits, as if it were an
// item. A kit that may ship apart is a row for each of its parts: all or none of them are in the
// plan. Everything else is a row as it was asked.
#pragma once

#include "engine/assortment/assortment.h"
#include "engine/command.h"
#include "engine/engine_state.h"
#include "engine/reply.h"
#include "engine/reservation/reservation.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

struct OrderRow {
    std::uint32_t asked = 0;  ///< Which line of the order; its rows follow one another.
    SkuId sku;                ///< What was asked, or a part of it.
    SkuId kit{};              ///< What was asked, if it is a kit.
    Units quantity = 0;
    Units per_kit = 1;              ///< Of a part: units in one kit.
    std::uint32_t parts_begin = 0;  ///< Of a kit that ships together.
    std::uint32_t parts_count = 0;

    bool is_whole_kit() const { return parts_count > 0; }
    bool is_part() const { return !kit.is_none() && parts_count == 0; }
};

struct OrderRows {
    std::vector<OrderRow> rows;
    std::vector<KitPart> parts;
    bool has_kits = false;

    std::span<const KitPart> parts_of(const OrderRow& row) const {
        return std::span(parts).subspan(row.parts_begin, row.parts_count);
    }
    bool has_kits_apart() const;
    /// The rows of one line, the first of which is `begin`.
    std::span<const OrderRow> line_at(std::size_t begin) const;
    /// Of which kit a line of the plan is a part.
    PartOfKit part_of(const SourceRequest& request, std::uint32_t line, SkuId sku) const;
};

/// Takes the kits of an order apart. False: the order cannot be planned by its lines' items, and
/// the reply says why not. Without a lock: each kit as of one moment.
bool take_apart(
    const ItemTable& items, const SourceRequest& request, OrderRows& rows, SourceReply& reply
);

}  // namespace earmark
