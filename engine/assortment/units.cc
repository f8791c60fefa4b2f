// Other units in which an item is counted.
#include "engine/assortment/row_commands.h"
#include "engine/base/decimal.h"
#include "engine/base/wide.h"
#include "engine/engine.h"

#include <algorithm>
#include <numeric>

namespace earmark {

namespace {

constexpr std::int64_t kMillionths = 1'000'000;

std::string_view own_unit(const ItemTable& items, SkuId sku) {
    return items.units().text_of(items.facts(sku).unit_of_measure);
}

JudgedRow judge(const EngineState& state, const UnitRow& row) {
    if (state.items.find_slot(row.sku) == nullptr) return {RowVerdict::unknown_item};
    if (row.unit.empty()) return {RowVerdict::name_missing, "unit"};
    if (row.unit.size() > kUnitNameBytesMax) {
        return {
            RowVerdict::name_too_long,
            found_expected("unit", std::to_string(row.unit.size()) + " bytes", "1 to 32")
        };
    }
    if (row.unit == own_unit(state.items, row.sku)) {
        return {
            RowVerdict::bad_value,
            found_expected("unit", "the item's unit of measure", "another one")
        };
    }
    if (row.numerator < 0 || row.denominator < 0) return {RowVerdict::negative_quantity, {}};
    if (row.numerator > kUnitsMax || row.denominator > kUnitsMax)
        return {RowVerdict::quantity_too_large, {}};
    if (row.denominator == 0) return {RowVerdict::zero_quantity, "denominator"};
    return {};
}

/// The item's units with the row's among them, in lowest terms. Holding the item's stripe.
AssortmentOutcome unit_outcome(const EngineState& state, const UnitRow& row) {
    AssortmentOutcome outcome{
        .sku = row.sku,
        .kind = AssortmentRow::Kind::unit,
        .rows = rows_of_kind(state.items, row.sku, AssortmentRow::Kind::unit)
    };
    const auto same = std::ranges::find(outcome.rows, row.unit, &AssortmentRow::name);
    if (row.numerator == 0) {
        if (same != outcome.rows.end()) outcome.rows.erase(same);
    } else {
        AssortmentRow& made = same != outcome.rows.end() ? *same : outcome.rows.emplace_back();
        const Units divisor = std::gcd(row.numerator, row.denominator);
        made.kind = outcome.kind;
        made.first = row.numerator / divisor;
        made.second = row.denominator / divisor;
        made.set_name(row.unit);
    }
    for (std::size_t index = 0; index < outcome.rows.size(); ++index)
        outcome.rows[index].rank = static_cast<std::uint16_t>(index);
    return outcome;
}

/// What a unit is in the item's smallest units; a numerator of 0 if the item has no such unit.
UnitView find_unit(const ItemTable& items, SkuId sku, std::string_view unit) {
    if (unit == own_unit(items, sku)) {
        Units whole = 1;
        for (std::uint8_t decimal = 0; decimal < items.facts(sku).scale; ++decimal)
            whole *= 10;
        return {std::string(unit), whole, 1};
    }
    std::vector<AssortmentRow> rows;
    read_assortment(items, sku, rows);
    for (const AssortmentRow& row : rows) {
        if (row.kind == AssortmentRow::Kind::unit && row.name() == unit)
            return {std::string(unit), row.first, row.second};
    }
    return {};
}

/// "a unit of mug: piece, case".
std::string known_units(const ItemTable& items, SkuId sku) {
    std::string units(own_unit(items, sku));
    std::vector<AssortmentRow> rows;
    read_assortment(items, sku, rows);
    for (const AssortmentRow& row : rows) {
        if (row.kind != AssortmentRow::Kind::unit) continue;
        units += (units.empty() ? "" : ", ") + std::string(row.name());
    }
    return "a unit of " + std::string(items.name(sku)) + ": " + units;
}

std::string ratio_text(const UnitView& unit) {
    return std::to_string(unit.numerator) +
           (unit.denominator == 1 ? "" : "/" + std::to_string(unit.denominator));
}

}  // namespace

void Engine::put_units(
    std::span<const UnitRow> rows, const CallContext& context, SupplyReply& reply
) {
    change_assortment(
        *state_,
        rows,
        context,
        [this](const UnitRow& row) { return judge(*state_, row); },
        [this](const UnitRow& row) {
            const auto known = rows_of_kind(state_->items, row.sku, AssortmentRow::Kind::unit);
            const bool is_new =
                std::ranges::find(known, row.unit, &AssortmentRow::name) == known.end();
            if (row.numerator == 0 && is_new) return JudgedRow{RowVerdict::unknown_unit, {}};
            if (is_new && known.size() >= kUnitsPerItemMax)
                return JudgedRow{RowVerdict::over_budget, "the item has 16 other units"};
            return JudgedRow{};
        },
        [this](const UnitRow& row) { return unit_outcome(*state_, row); },
        reply
    );
}

RowVerdict Engine::convert(const UnitQuantity& given, Units& quantity, std::string& detail) const {
    quantity = 0;
    detail.clear();
    if (state_->items.find_slot(given.sku) == nullptr) return RowVerdict::unknown_item;
    const UnitView unit = find_unit(state_->items, given.sku, given.unit);
    if (unit.numerator == 0) {
        detail = found_expected("unit", given.unit, known_units(state_->items, given.sku));
        return RowVerdict::unknown_unit;
    }
    const Wide product = Wide{given.quantity} * unit.numerator;
    const Wide divisor = Wide{kMillionths} * unit.denominator;
    if (product % divisor != 0) {
        detail = found_expected(
            "quantity",
            format_decimal(given.quantity, 6) + " " + unit.unit,
            "a whole number of the smallest units of " +
                std::string(state_->items.name(given.sku)) + ", of which one " + unit.unit +
                " is " + ratio_text(unit)
        );
        return RowVerdict::not_exact;
    }
    const Wide units = product / divisor;
    if (units > kUnitsMax || units < -kUnitsMax) {
        detail = found_expected(
            "quantity",
            format_decimal(given.quantity, 6) + " " + unit.unit,
            "at most " + std::to_string(kUnitsMax) + " of the smallest units of " +
                std::string(state_->items.name(given.sku))
        );
        return RowVerdict::quantity_too_large;
    }
    quantity = static_cast<Units>(units);
    return RowVerdict::applied;
}

}  // namespace earmark
