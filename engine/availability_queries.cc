#include "engine/assortment/assortment_change.h"
#include "engine/assortment/kit_availability.h"
#include "engine/availability_figures.h"
#include "engine/engine.h"
#include "engine/node_figures.h"
#include "engine/own_hold.h"
#include "engine/selling.h"

#include <algorithm>

namespace earmark {

void add_network(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const NetworkAsking& asking,
    Units network_safety,
    Availability& figures,
    std::vector<LeaningGroup>* leaning
) {
    if (!has_networks(items, sku, stock, reference)) return;
    const Units addable = most_addable(items, sku, stock, reference, asking, leaning);
    Units held = 0;
    const PositionBlock* block = stock.positions;
    const std::uint32_t count = std::min(block->count(), block->capacity());
    for (std::uint32_t index = 0; index < count; ++index) {
        const Position position = block->load_counters(index);
        const bool is_within = is_group_place(position.node()) &&
                               (asking.place.is_none() || asking.place == position.node());
        if (!is_within) continue;
        Units own = 0;
        for (const PositionDelta& delta : asking.own)
            own += delta.node == position.node() ? delta.reserved : 0;
        figures.reserved += position.reserved() - own;
        figures.allocated += position.allocated();
        held += position.reserved() + position.allocated() - own;
    }
    const Units left = figures.ats + figures.kept - held;
    const Units safety = std::clamp<Units>(left, 0, network_safety);
    figures.safety += network_safety;
    figures.withheld += safety;
    const Units rest = std::max<Units>(0, left) - safety;
    figures.ats = std::min(addable, rest);
    figures.kept = rest - figures.ats;
    figures.shortage += std::max<Units>(0, -left);
}

namespace {

/// What a query asks of an item's positions.
struct Selection {
    SkuId sku;
    NodeId node;  ///< None = all of the group, or all.
    Asking asking;
    const Group* group = nullptr;
    NodeId place{};  ///< The node, the group's place, or none.

    bool contains(NodeId candidate) const {
        if (is_group_place(candidate)) return false;
        if (!node.is_none()) return candidate == node;
        return group == nullptr || group->contains(candidate);
    }
};

/// Returns whether the item is a kit, of which nothing was summed.
bool sum_positions(
    const EngineState& state,
    const ItemSlot& slot,
    const Selection& selection,
    const ReferenceData& reference,
    const OwnHold& own,
    Availability& figures
) {
    bool is_a_kit = false;
    state.items.read_positions(selection.sku, slot, [&](const ItemStock& stock) {
        figures = {};
        is_a_kit = is_kit(stock);
        figures.lsn = std::max(stock.lsn, own.lsn());
        const NetworkSafety safety =
            network_safety(state.items, selection.sku, stock, reference, selection.place);
        const Units kept = selection.asking.ignore_safety ? 0 : safety.units;
        const PositionBlock* block = stock.positions;
        if (block == nullptr) {
            if (!is_a_kit) figures.safety = kept;
            return;
        }
        Asking at_nodes = selection.asking;
        at_nodes.ignore_safety = at_nodes.ignore_safety || safety.is_kept;
        SellingWalk selling(state.items, selection.sku, stock, reference, at_nodes);
        const std::uint32_t count = std::min(block->count(), block->capacity());
        for (std::uint32_t index = 0; index < count; ++index) {
            const Position position = block->load_counters(index);
            const NodeId node = position.node();
            if (!selection.contains(node)) continue;
            const OwnUnits counted_back = own.at(selection.sku, node);
            add_position(position, counted_back, selling.at(position, counted_back), figures);
        }
        if (!has_networks(state.items, selection.sku, stock, reference)) return;
        const NetworkAsking network{
            .place = selection.place,
            .asking = selection.asking,
            .own = own.of(selection.sku),
            .own_stamp = own.stamp()
        };
        add_network(state.items, selection.sku, stock, reference, network, kept, figures);
    });
    return is_a_kit;
}

}  // namespace

void add_node_figures(
    const StockQuestion& question,
    SellingWalk& selling,
    const Position& position,
    const OwnUnits& own,
    const NetworkAsking& network,
    NodeAvailability& entry
) {
    const PositionOffer offer = selling.at(position, own);
    entry.node = position.node();
    entry.safety_rule = offer.safety_rule;
    entry.stopped_by = offer.stopped_by;
    add_position(position, own, offer, entry.figures);
    add_network(
        question.items, question.sku, question.stock, question.reference, network, 0, entry.figures
    );
}

namespace {

Outcome check_asked(
    const EngineState& state, const AvailabilityRequest& request, std::string& detail
) {
    const std::size_t count = request.queries.size();
    if (count == 0 || count > kAvailabilityQueriesMax) {
        const std::string most = std::to_string(kAvailabilityQueriesMax);
        detail = found_expected("queries", std::to_string(count), "1 to " + most);
        return count == 0 ? Outcome::no_lines : Outcome::too_many_lines;
    }
    const Outcome segment = check_segment(state, request.segment, detail);
    return segment == Outcome::done ? check_method(request.method, detail) : segment;
}

QueryVerdict choose_place(
    const ReferenceData& reference, const AvailabilityQuery& query, Selection& selection
) {
    selection.place = query.node;
    if (!query.node.is_none()) {
        const bool is_known = reference.nodes->find(query.node) != nullptr;
        return is_known ? QueryVerdict::known : QueryVerdict::unknown_node;
    }
    if (query.group.is_none()) return QueryVerdict::known;
    selection.group = reference.groups->find(query.group);
    selection.place = place_of(query.group);
    return selection.group != nullptr ? QueryVerdict::known : QueryVerdict::unknown_group;
}

}  // namespace

void Engine::availability(const AvailabilityRequest& request, AvailabilityReply& reply) const {
    reply.figures.clear();
    reply.detail.clear();
    reply.outcome = check_asked(*state_, request, reply.detail);
    if (reply.outcome != Outcome::done) return;
    const ReferenceData& reference = state_->reference.current();
    std::optional<OwnHold> own(std::in_place, *state_, request.own_reservation);
    std::vector<std::size_t> kits;
    reply.figures.resize(request.queries.size());

    constexpr std::size_t kAhead = 8;
    const std::size_t count = request.queries.size();
    for (std::size_t index = 0; index < std::min(count, 2 * kAhead); ++index)
        state_->items.prefetch_slot(request.queries[index].sku);
    for (std::size_t index = 0; index < std::min(count, kAhead); ++index)
        state_->items.prefetch_block(request.queries[index].sku);
    for (std::size_t index = 0; index < count; ++index) {
        if (index + 2 * kAhead < count)
            state_->items.prefetch_slot(request.queries[index + 2 * kAhead].sku);
        if (index + kAhead < count)
            state_->items.prefetch_block(request.queries[index + kAhead].sku);
        const AvailabilityQuery& query = request.queries[index];
        Availability& figures = reply.figures[index];
        const ItemSlot* slot = state_->items.find_slot(query.sku);
        if (slot == nullptr) {
            figures.verdict = QueryVerdict::unknown_item;
            continue;
        }
        Selection selection{
            .sku = query.sku,
            .node = query.node,
            .asking = {request.segment, request.method, request.ignore_safety}
        };
        figures.verdict = choose_place(reference, query, selection);
        if (figures.verdict != QueryVerdict::known) continue;
        if (sum_positions(*state_, *slot, selection, reference, *own, figures))
            kits.push_back(index);
    }
    own.reset();
    for (const std::size_t index : kits) {
        const AvailabilityQuery& query = request.queries[index];
        const Asking asking{request.segment, request.method, request.ignore_safety};
        kit_figures(
            *this,
            *state_,
            {query.sku, request.own_reservation, asking},
            query,
            reply.figures[index]
        );
    }
}

void Engine::item_availability(
    SkuId sku,
    std::string_view own_reservation,
    const Asking& asking,
    std::vector<NodeAvailability>& positions
) const {
    positions.clear();
    const ItemSlot* slot = state_->items.find_slot(sku);
    if (slot == nullptr) return;
    const ReferenceData& reference = state_->reference.current();
    bool is_a_kit = false;
    std::optional<OwnHold> own_hold(std::in_place, *state_, own_reservation);
    const OwnHold& own = *own_hold;
    state_->items.read_positions(sku, *slot, [&](const ItemStock& stock) {
        positions.clear();
        is_a_kit = is_kit(stock);
        const PositionBlock* block = stock.positions;
        if (block == nullptr) return;
        SellingWalk selling(state_->items, sku, stock, reference, asking);
        const std::uint32_t count = std::min(block->count(), block->capacity());
        for (std::uint32_t index = 0; index < count; ++index) {
            const Position position = block->load_counters(index);
            if (is_group_place(position.node())) break;  // They come last.
            NodeAvailability& entry = positions.emplace_back();
            entry.figures.lsn = std::max(stock.lsn, own.lsn());
            const OwnUnits counted_back = own.at(sku, position.node());
            const NetworkAsking network{
                .place = position.node(),
                .asking = asking,
                .own = own.of(sku),
                .own_stamp = own.stamp()
            };
            add_node_figures(
                {state_->items, sku, stock, reference},
                selling,
                position,
                counted_back,
                network,
                entry
            );
        }
    });
    if (!is_a_kit) return;
    own_hold.reset();
    kit_positions(*this, *state_, {sku, own_reservation, asking}, positions);
}

}  // namespace earmark
