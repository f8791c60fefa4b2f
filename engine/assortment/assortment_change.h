// What a change of an item's assortment does: used by the commands, by replay and by images; and
// what its rows mean.
#pragma once

#include "engine/assortment/assortment.h"
#include "engine/base/bytes.h"
#include "engine/change_log.h"
#include "engine/inventory/assortment_row.h"
#include "engine/inventory/item_table.h"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace earmark {

/// All rows of one kind that an item has after a change.
struct AssortmentOutcome {
    SkuId sku;
    AssortmentRow::Kind kind = AssortmentRow::Kind::part;
    std::vector<AssortmentRow> rows;
};
inline constexpr std::size_t kAssortmentRowBytesMax =
    1 + 2 + 1 + 4 + 3 * 10 + 2 + kUnitNameBytesMax;

void put_assortment_row(ByteWriter& out, const AssortmentRow& row);
bool get_assortment_row(ByteReader& in, AssortmentRow& row);
void put_assortment_outcome(ByteWriter& out, const AssortmentOutcome& outcome);
bool get_assortment_outcome(ByteReader& in, AssortmentOutcome& outcome);
std::string describe_assortment(const AssortmentOutcome& outcome);

/// The item's rows of a kind. Holding its stripe.
std::vector<AssortmentRow> rows_of_kind(
    const ItemTable& items, SkuId sku, AssortmentRow::Kind kind
);

/// Makes the item's rows of the kind be those. Holding its stripe.
void apply_assortment(ItemTable& items, const AssortmentOutcome& outcome, Lsn lsn);

/// Whether what is seen of an item is that of a kit: a reader asks so within read_positions.
inline bool is_kit(const ItemStock& stock) {
    const AssortmentRows rows = stock.rows_of<AssortmentRow>();
    return !rows.empty() && rows.load(0).kind == AssortmentRow::Kind::part;
}

/// Holding the item's stripe.
inline bool is_kit(const ItemTable& items, SkuId sku) {
    return is_kit(items.stock(sku));
}

/// Whether anything may be said of an item besides its positions: a cheap look ahead of more.
inline bool may_have_rows(const ItemTable& items, SkuId sku) {
    const ItemSlot* slot = items.find_slot(sku);
    return slot != nullptr && slot->rows.load(std::memory_order_relaxed) != nullptr;
}

/// The rows of an item, as of one moment. Without a lock.
void read_assortment(const ItemTable& items, SkuId sku, std::vector<AssortmentRow>& rows);

/// The parts of one kit as it is told; none if the item is no kit.
struct KitParts {
    bool is_together = false;
    std::size_t count = 0;
    std::array<KitPart, kKitPartsMax> parts{};

    std::span<const KitPart> all() const { return std::span(parts).first(count); }
};

/// As of one moment. Without a lock.
void read_parts(const ItemTable& items, SkuId sku, KitParts& kit);

/// A kit down to parts that are no kits: each item once, in the order first met.
struct FlatKit {
    bool is_together = false;
    std::vector<KitPart> parts;  ///< Quantities above kUnitsMax are kUnitsMax + 1.
};

/// Nothing in `flat.parts` if the item is no kit. Without a lock: each kit in it as of one moment.
void flatten(const ItemTable& items, SkuId sku, FlatKit& flat);

/// a * b, or kUnitsMax + 1 if it is more. Requires: neither is negative.
Units times(Units left, Units right);

}  // namespace earmark
