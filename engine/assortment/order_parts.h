// An order with kits, as rows that can be planned one by one.
//
// A kit that ships together is one row: the plan gives it to nodes in whole kits, as if it were an
// item. A kit that may ship apart is a row for each of its parts: all or none of them are in the
// plan. Everything else is a row as it was asked.
//
// Lines that travel together stay rows of their own, and are one line to the plan: one unit of it
// is all of each of them, as a kit that ships together is its parts.
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
    std::uint32_t set = 0;  ///< Of those that travel together, from 1; 0 = by itself.

    bool is_whole_kit() const { return parts_count > 0; }
    bool is_part() const { return !kit.is_none() && parts_count == 0; }
};

/// All of the lines of one set: each item once.
struct TogetherSet {
    std::uint32_t parts_begin = 0;
    std::uint32_t parts_count = 0;
};

struct OrderRows {
    std::vector<OrderRow> rows;
    std::vector<KitPart> parts;
    std::vector<TogetherSet> sets;
    bool has_kits = false;

    /// Whether one line of a plan may stand for several items.
    bool has_bundles() const { return has_kits || !sets.empty(); }
    std::span<const KitPart> parts_of_set(std::uint32_t set) const {
        return std::span(parts).subspan(sets[set - 1].parts_begin, sets[set - 1].parts_count);
    }
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

/// Joins the rows of lines that travel together. `lines`: of the order, those of no set may be left
/// out of `together`, and lines of sets out of the order.
void join_sets(
    std::span<const TogetherLine> together, std::span<const OrderLine> lines, OrderRows& rows
);

}  // namespace earmark
