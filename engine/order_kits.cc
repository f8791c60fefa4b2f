// What is particular about the candidates of orders with kits.
#include "engine/order_candidates.h"
#include "engine/selling.h"

#include <algorithm>

namespace earmark {

namespace {

/// More than any order may weigh: the solver refuses it by name.
constexpr std::int64_t kTooMuch = std::int64_t{1} << 60U;

/// The number of a line in PlanProblem::item that shares nothing by it.
std::uint32_t number_of_its_own(std::size_t line) {
    return ~static_cast<std::uint32_t>(line);
}

std::int64_t product(std::int64_t left, std::int64_t right) {
    std::int64_t product = 0;
    return __builtin_mul_overflow(left, right, &product) ? kTooMuch : std::min(product, kTooMuch);
}

std::int64_t cubic_mm(const ItemFacts& facts) {
    return static_cast<std::int64_t>(facts.volume_mm3());
}

std::int64_t units_in_measure(const ItemFacts& facts) {
    std::int64_t power = 1;
    for (std::uint8_t each = 0; each < facts.scale; ++each)
        power *= 10;
    return power;
}

}  // namespace

/// What all lines together want of each item, kits in parts.
void OrderCandidates::note_items() {
    items_.clear();
    for (const PlanLine& line : lines_) {
        visit_items(line, [&](SkuId sku, Units per_unit) {
            OrderItem& item = items_.of(sku);
            item.want.units += line.quantity * per_unit;
            item.in_whole_kits = item.in_whole_kits || !line.parts.empty();
            item.goes_at_once = line.set != 0;
            ++item.takers;
        });
    }
    for (OrderItem& item : items_.all()) {
        const bool may_split = splitting_ == LineSplit::may_split && !item.goes_at_once;
        item.want.is_alone = !may_split && item.takers == 1;
    }
    for (PlanLine& line : lines_) {
        visit_items(line, [&](SkuId sku, Units) {
            const OrderItem& item = items_.of(sku);
            line.has_rivals = line.has_rivals || item.takers > 1;
            if (line.parts.empty()) line.item_quantity = item.want.units;
        });
    }
}

const OrderItem& OrderCandidates::read_once(
    const EngineState& state, const ReferenceData& reference, SkuId sku
) {
    OrderItem& item = items_.of(sku);
    if (item.is_read) return item;
    item.is_read = true;
    item.is_known = state.items.find_slot(sku) != nullptr;
    if (!only_own_) item.is_stopped = find_stock(state, reference, item.want, item.found);
    if (own_.empty()) return item;
    add_own_stock(sku, item.found);
    std::ranges::sort(item.found);
    return item;
}

/// As find_stock, of a line of an order with kits: of a kit, as many as its parts allow.
bool OrderCandidates::find_with_kits(
    const EngineState& state,
    const ReferenceData& reference,
    const PlanLine& line,
    FoundStock& found
) {
    bool is_stopped = false;
    bool is_first = true;
    visit_items(line, [&](SkuId sku, Units per_unit) {
        const OrderItem& item = read_once(state, reference, sku);
        is_stopped = is_stopped || item.is_stopped;
        if (is_first) found = item.found;
        auto there = item.found.begin();
        std::erase_if(found, [&](std::pair<NodeId, Units>& each) {
            while (there != item.found.end() && there->first < each.first)
                ++there;
            if (there == item.found.end() || there->first != each.first) return true;
            const Units units = there->second / per_unit;
            each.second = is_first ? units : std::min(each.second, units);
            return each.second == 0;
        });
        is_first = false;
    });
    const bool is_kit_stopped =
        !line.kit.is_none() &&
        leave_stopped_nodes(state, reference, line.kit, asking_of(*request_), found);
    return is_stopped || is_kit_stopped;
}

/// Leaves of the nodes those that sell the kit. Returns whether there were others.
bool OrderCandidates::leave_stopped_nodes(
    const EngineState& state,
    const ReferenceData& reference,
    SkuId kit,
    const Asking& asking,
    FoundStock& found
) {
    const ItemSlot* slot = state.items.find_slot(kit);
    if (reference.rule_index == nullptr || slot == nullptr) return false;
    static thread_local FoundStock sold;
    state.items.read_positions(kit, *slot, [&](const ItemStock& stock) {
        SellingWalk selling(state.items, kit, stock, reference, asking);
        sold.clear();
        for (const auto& each : found) {
            if (selling.at(Position(each.first), {}).stopped_by.is_none()) sold.push_back(each);
        }
    });
    const bool is_stopped = sold.size() < found.size();
    found.swap(sold);
    return is_stopped;
}

/// Which lines of kits cannot all be filled because others want the same parts.
void OrderCandidates::judge_rivals() {
    for (OrderItem& item : items_.all()) {
        for (const auto& [node, ats] : item.found) {
            if (node.value() >= judged_.size()) continue;
            const Judged& judged = judged_[node.value()];
            if (judged.order == order_ && judged.standing == Standing::candidate)
                item.reachable += ats;
        }
    }
    for (PlanLine& line : lines_) {
        visit_items(line, [&](SkuId sku, Units) {
            const OrderItem& item = items_.of(sku);
            line.is_crowded = line.is_crowded || item.reachable < item.want.units;
        });
    }
}

/// What a kit weighs and measures: by itself, or else as its parts together. So does a set.
void OrderCandidates::fill_kit(const EngineState& state, std::size_t line) {
    const PlanLine& kit = lines_[line];
    const ItemFacts own = own_facts(state, kit);
    std::int64_t measure = units_in_measure(own);
    for (const KitPart& part : kit.parts)
        measure = std::max(measure, units_in_measure(state.items.facts(part.sku)));
    std::int64_t grams = product(own.weight_g, measure / units_in_measure(own));
    std::int64_t volume = product(cubic_mm(own), measure / units_in_measure(own));
    for (const KitPart& part : kit.parts) {
        const ItemFacts facts = state.items.facts(part.sku);
        const std::int64_t units = product(part.quantity, measure / units_in_measure(facts));
        if (own.weight_g == 0) grams = std::min(kTooMuch, grams + product(units, facts.weight_g));
        if (own.volume_mm3() == 0)
            volume = std::min(kTooMuch, volume + product(units, cubic_mm(facts)));
    }
    problem_.weight_grams[line] = grams;
    problem_.volume_mm3[line] = volume;
    problem_.units_per_weight[line] = measure;
}

/// Tells the solver which lines take of the same items: by PlanProblem::item where they are the
/// same to a node, else as SharedStock.
void OrderCandidates::fill_shared(const ReferenceData& reference) {
    const auto is_told = [&](const OrderItem& item) {
        return !item.in_whole_kits && !tells_kits_apart(reference) &&
               !is_network_item(item.want.sku);
    };
    problem_.item.clear();
    if (stay_apart_) {
        for (std::size_t line = 0; line < lines_.size(); ++line) {
            const OrderItem& item = items_.of(lines_[line].sku);
            const bool is_plain = lines_[line].parts.empty() && is_told(item);
            problem_.item.push_back(is_plain ? lines_[line].sku.value() : number_of_its_own(line));
        }
        for (std::size_t line = lines_.size(); line < problem_.line_count; ++line)
            problem_.item.push_back(number_of_its_own(line));
    }
    for (const OrderItem& item : items_.all()) {
        if (item.takers < 2 || (stay_apart_ && is_told(item))) continue;
        SharedStock& shared = shared_.emplace_back();
        for (std::uint32_t line = 0; line < lines_.size(); ++line) {
            visit_items(lines_[line], [&](SkuId sku, Units per_unit) {
                if (sku == item.want.sku) shared.takers.push_back({line, per_unit});
            });
        }
        stock_of_item(item.want.sku, shared.stock);
    }
}

void OrderCandidates::stock_of_item(SkuId sku, std::vector<Units>& by_place) const {
    by_place.assign(nodes_.size(), 0);
    const OrderItem* item = items_.find(sku);
    if (item == nullptr) return;
    for (const auto& [node, ats] : item->found) {
        if (node.value() >= judged_.size()) continue;
        const Judged& judged = judged_[node.value()];
        if (judged.order == order_ && judged.standing == Standing::candidate)
            by_place[rank_[judged.place]] = ats;
    }
}

}  // namespace earmark
