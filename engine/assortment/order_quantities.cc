// In which quantities an item is ordered.
#include "engine/assortment/ordering.h"
#include "engine/assortment/row_commands.h"

namespace earmark {

namespace {

JudgedRow judge(const EngineState& state, const OrderQuantityRow& row) {
    if (state.items.find_slot(row.sku) == nullptr) return {RowVerdict::unknown_item};
    const std::pair<std::string_view, Units> figures[] = {
        {"minimum", row.minimum}, {"maximum", row.maximum}, {"increment", row.increment}
    };
    for (const auto& [name, figure] : figures) {
        if (figure < 0) return {RowVerdict::negative_quantity, std::string(name)};
        if (figure > kUnitsMax) return {RowVerdict::quantity_too_large, std::string(name)};
    }
    const Units step = std::max<Units>(1, row.increment);
    const Units least = std::max<Units>(1, (row.minimum + step - 1) / step) * step;
    if (row.maximum == 0 || least <= row.maximum) return {};
    return {
        RowVerdict::bad_value,
        found_expected(
            "maximum",
            std::to_string(row.maximum),
            "at least " + std::to_string(least) + ", or nothing could be ordered"
        )
    };
}

AssortmentOutcome order_quantity_outcome(const OrderQuantityRow& row) {
    AssortmentOutcome outcome{
        .sku = row.sku, .kind = AssortmentRow::Kind::order_quantity, .rows = {}
    };
    if (row.minimum == 0 && row.maximum == 0 && row.increment == 0) return outcome;
    AssortmentRow& made = outcome.rows.emplace_back();
    made.kind = outcome.kind;
    made.first = row.minimum;
    made.second = row.maximum;
    made.increment = row.increment;
    return outcome;
}

}  // namespace

LineVerdict check_order_quantity(const ItemTable& items, SkuId sku, Units quantity) {
    const ItemSlot* slot = items.find_slot(sku);
    LineVerdict verdict = LineVerdict::reserved;
    items.read_positions(sku, *slot, [&](const ItemStock& stock) {
        verdict = LineVerdict::reserved;
        const auto rows = stock.rows_of<AssortmentRow>();
        for (std::uint32_t index = 0; index < rows.count(); ++index) {
            const AssortmentRow row = rows.load(index);
            if (row.kind != AssortmentRow::Kind::order_quantity) continue;
            if (quantity < row.first) verdict = LineVerdict::below_minimum;
            if (row.second > 0 && quantity > row.second) verdict = LineVerdict::above_maximum;
            if (verdict == LineVerdict::reserved && row.increment > 0 &&
                quantity % row.increment != 0)
                verdict = LineVerdict::not_in_increments;
        }
    });
    return verdict;
}

void Engine::put_order_quantities(
    std::span<const OrderQuantityRow> rows, const CallContext& context, SupplyReply& reply
) {
    change_assortment(
        *state_,
        rows,
        context,
        [this](const OrderQuantityRow& row) { return judge(*state_, row); },
        [](const OrderQuantityRow&) { return JudgedRow{}; },
        order_quantity_outcome,
        reply
    );
}

}  // namespace earmark
