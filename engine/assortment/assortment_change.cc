#include "engine/assortment/assortment_change.h"

#include <algorithm>

namespace earmark {

namespace {

constexpr std::uint32_t kRowsMax = 256;
static_assert(kKitPartsMax <= kRowsMax && kUnitsPerItemMax <= kRowsMax);

bool is_figure(Units units) {
    return units >= 0 && units <= kUnitsMax;
}

void add_part(const KitPart& part, std::vector<KitPart>& parts) {
    const auto known = std::find_if(parts.begin(), parts.end(), [&](const KitPart& each) {
        return each.sku == part.sku;
    });
    if (known == parts.end()) {
        parts.push_back(part);
    } else {
        known->quantity = std::min(kUnitsMax + 1, known->quantity + part.quantity);
    }
}

/// Goes down as many levels as kits may have, and no deeper.
void add_parts(
    const ItemTable& items,
    const KitParts& kit,
    Units each,
    std::size_t levels_left,
    std::vector<KitPart>& parts
) {
    KitParts inner;
    for (const KitPart& part : kit.all()) {
        const Units quantity = times(each, part.quantity);
        if (levels_left > 0 && may_have_rows(items, part.sku)) {
            read_parts(items, part.sku, inner);
            if (inner.count > 0) {
                add_parts(items, inner, quantity, levels_left - 1, parts);
                continue;
            }
        }
        add_part({part.sku, quantity}, parts);
    }
}

}  // namespace

void put_assortment_row(ByteWriter& out, const AssortmentRow& row) {
    out.put_all(
        row.kind, row.rank, static_cast<std::uint8_t>(row.is_together ? 1 : 0), row.other.value()
    );
    out.put_varints(row.first, row.second, row.increment);
    out.put_text(row.name());
}

bool get_assortment_row(ByteReader& in, AssortmentRow& row) {
    row = {};
    row.kind = in.get<AssortmentRow::Kind>();
    row.rank = in.get<std::uint16_t>();
    row.is_together = in.get<std::uint8_t>() != 0;
    row.other = SkuId(in.get<std::uint32_t>());
    row.first = in.get_varint();
    row.second = in.get_varint();
    row.increment = in.get_varint();
    const std::string_view name = in.get_text();
    if (in.failed() || name.size() > kUnitNameBytesMax) return false;
    row.set_name(name);
    return row.kind <= AssortmentRow::Kind::substitute && is_figure(row.first) &&
           is_figure(row.second) && is_figure(row.increment);
}

void put_assortment_outcome(ByteWriter& out, const AssortmentOutcome& outcome) {
    out.put_all(outcome.sku.value(), outcome.kind, static_cast<std::uint32_t>(outcome.rows.size()));
    for (const AssortmentRow& row : outcome.rows)
        put_assortment_row(out, row);
}

bool get_assortment_outcome(ByteReader& in, AssortmentOutcome& outcome) {
    outcome.sku = SkuId(in.get<std::uint32_t>());
    outcome.kind = in.get<AssortmentRow::Kind>();
    const auto count = in.get<std::uint32_t>();
    if (in.failed() || outcome.kind > AssortmentRow::Kind::substitute || count > kRowsMax)
        return false;
    outcome.rows.clear();
    for (std::uint32_t index = 0; index < count; ++index) {
        AssortmentRow& row = outcome.rows.emplace_back();
        if (!get_assortment_row(in, row) || row.kind != outcome.kind || row.rank != index)
            return false;
    }
    return true;
}

std::string describe_assortment(const AssortmentOutcome& outcome) {
    std::string text = "item " + std::to_string(outcome.sku.value());
    const auto other = [](const AssortmentRow& row) {
        return " item " + std::to_string(row.other.value());
    };
    switch (outcome.kind) {
        case AssortmentRow::Kind::part:
            text += outcome.rows.empty()               ? " is no kit"
                    : outcome.rows.front().is_together ? " is a kit that leaves together of"
                                                       : " is a kit that may ship apart of";
            for (const AssortmentRow& row : outcome.rows)
                text += other(row) + " x" + std::to_string(row.first);
            break;
        case AssortmentRow::Kind::unit:
            text += " units";
            for (const AssortmentRow& row : outcome.rows) {
                text += " " + std::string(row.name()) + " = " + std::to_string(row.first) + "/" +
                        std::to_string(row.second);
            }
            break;
        case AssortmentRow::Kind::order_quantity:
            text += " is ordered in any quantity";
            for (const AssortmentRow& row : outcome.rows) {
                text = "item " + std::to_string(outcome.sku.value()) + " is ordered from " +
                       std::to_string(row.first) + " to " + std::to_string(row.second) + " by " +
                       std::to_string(row.increment) + ", 0 = any";
            }
            break;
        case AssortmentRow::Kind::substitute:
            text += " substitutes";
            for (const AssortmentRow& row : outcome.rows)
                text += other(row);
            break;
    }
    return text;
}

std::vector<AssortmentRow> rows_of_kind(
    const ItemTable& items, SkuId sku, AssortmentRow::Kind kind
) {
    std::vector<AssortmentRow> rows;
    const AssortmentRows all = items.rows<AssortmentRow>(sku);
    for (std::uint32_t index = 0; index < all.count(); ++index) {
        const AssortmentRow row = all.load(index);
        if (row.kind == kind) rows.push_back(row);
    }
    return rows;
}

void apply_assortment(ItemTable& items, const AssortmentOutcome& outcome, Lsn lsn) {
    const auto before = rows_of_kind(items, outcome.sku, outcome.kind);
    ItemTable::Change change(items, outcome.sku, lsn);
    for (const AssortmentRow& row : before)
        change.drop_row(row);
    for (const AssortmentRow& row : outcome.rows)
        change.put_row(row);
    if (outcome.kind != AssortmentRow::Kind::part) return;
    for (const AssortmentRow& row : before)
        items.kit_book().remove(row.other, outcome.sku);
    for (const AssortmentRow& row : outcome.rows)
        items.kit_book().add(row.other, outcome.sku);
}

void read_assortment(const ItemTable& items, SkuId sku, std::vector<AssortmentRow>& rows) {
    rows.clear();
    const ItemSlot* slot = items.find_slot(sku);
    if (slot == nullptr) return;
    items.read_positions(sku, *slot, [&rows](const ItemStock& stock) {
        rows.clear();
        const auto all = stock.rows_of<AssortmentRow>();
        for (std::uint32_t index = 0; index < all.count(); ++index)
            rows.push_back(all.load(index));
    });
}

void read_parts(const ItemTable& items, SkuId sku, KitParts& kit) {
    kit.count = 0;
    const ItemSlot* slot = items.find_slot(sku);
    if (slot == nullptr) return;
    items.read_positions(sku, *slot, [&kit](const ItemStock& stock) {
        kit.count = 0;
        const auto rows = stock.rows_of<AssortmentRow>();
        for (std::uint32_t index = 0; index < rows.count() && kit.count < kKitPartsMax; ++index) {
            const AssortmentRow row = rows.load(index);
            if (row.kind != AssortmentRow::Kind::part) break;
            kit.is_together = row.is_together;
            kit.parts[kit.count++] = {row.other, row.first};
        }
    });
}

void flatten(const ItemTable& items, SkuId sku, FlatKit& flat) {
    KitParts kit;
    read_parts(items, sku, kit);
    flat.is_together = kit.is_together;
    flat.parts.clear();
    add_parts(items, kit, 1, kKitLevelsMax - 1, flat.parts);
}

Units times(Units left, Units right) {
    Units product = 0;
    if (__builtin_mul_overflow(left, right, &product)) return kUnitsMax + 1;
    return std::min(product, kUnitsMax + 1);
}

}  // namespace earmark
