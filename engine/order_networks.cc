// Of OrderCandidates: items of which groups hold or keep some.
//
// What may be taken of such an item at one node depends on what is taken at others: live holds of
// groups have to stay bindable, and groups keep what they have to (network_holds.h). Of each node
// the plan is told what could be taken there if nothing were taken elsewhere; what a plan then
// takes of several nodes is looked at node after node, and where it is too much, the nodes that
// took what another lacks are an overdraft (shared_stock.h). Units that the order has itself, or
// that are supposed to be there, are nobody else's; what is supposed to be gone was taken before.
#include "engine/network_holds.h"
#include "engine/order_candidates.h"
#include "engine/planning/supposed_stock.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace earmark {

/// Units of an item that are taken at a node.
struct OrderCandidates::NetworkTake {
    NodeId node;
    std::uint32_t place = 0;  ///< Of the plan.
    Units units = 0;          ///< By the plan; 0: those that are supposed to be gone.
    Units counted = 0;        ///< Less those that are nobody else's.
    bool is_looked_at = true;
};

namespace {

Units units_in_line(const PlanLine& line, SkuId wanted) {
    Units units = 0;
    visit_items(line, [&](SkuId sku, Units each) { units += sku == wanted ? each : 0; });
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
    FoundStock& found
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
    const bool is_shared = !want.is_alone || supposed_ != nullptr;
    if (is_shared && !is_network_item(want.sku)) network_items_.push_back(want.sku);
}

void OrderCandidates::read_network(
    SkuId sku, const std::function<void(const ItemStock& stock)>& read
) const {
    const ItemSlot* slot = state_->items.find_slot(sku);
    if (slot != nullptr) state_->items.read_positions(sku, *slot, read);
}

/// A take of none at each node at which some of the item may be supposed to be gone.
std::vector<OrderCandidates::NetworkTake> OrderCandidates::supposed_takes(SkuId sku) const {
    std::vector<NetworkTake> takes;
    if (supposed_ == nullptr) return takes;
    std::vector<NodeId> nodes;
    supposed_->add_nodes(sku, nodes);
    for (const NodeId node : nodes)
        takes.push_back({.node = node});
    return takes;
}

void OrderCandidates::add_takes(SkuId sku, const Plan& plan, std::vector<NetworkTake>& takes)
    const {
    for (const PlannedUnits& planned : plan.shipments) {
        if (is_shipment(planned.line)) continue;
        const Units units = units_in_line(lines_[planned.line], sku) * planned.units;
        if (units == 0) continue;
        const bool is_same =
            !takes.empty() && takes.back().units > 0 && takes.back().place == planned.node;
        if (!is_same) takes.push_back({.node = nodes_[planned.node].node, .place = planned.node});
        takes.back().units += units;
    }
}

void OrderCandidates::count_takes(SkuId sku, const ItemStock& stock, std::span<NetworkTake> takes)
    const {
    for (NetworkTake& take : takes) {
        take.counted = take.units;
        take.is_looked_at = true;
        Units more = 0;
        if (supposed_ != nullptr)
            more = supposed_->more_at(sku, take.node, most_beside(sku, stock, take.node, {}));
        if (take.units == 0) {
            take.counted = std::max<Units>(-more, 0);
            continue;
        }
        for (const OwnStock& own : own_)
            if (own.sku == sku && own.node == take.node) take.counted -= own.units;
        take.counted = std::max<Units>(take.counted - std::max<Units>(more, 0), 0);
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
    std::vector<NetworkTake> takes = supposed_takes(sku);  // They went first.
    add_takes(sku, plan, takes);
    if (takes.size() < 2) return std::nullopt;
    std::optional<std::size_t> short_of;
    Units lacking = 0;
    read_network(sku, [&](const ItemStock& stock) {
        short_of.reset();
        count_takes(sku, stock, takes);
        for (std::size_t index = 0; index < takes.size() && !short_of; ++index) {
            NetworkTake& take = takes[index];
            const auto before = std::span(takes).first(index);
            const Units most = most_beside(sku, stock, take.node, before);
            if (most >= take.counted) continue;
            lacking = take.counted - most;
            take.counted = most;
            if (take.units == 0) continue;  // Gone, whatever the plan takes.
            short_of = index;
            // Whose units are no others' that the node could have.
            for (NetworkTake& other : before) {
                other.is_looked_at = false;
                other.is_looked_at = most_beside(sku, stock, take.node, before) != most;
            }
        }
    });
    if (!short_of) return std::nullopt;
    Overdraft over;
    Units taken = 0;
    for (std::size_t index = 0; index <= *short_of; ++index) {
        const NetworkTake& take = takes[index];
        if (take.units == 0 || !take.is_looked_at) continue;
        taken += take.units;
        for (const PlannedUnits& planned : plan.shipments) {
            if (planned.node != take.place || is_shipment(planned.line)) continue;
            const Units per_unit = units_in_line(lines_[planned.line], sku);
            if (per_unit > 0)
                over.takers.push_back({planned.node, planned.line, per_unit, planned.units});
        }
    }
    over.excess = std::min(lacking, taken);
    over.stock = taken - over.excess;
    return over;
}

std::optional<Overdraft> OrderCandidates::find_overdraft(const Plan& plan) const {
    for (const SkuId sku : network_items_)
        if (auto over = find_overdraft_of(sku, plan)) return over;
    return std::nullopt;
}

/// Lowers the units of each to what can be taken beside those before it, until all together have
/// enough; those behind get none.
void OrderCandidates::give_what_is_left(SkuId sku, Units enough, std::vector<NetworkTake>& takes)
    const {
    std::vector<NetworkTake> wanted = takes;
    read_network(sku, [&](const ItemStock& stock) {
        takes = wanted;
        Units given = 0;
        for (std::size_t index = 0; index < takes.size(); ++index) {
            NetworkTake& take = takes[index];
            if (given >= enough) {
                take.units = 0;
                continue;
            }
            count_takes(sku, stock, {&take, 1});
            const auto before = std::span<const NetworkTake>(takes).first(index);
            const Units most = most_beside(sku, stock, take.node, before);
            const Units lacking = std::max<Units>(take.counted - most, 0);
            take.counted -= lacking;
            take.units -= std::min(lacking, take.units);
            given += take.units;
        }
    });
}

/// At most so many can be taken of an item, wherever it is.
Units OrderCandidates::most_anywhere(SkuId sku) const {
    Units most = 0;
    std::vector<NetworkTake> gone = supposed_takes(sku);
    read_network(sku, [&](const ItemStock& stock) {
        count_takes(sku, stock, gone);
        most = most_beside(sku, stock, NodeId(), gone);
        for (const NetworkTake& take : gone) {
            const Units there = most_beside(sku, stock, take.node, {});
            most += std::max<Units>(supposed_->more_at(sku, take.node, there), 0);
        }
    });
    for (const OwnStock& own : own_)
        most += own.sku == sku ? own.units : 0;
    return most;
}

/// Lines reach no more than all nodes can give together.
void OrderCandidates::limit_reachable() {
    for (PlanLine& line : lines_) {
        if (!line.parts.empty() || !is_network_item(line.sku)) continue;
        const Units most = most_anywhere(line.sku);
        if (most == 0) line.ats_anywhere = 0;
        line.ats_reachable = std::min(line.ats_reachable, most);
    }
}

bool OrderCandidates::is_beyond_reach() const {
    return std::ranges::any_of(lines_, [&](const PlanLine& line) {
        return line.parts.empty() && is_network_item(line.sku) &&
               line.ats_reachable < line.quantity;
    });
}

std::vector<SharedStock> OrderCandidates::network_shares() const {
    std::vector<SharedStock> shares;
    for (const SkuId sku : network_items_) {
        SharedStock share;
        share.stock.assign(nodes_.size(), 0);
        Units wanted = 0;
        for (std::uint32_t line = 0; line < lines_.size(); ++line) {
            const Units per_unit = units_in_line(lines_[line], sku);
            if (per_unit == 0) continue;
            share.takers.push_back({line, per_unit});
            wanted += per_unit * lines_[line].quantity;
        }
        // What a unit costs from there, its share of the shipment with it, and the node.
        std::vector<std::tuple<std::int64_t, std::uint32_t, Units>> nodes;
        for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
            Units there = 0;
            std::int64_t unit_cost = 0;
            for (const SharedStock::Taker& taker : share.takers) {
                const Units units = problem_.stock_of(node, taker.line);
                if (units > 0) unit_cost = problem_.unit_cost_of(node, taker.line);
                there = std::min(wanted, there + taker.per_unit * units);
            }
            if (there == 0) continue;
            nodes.emplace_back(unit_cost + problem_.fixed_cost[node] / there, node, there);
        }
        std::ranges::sort(nodes);
        std::vector<NetworkTake> takes = supposed_takes(sku);
        for (const auto& [cost, node, there] : nodes) {
            takes.push_back({.node = nodes_[node].node, .place = node, .units = there});
        }
        // The cheapest have all that is wanted, and as much again to choose from.
        give_what_is_left(sku, 2 * wanted, takes);
        for (const NetworkTake& take : takes)
            if (take.units > 0) share.stock[take.place] = take.units;
        shares.push_back(std::move(share));
    }
    return shares;
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
