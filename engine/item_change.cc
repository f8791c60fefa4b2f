#include "engine/item_change.h"

#include <algorithm>
#include <set>

namespace earmark {

std::optional<ItemFacts> item_facts(ItemTexts& texts, const ItemRow& row) {
    const auto sides = {row.length_mm, row.width_mm, row.height_mm};
    const bool fits = std::ranges::max(sides) <= kItemSideMmMax &&
                      row.weight_g <= kItemWeightGramsMax && row.scale <= kQuantityScaleMax;
    if (!fits) return std::nullopt;
    ItemFacts facts;
    facts.weight_g = row.weight_g;
    facts.length_mm = row.length_mm;
    facts.width_mm = row.width_mm;
    facts.height_mm = row.height_mm;
    facts.value_micros = row.value_micros;
    facts.scale = row.scale;
    const auto category = texts.categories.number_of(row.category);
    const auto unit =
        texts.units.number_of(row.unit_of_measure.empty() ? "piece" : row.unit_of_measure);
    if (!category || !unit) return std::nullopt;
    facts.category = *category;
    facts.unit_of_measure = static_cast<std::uint16_t>(*unit);
    std::string_view left = row.attributes;
    while (!left.empty()) {
        const std::size_t end = std::min(left.find(';'), left.size());
        if (end > 0) {
            const auto tag = texts.tags.number_of(left.substr(0, end));
            if (!tag) return std::nullopt;
            facts.tags |= std::uint64_t{1} << *tag;
        }
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    return facts;
}

ItemView item_view(const ItemTable& items, SkuId sku, const ItemFacts& facts) {
    ItemView view;
    view.sku = items.name(sku);
    view.unit_of_measure = items.units().text_of(facts.unit_of_measure);
    view.scale = facts.scale;
    view.weight_g = facts.weight_g;
    view.length_mm = facts.length_mm;
    view.width_mm = facts.width_mm;
    view.height_mm = facts.height_mm;
    view.value_micros = facts.value_micros;
    view.category = items.categories().text_of(facts.category);
    // Sorted by text: the numbers differ from one process to the next.
    std::set<std::string_view> tags;
    for (std::uint32_t tag = 0; tag < kItemTagsMax; ++tag) {
        if ((facts.tags >> tag & 1U) != 0) tags.insert(items.tags().text_of(tag));
    }
    for (const std::string_view tag : tags) {
        if (!view.attributes.empty()) view.attributes += ';';
        view.attributes += tag;
    }
    return view;
}

ItemRow item_row(const ItemView& view) {
    return {
        .sku = view.sku,
        .unit_of_measure = view.unit_of_measure,
        .scale = view.scale,
        .weight_g = view.weight_g,
        .length_mm = view.length_mm,
        .width_mm = view.width_mm,
        .height_mm = view.height_mm,
        .value_micros = view.value_micros,
        .category = view.category,
        .attributes = view.attributes,
    };
}

}  // namespace earmark
