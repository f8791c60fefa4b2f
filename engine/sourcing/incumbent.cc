#include "engine/sourcing/incumbent.h"

namespace earmark {

namespace {

using Shipments = std::span<const PlannedUnits>;

std::size_t count_shipments(Shipments plan) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < plan.size(); ++i)
        if (i == 0 || plan[i].node != plan[i - 1].node) ++count;
    return count;
}

/// The first of `plan` that is of another node than the one at `i`.
std::size_t next_node(Shipments plan, std::size_t i) {
    const std::uint32_t node = plan[i].node;
    while (i < plan.size() && plan[i].node == node)
        ++i;
    return i;
}

/// Ordered so that of the first pair that only one plan has, or has more of, the plan that has it
/// comes first.
bool is_before(const PlannedUnits& a, const PlannedUnits& b) {
    return a.line != b.line ? a.line < b.line : a.node < b.node;
}

}  // namespace

bool comes_first(Shipments plan, Shipments other) {
    const std::size_t count = count_shipments(plan);
    const std::size_t other_count = count_shipments(other);
    if (count != other_count) return count < other_count;
    for (std::size_t i = 0, j = 0; i < plan.size(); i = next_node(plan, i), j = next_node(other, j))
        if (plan[i].node != other[j].node) return plan[i].node < other[j].node;
    // The first pair, by line and node, at which the plans differ; absent pairs are zero units.
    const PlannedUnits* first = nullptr;
    bool more = false;
    const auto look = [&](Shipments ours, Shipments theirs, bool is_plan) {
        for (const PlannedUnits& planned : ours) {
            if (first != nullptr && !is_before(planned, *first)) continue;
            const auto at = std::find_if(theirs.begin(), theirs.end(), [&](const auto& those) {
                return those.node == planned.node && those.line == planned.line;
            });
            const std::int64_t units = at == theirs.end() ? 0 : at->units;
            if (units >= planned.units) continue;
            first = &planned;
            more = is_plan;
        }
    };
    look(plan, other, true);
    look(other, plan, false);
    return more;
}

void Incumbent::consider(std::span<const PlannedUnits> plan, std::int64_t value) {
    offered_.assign(plan.begin(), plan.end());
    const auto is_less = [](const PlannedUnits& a, const PlannedUnits& b) {
        return a.node != b.node ? a.node < b.node : a.line < b.line;
    };
    if (!std::is_sorted(offered_.begin(), offered_.end(), is_less))
        std::sort(offered_.begin(), offered_.end(), is_less);
    if (value == value_ && !comes_first(offered_, plan_)) return;
    value_ = value;
    has_plan_ = true;
    plan_.swap(offered_);
}

std::size_t Incumbent::shipment_count() const {
    return count_shipments(plan_);
}

}  // namespace earmark
