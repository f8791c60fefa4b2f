// Of OrderCandidates: lines that travel together.
#include "engine/order_candidates.h"

#include <algorithm>

namespace earmark {

/// The plan's line of a set, made when its first row is met.
std::size_t OrderCandidates::line_of_set(const EngineState& state, std::uint32_t set) {
    const auto known = std::ranges::find(lines_, set, &PlanLine::set);
    if (known != lines_.end()) return static_cast<std::size_t>(known - lines_.begin());
    PlanLine& made = lines_.emplace_back();
    made.set = set;
    made.parts = rows_->parts_of_set(set);
    made.quantity = 1;
    made.counts_as = 0;
    for (const KitPart& part : made.parts)
        made.counts_as += part.quantity;
    made.is_known = std::ranges::all_of(made.parts, [&](const KitPart& part) {
        return state.items.find_slot(part.sku) != nullptr;
    });
    return lines_.size() - 1;
}

void OrderCandidates::count_units() {
    problem_.counts_as.assign(problem_.line_count, 1);
    for (std::size_t line = 0; line < lines_.size(); ++line)
        problem_.counts_as[line] = lines_[line].counts_as;
}

std::int64_t OrderCandidates::units_per_measure(const EngineState& state, SkuId sku) {
    std::int64_t units = 1;
    for (std::uint8_t scale = state.items.facts(sku).scale; scale > 0; --scale)
        units *= 10;
    return units;
}

std::int64_t OrderCandidates::units_at(
    const EngineState& state, const PlanLine& line, Micros price
) {
    constexpr std::int64_t kTooDear = std::int64_t{1} << 60U;  // The solver refuses it by name.
    std::int64_t sum = 0;
    for (const KitPart& part : line.parts) {
        if (state.items.find_slot(part.sku) == nullptr) continue;
        std::int64_t cost = 0;
        const std::int64_t each = per_smallest_unit(price, units_per_measure(state, part.sku));
        if (__builtin_mul_overflow(each, part.quantity, &cost)) cost = kTooDear;
        sum = std::min(kTooDear, sum + std::min(kTooDear, cost));
    }
    return sum;
}

/// The solver counts a line once; the others of the set are part of what its unit costs.
std::int64_t OrderCandidates::handling_of_set(
    const EngineState& state, const PlanLine& line, const Node& node
) {
    return units_at(state, line, node.handling_per_unit) +
           node.handling_per_line * static_cast<Micros>(line.rows - 1);
}

Units OrderCandidates::reachable_of_item(SkuId sku) const {
    const OrderItem* item = items_.find(sku);
    return item == nullptr ? 0 : item->reachable;
}

std::optional<UnfilledReason> OrderCandidates::missing_item(SkuId sku) const {
    const OrderItem* item = items_.find(sku);
    if (item == nullptr || !item->found.empty()) return std::nullopt;
    if (!item->is_known) return UnfilledReason::unknown_item;
    return item->is_stopped ? UnfilledReason::sale_stopped : UnfilledReason::no_stock;
}

}  // namespace earmark
