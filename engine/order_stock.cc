// Of OrderCandidates: the stock that its lines may take, node by node.
#include "engine/order_candidates.h"
#include "engine/planning/supposed_stock.h"
#include "engine/selling.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

/// An item may be read more than once, and a read be repeated: the last one counts.
CountedBack OrderCandidates::count_confirmed(SkuId sku, const ItemStock& stock) {
    std::erase_if(confirmed_, [&](const ConfirmedUnits& each) { return each.sku == sku; });
    find_confirmed(*request_, sku, stock, confirmed_);
    return {confirmed_, sku};
}

/// What may be sold of an item, node by node. Returns whether a stop keeps something from sale.
bool OrderCandidates::find_stock(
    const EngineState& state,
    const ReferenceData& reference,
    const ItemWant& want,
    FoundStock& found
) {
    found.clear();
    bool is_stopped = false;
    const ItemSlot* slot = state.items.find_slot(want.sku);
    if (slot == nullptr) return false;
    state.items.read_positions(want.sku, *slot, [&](const ItemStock& stock) {
        found.clear();
        is_stopped = false;
        const PositionBlock* block = stock.positions;
        if (block == nullptr) return;
        lsn_ = std::max(lsn_, stock.lsn);
        CountedBack confirmed;
        if (!request_->backorders.empty() && !leaves_confirmed_)
            confirmed = count_confirmed(want.sku, stock);
        SellingWalk selling(state.items, want.sku, stock, reference, asking_of(*request_));
        const bool is_plain = confirmed.empty() && selling.is_plain();
        const std::uint32_t count = std::min(block->count(), block->capacity());
        for (std::uint32_t place = 0; place < count; ++place) {
            const Position position = block->load_counters(place);
            if (is_group_place(position.node())) break;  // They come last.
            if (is_plain) {
                const Units ats = SellingWalk::plain_ats(position);
                if (ats > 0) found.emplace_back(position.node(), ats);
                continue;
            }
            const OwnUnits own = confirmed.empty() ? OwnUnits() : confirmed.at(position.node());
            const PositionOffer offer = selling.at(position, own);
            if (offer.ats > 0) found.emplace_back(position.node(), offer.ats);
            is_stopped = is_stopped || (!offer.stopped_by.is_none() && offer.withheld > 0);
        }
        if (has_networks(state.items, want.sku, stock, reference))
            leave_network_holds(state.items, stock, reference, want, confirmed, found);
    });
    if (supposed_ != nullptr) supposed_->apply(want.sku, found);
    return is_stopped;
}

/// Adds what the order has itself to what is found of an item.
void OrderCandidates::add_own_stock(SkuId sku, FoundStock& found) const {
    for (const OwnStock& own : own_) {
        if (own.sku != sku) continue;
        const auto there = std::ranges::find(found, own.node, &FoundStock::value_type::first);
        if (there != found.end()) {
            there->second += own.units;
        } else {
            found.emplace_back(own.node, own.units);
        }
    }
}

void OrderCandidates::gather_stock(const EngineState& state, const ReferenceData& reference) {
    nodes_.clear();
    stock_.clear();
    if (judged_.size() <= reference.nodes->nodes.size())
        judged_.resize(reference.nodes->nodes.size() + 1);
    static thread_local FoundStock found;
    for (std::size_t index = 0; index < lines_.size(); ++index) {
        PlanLine& line = lines_[index];
        if (rows_->has_bundles()) {
            line.is_stopped = find_with_kits(state, reference, line, found);
        } else {
            const bool is_alone = splitting_ != LineSplit::may_split && !line.has_rivals;
            found.clear();
            line.is_stopped =
                !only_own_ &&
                find_stock(state, reference, {line.sku, line.item_quantity, is_alone}, found);
            if (!own_.empty()) add_own_stock(line.sku, found);
        }
        for (const auto& [node, ats] : found) {
            // A position may be at a node that is newer than the reference data of this call.
            const NodeFacts* known = reference.find_facts(node);
            if (known == nullptr || !sells(node, *known)) continue;
            line.ats_anywhere += ats;
            if (ruling_.has_exclusions()) {
                if (const SourcingRule* rule = ruling_.excluding(index, node)) {
                    note_ruled_out(node, ats, *rule, line);
                    continue;
                }
            }
            judge(node, reference);
            const Judged& judged = judged_[node.value()];
            if (judged.standing == Standing::not_allowed) continue;
            line.ats_allowed += ats;
            const Reach reach = reach_of(node, index);
            if (reach == Reach::never) {
                line.ats_no_lane += ats;
                line.no_lane_single_max = std::max(line.no_lane_single_max, ats);
                continue;
            }
            if (reach == Reach::full) {
                line.ats_full += ats;
                line.full_single_max = std::max(line.full_single_max, ats);
                continue;
            }
            if (reach == Reach::too_late) {
                line.ats_late += ats;
                line.late_single_max = std::max(line.late_single_max, ats);
                continue;
            }
            line.ats_reachable += ats;
            line.ats_single_max = std::max(line.ats_single_max, ats);
            stock_.push_back({judged.place, static_cast<std::uint32_t>(index), ats});
        }
    }
}

}  // namespace earmark
