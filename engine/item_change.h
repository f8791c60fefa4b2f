// What a record about items does to the item table: used by the command, by replay and by images.
#pragma once

#include "engine/command.h"
#include "engine/inventory/item_table.h"
#include "engine/reply.h"

#include <optional>
#include <string>

namespace earmark {

/// The numbers of the texts in rows that come together; the rows outlive it.
struct ItemTexts {
    explicit ItemTexts(const ItemTable& items)
        : categories(items.categories()), units(items.units()), tags(items.tags()) {}

    InternMemo categories;
    InternMemo units;
    InternMemo tags;
};

/// The row's facts, with its texts interned; nothing if there are too many different ones, or if a
/// number is over its limit.
std::optional<ItemFacts> item_facts(ItemTexts& texts, const ItemRow& row);

/// The facts as texts again.
ItemView item_view(const ItemTable& items, SkuId sku, const ItemFacts& facts);

/// The view as the row that would make it.
ItemRow item_row(const ItemView& view);

}  // namespace earmark
