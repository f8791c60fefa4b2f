// Of OrderCandidates: items of which groups hold or keep some.
//
// What may be taken of such an item at one node depends on what is taken at others: live holds of
// groups have to stay bindable, and groups keep what they have to (network_holds.h). Of each node
// the plan is told what could be taken there if nothing were taken elsewhere; what a plan then
// takes of several nodes is looked at node after node, and where it is too much, the nodes that
// took what another lacks are an overdraft (shared_stock.h). Units that the order has itself, or
// that are supposed to be there, are nobody else's.
#include "engine/network_holds.h"
#include "engine/order_candidates.h"
#include "engine/planning/supposed_stock.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace earmark {

/// Units of an item that are taken at a node of the plan.
struct OrderCandidates::NetworkTake {
    std::uint32_t place = 0;
    NodeId node;
    Units units = 0;
    Units counted = 0;  ///< Without those that are nobody else's.
    bool is_looked_at = true;
};

namespace {

Units units_in_line(const PlanLine& line, SkuId sku) {
    if (line.parts.empty()) return line.sku == sku ? 1 : 0;
    Units units = 0;
    for (const KitPart& part : line.parts)
        units += part.sku == sku ? part.quantity : 0;
    return units;
}

}  // namespace

bool OrderCandidates::is_network_item(SkuId sku) const {
    return std::ranges::find(network_items_, sku) != network_items_.end();
}

/// Lowers what is found to what each node can give by itself.
void OrderCandidates::leave_network_holds(
    const ItemTable& items,
    const ItemStock& stock,
    const ReferenceData& reference,
    const ItemWant& want,
    const CountedBack& confirmed,
    Found& found
) {
    const Units most =
        supposed_ == nullptr ? want.units : want.units + supposed_->most_taken(want.sku);
    for (auto& [node, ats] : found) {
        const Units addable = most_addable(
            items,
            want.sku,
            stock,
            reference,
            {.place = node,
             .asking = asking_of(*request_),
             .own = confirmed.own(),
             .own_uses = confirmed.uses()}
        );
        ats = std::min(addable, most);
    }
    std::erase_if(found, [](const auto& entry) { return entry.second == 0; });
    // A read may be repeated.
    if (!want.is_alone && !is_network_item(want.sku)) network_items_.push_back(want.sku);
}

std::vector<OrderCandidates::NetworkTake> OrderCandidates::takes_of(SkuId sku, const Plan& plan)
    const {
    std::vector<NetworkTake> takes;
    for (const PlannedUnits& planned : plan.shipments) {
        if (is_shipment(planned.line)) continue;
        const Units units = units_in_line(lines_[planned.line], sku) * planned.units;
        if (units == 0) continue;
        if (takes.empty() || takes.back().place != planned.node)
            takes.push_back({.place = planned.node, .node = nodes_[planned.node].node});
        takes.back().units += units;
    }
    return takes;
}

/// What is taken beside what the order has itself, and what is supposed to be there.
void OrderCandidates::count_own(SkuId sku, const ItemStock& stock, std::vector<NetworkTake>& takes)
    const {
    for (NetworkTake& take : takes) {
        take.counted = take.units;
        for (const OwnStock& own : own_)
            if (own.sku == sku && own.node == take.node) take.counted -= own.units;
        if (supposed_ != nullptr && supposed_->is_about(sku))
            take.counted -=
                supposed_->more_at(sku, take.node, most_beside(sku, stock, take.node, {}));
        take.counted = std::max<Units>(take.counted, 0);
    }
}

/// The most that can be taken at a node beside what is taken at others.
Units OrderCandidates::most_beside(
    SkuId sku, const ItemStock& stock, NodeId node, std::span<const NetworkTake> takes
) const {
    static thread_local std::vector<PositionDelta> taken;
    taken.clear();
    for (const NetworkTake& take : takes) {
        if (take.is_looked_at && take.counted > 0)
            taken.push_back({.sku = sku, .node = take.node, .reserved = take.counted});
    }
    const bool counts_back = !request_->backorders.empty() && !leaves_confirmed_;
    const CountedBack confirmed = counts_back ? CountedBack(confirmed_, sku) : CountedBack();
    return most_addable(
        state_->items,
        sku,
        stock,
        *reference_,
        {.place = node,
         .asking = asking_of(*request_),
         .taken = taken,
         .own = confirmed.own(),
         .own_uses = confirmed.uses()}
    );
}

std::optional<Overdraft> OrderCandidates::find_overdraft_of(SkuId sku, const Plan& plan) const {
    std::vector<NetworkTake> takes = takes_of(sku, plan);
    const ItemSlot* slot = state_->items.find_slot(sku);
    if (takes.size() < 2 || slot == nullptr) return std::nullopt;
    std::optional<std::size_t> short_of;
    Units excess = 0;
    state_->items.read_positions(sku, *slot, [&](const ItemStock& stock) {
        short_of.reset();
        count_own(sku, stock, takes);
        for (NetworkTake& take : takes)
            take.is_looked_at = true;
        for (std::size_t index = 0; index < takes.size() && !short_of; ++index) {
            const auto before = std::span(takes).first(index);
            const Units most = most_beside(sku, stock, takes[index].node, before);
            if (most >= takes[index].counted) continue;
            short_of = index;
            excess = takes[index].counted - most;
            // Whose units are no others' that the node could have.
            for (NetworkTake& other : before) {
                other.is_looked_at = false;
                other.is_looked_at = most_beside(sku, stock, takes[index].node, before) != most;
            }
        }
    });
    if (!short_of) return std::nullopt;
    Overdraft over{.takers = {}, .stock = -excess, .excess = excess};
    for (std::size_t index = 0; index <= *short_of; ++index) {
        const NetworkTake& take = takes[index];
        if (!take.is_looked_at || take.counted == 0) continue;
        over.stock += take.units;
        for (const PlannedUnits& planned : plan.shipments) {
            if (planned.node != take.place || is_shipment(planned.line)) continue;
            const Units per_unit = units_in_line(lines_[planned.line], sku);
            if (per_unit > 0)
                over.takers.push_back({planned.node, planned.line, per_unit, planned.units});
        }
    }
    return over;
}

std::optional<Overdraft> OrderCandidates::find_overdraft(const Plan& plan) const {
    for (const SkuId sku : network_items_)
        if (auto over = find_overdraft_of(sku, plan)) return over;
    return std::nullopt;
}

/// Of what is taken, all that can be taken together.
Units OrderCandidates::most_of_all(SkuId sku, std::vector<NetworkTake> takes) const {
    const ItemSlot* slot = state_->items.find_slot(sku);
    Units units = 0;
    if (slot == nullptr) return units;
    state_->items.read_positions(sku, *slot, [&](const ItemStock& stock) {
        units = 0;
        count_own(sku, stock, takes);
        for (std::size_t index = 0; index < takes.size(); ++index) {
            NetworkTake& take = takes[index];
            const auto before = std::span<const NetworkTake>(takes).first(index);
            const Units most = most_beside(sku, stock, take.node, before);
            const Units lacking = std::max<Units>(take.counted - most, 0);
            take.counted -= lacking;
            units += take.units - lacking;
        }
    });
    return units;
}

/// Lines reach no more than all nodes can give together.
void OrderCandidates::limit_reachable() {
    for (const SkuId sku : network_items_) {
        std::vector<NetworkTake> takes;
        for (std::size_t line = 0; line < lines_.size(); ++line) {
            if (!lines_[line].parts.empty() || lines_[line].sku != sku) continue;
            takes.clear();
            for (const Stock& stock : stock_) {
                if (stock.line != line) continue;
                takes.push_back(
                    {.place = stock.candidate,
                     .node = nodes_[stock.candidate].node,
                     .units = stock.ats}
                );
            }
            PlanLine& of = lines_[line];
            of.ats_reachable = std::min(of.ats_reachable, most_of_all(sku, takes));
        }
    }
}

/// Lines of an item that do not split are told as lines that share each node's stock, so that each
/// can be told to take less.
void OrderCandidates::share_network_items() {
    for (const SkuId sku : network_items_) {
        SharedStock shared;
        shared.stock.assign(nodes_.size(), 0);
        for (std::uint32_t line = 0; line < lines_.size(); ++line) {
            if (lines_[line].sku != sku) continue;
            problem_.item[line] = ~line;  // No item's handle.
            shared.takers.push_back({line, 1});
            for (std::size_t node = 0; node < nodes_.size(); ++node) {
                std::int64_t& most = shared.stock[node];
                most = std::max(most, problem_.stock_of(node, line));
            }
        }
        if (shared.takers.size() > 1) shared_.push_back(std::move(shared));
    }
}

}  // namespace earmark
