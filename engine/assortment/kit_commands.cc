// Kits made and changed: what may be a kit of what.
#include "engine/assortment/row_commands.h"
#include "engine/engine.h"

#include <algorithm>

namespace earmark {

namespace {

/// Levels of kits from an item down: 0 of one that is no kit. More than are allowed is told as one
/// more, so that it ends whatever it meets.
std::size_t levels_below(const ItemTable& items, SkuId sku, std::size_t levels_max) {
    if (!may_have_rows(items, sku)) return 0;
    KitParts kit;
    read_parts(items, sku, kit);
    if (kit.count == 0) return 0;
    if (levels_max == 0) return 1;
    std::size_t deepest = 0;
    for (const KitPart& part : kit.all())
        deepest = std::max(deepest, levels_below(items, part.sku, levels_max - 1));
    return deepest + 1;
}

/// Levels of kits above an item, likewise.
std::size_t levels_above(const ItemTable& items, SkuId sku, std::size_t levels_max) {
    const std::vector<SkuId> kits = items.kit_book().kits_with(sku);
    if (kits.empty()) return 0;
    if (levels_max == 0) return 1;
    std::size_t highest = 0;
    for (const SkuId kit : kits)
        highest = std::max(highest, levels_above(items, kit, levels_max - 1));
    return highest + 1;
}

/// Whether an item is a part of another one, however deep.
bool contains(const ItemTable& items, SkuId kit, SkuId wanted, std::size_t levels_left) {
    if (kit == wanted) return true;
    if (levels_left == 0 || !may_have_rows(items, kit)) return false;
    KitParts inner;
    read_parts(items, kit, inner);
    return std::any_of(inner.all().begin(), inner.all().end(), [&](const KitPart& part) {
        return contains(items, part.sku, wanted, levels_left - 1);
    });
}

std::string part_text(const ItemTable& items, SkuId sku) {
    return "part '" + std::string(items.name(sku)) + "'";
}

JudgedRow judge_part(const EngineState& state, const KitRow& row, std::size_t index) {
    const KitPart& part = row.parts[index];
    if (state.items.find_slot(part.sku) == nullptr)
        return {RowVerdict::unknown_part, "item handle " + std::to_string(part.sku.value())};
    const std::string name = part_text(state.items, part.sku);
    const auto expected = [&](const std::string& what) {
        return found_expected("quantity of " + name, std::to_string(part.quantity), what);
    };
    if (part.quantity == 0) return {RowVerdict::zero_quantity, expected("1 or more")};
    if (part.quantity < 0) return {RowVerdict::negative_quantity, expected("1 or more")};
    if (part.quantity > kUnitsMax)
        return {RowVerdict::quantity_too_large, expected("at most " + std::to_string(kUnitsMax))};
    const auto before = row.parts.first(index);
    const bool is_repeated = std::any_of(before.begin(), before.end(), [&](const KitPart& each) {
        return each.sku == part.sku;
    });
    if (is_repeated) return {RowVerdict::repeated_part, name};
    if (contains(state.items, part.sku, row.sku, kKitLevelsMax))
        return {RowVerdict::cyclic_kit, name + " is the kit, or has it as a part"};
    return {};
}

/// What is wrong with a kit, whatever stock there is. Holding the reference mutex: no kit changes.
JudgedRow judge(const EngineState& state, const KitRow& row) {
    if (state.items.find_slot(row.sku) == nullptr) return {RowVerdict::unknown_item};
    if (row.parts.size() > kKitPartsMax) {
        return {
            RowVerdict::too_many_parts,
            found_expected("parts", std::to_string(row.parts.size()), "at most 32")
        };
    }
    std::size_t levels = 1;
    for (std::size_t index = 0; index < row.parts.size(); ++index) {
        if (JudgedRow bad = judge_part(state, row, index); bad.verdict != RowVerdict::applied)
            return bad;
        levels =
            std::max(levels, 1 + levels_below(state.items, row.parts[index].sku, kKitLevelsMax));
    }
    if (row.parts.empty()) return {};
    levels += levels_above(state.items, row.sku, kKitLevelsMax);
    if (levels <= kKitLevelsMax) return {};
    return {
        RowVerdict::kit_too_deep,
        found_expected("levels of kits", std::to_string(levels), "at most 3")
    };
}

/// Why an item cannot become a kit as it is. Holding its stripe.
JudgedRow judge_stock(const EngineState& state, SkuId sku) {
    const ItemStock stock = state.items.stock(sku);
    if (stock.positions != nullptr && stock.positions->count() > 0)
        return {RowVerdict::has_stock, "the item has positions, and a kit has no stock of its own"};
    if (!stock.rows_of<SegmentRow>().empty())
        return {RowVerdict::has_stock, "the item has rules of segments"};
    if (!stock.rows_of<DatedRow>().empty())
        return {RowVerdict::has_stock, "the item has dated supply or terms"};
    return {};
}

AssortmentOutcome kit_outcome(const KitRow& row) {
    AssortmentOutcome outcome{.sku = row.sku, .kind = AssortmentRow::Kind::part, .rows = {}};
    for (const KitPart& part : row.parts) {
        AssortmentRow& made = outcome.rows.emplace_back();
        made.kind = AssortmentRow::Kind::part;
        made.rank = static_cast<std::uint16_t>(outcome.rows.size() - 1);
        made.is_together = !row.ships_apart;
        made.other = part.sku;
        made.first = part.quantity;
    }
    return outcome;
}

}  // namespace

void Engine::put_kits(
    std::span<const KitRow> rows, const CallContext& context, SupplyReply& reply
) {
    change_assortment(
        *state_,
        rows,
        context,
        [this](const KitRow& row) { return judge(*state_, row); },
        [this](const KitRow& row) {
            return row.parts.empty() ? JudgedRow{} : judge_stock(*state_, row.sku);
        },
        kit_outcome,
        reply
    );
}

AssortmentView Engine::assortment(SkuId sku) const {
    AssortmentView view;
    std::vector<AssortmentRow> rows;
    read_assortment(state_->items, sku, rows);
    for (const AssortmentRow& row : rows) {
        switch (row.kind) {
            case AssortmentRow::Kind::part:
                view.ships_apart = !row.is_together;
                view.parts.push_back({row.other, row.first});
                break;
            case AssortmentRow::Kind::unit:
                view.units.push_back({std::string(row.name()), row.first, row.second});
                break;
            case AssortmentRow::Kind::order_quantity:
                view.minimum = row.first;
                view.maximum = row.second;
                view.increment = row.increment;
                break;
            case AssortmentRow::Kind::substitute:
                view.substitutes.push_back(row.other);
                break;
        }
    }
    return view;
}

}  // namespace earmark
