#include "engine/planning/node_fates.h"

#include "engine/network/place_list.h"
#include "engine/network/service_rates.h"
#include "engine/order_dates.h"
#include "engine/selling.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

namespace earmark {

namespace {

/// By node id: the first stop that keeps something of the order from sale there.
class OrderStops {
  public:
    OrderStops(
        const EngineState& state, const ReferenceData& reference, const SourceRequest& request
    )
        : state_(state), reference_(reference), asking_(asking_of(request)) {}

    void look(const OrderCandidates& candidates) {
        if (reference_.rule_index == nullptr) return;
        stops_.assign(reference_.nodes->nodes.size() + 1, RuleId());
        for (const PlanLine& line : candidates.lines()) {
            if (line.parts.empty()) look_at(line.sku, {});
            for (const KitPart& part : line.parts)
                look_at(part.sku, line.kit);
        }
    }

    RuleId at(NodeId node) const {
        return node.value() < stops_.size() ? stops_[node.value()] : RuleId();
    }

  private:
    /// What is there of an item, itself or as a part of the kit.
    void look_at(SkuId sku, SkuId kit) {
        const ItemSlot* slot = state_.items.find_slot(sku);
        if (slot == nullptr) return;
        std::vector<std::pair<NodeId, RuleId>> found;
        std::vector<NodeId> sold;
        state_.items.read_positions(sku, *slot, [&](const ItemStock& stock) {
            found.clear();
            sold.clear();
            const PositionBlock* block = stock.positions;
            if (block == nullptr) return;
            SellingWalk selling(state_.items, sku, stock, reference_, asking_);
            const std::uint32_t count = std::min(block->count(), block->capacity());
            for (std::uint32_t place = 0; place < count; ++place) {
                const Position position = block->load_counters(place);
                if (is_group_place(position.node())) break;  // They come last.
                const PositionOffer offer = selling.at(position, {});
                if (!offer.stopped_by.is_none() && offer.withheld > 0)
                    found.emplace_back(position.node(), offer.stopped_by);
                if (offer.ats > 0) sold.push_back(position.node());
            }
        });
        if (!kit.is_none()) add_kit_stops(kit, sold, found);
        for (const auto& [node, rule] : found) {
            if (node.value() < stops_.size() && stops_[node.value()].is_none())
                stops_[node.value()] = rule;
        }
    }

    void add_kit_stops(
        SkuId kit, const std::vector<NodeId>& nodes, std::vector<std::pair<NodeId, RuleId>>& found
    ) {
        const ItemSlot* slot = state_.items.find_slot(kit);
        if (slot == nullptr) return;
        const std::size_t before = found.size();
        state_.items.read_positions(kit, *slot, [&](const ItemStock& stock) {
            found.resize(before);
            SellingWalk selling(state_.items, kit, stock, reference_, asking_);
            for (const NodeId node : nodes) {
                const PositionOffer offer = selling.at(Position(node), {});
                if (!offer.stopped_by.is_none()) found.emplace_back(node, offer.stopped_by);
            }
        });
    }

    const EngineState& state_;
    const ReferenceData& reference_;
    const Asking asking_;
    std::vector<RuleId> stops_;
};

bool has_services(const ReferenceData& reference, NodeId node) {
    return reference.service_rates != nullptr && !reference.service_rates->at(node).empty();
}

/// What a standing means to who reads of it. Enumerators are told apart here alone.
PlanFate fate_of(Standing standing, bool has_services) {
    switch (standing) {
        case Standing::candidate:
            return PlanFate::not_chosen;
        case Standing::not_allowed:
            return PlanFate::not_allowed;
        case Standing::no_lane:
            return has_services ? PlanFate::no_service : PlanFate::no_lane;
        case Standing::too_late:
            return PlanFate::too_late;
        case Standing::no_capacity:
            return PlanFate::no_capacity;
    }
    return PlanFate::no_lane;
}

/// The first day on which a shipment from the node could be there, of goods that only services
/// carry that are too late if there are such; kNoDay if none is said.
Day first_delivery(
    const ReferenceData& reference,
    OrderCandidates& candidates,
    const SourceRequest& request,
    NodeId node,
    std::uint8_t zone,
    Time now
) {
    if (!has_services(reference, node)) return kNoDay;
    const std::uint64_t tags = candidates.late_tags(node).value_or(0);
    OrderDates dates;
    dates.start(reference.service_dates.get(), {}, now, request.store);
    Day first = kNoDay;
    for (const std::uint32_t service : reference.service_rates->at(node)) {
        const ServiceRates::Service& known = reference.service_rates->services()[service];
        const ShipmentDates sent = dates.of(node, service, zone);
        if (!sent.are_said() || known.to(zone, sent.ship_day) == nullptr) continue;
        if ((candidates.refused_by(service) & tags) != 0) continue;
        const Day day = sent.delivery_day;
        if (first == kNoDay || day < first) first = day;
    }
    return first;
}

class Fates {
  public:
    Fates(
        const EngineState& state,
        const ReferenceData& reference,
        const SourceRequest& request,
        OrderCandidates& candidates,
        Time now
    )
        : reference_(reference),
          request_(request),
          candidates_(candidates),
          now_(now),
          stops_(state, reference, request) {
        if (!request.group.is_none()) group_ = reference.groups->find(request.group);
        stops_.look(candidates);
    }

    ExplainedNode tell(NodeId id, const Node& node, const SourceReply& plan) const {
        ExplainedNode told{.node = id};
        told.fate = ruled_out(id, node);
        if (told.fate != PlanFate::not_chosen) return told;
        const std::optional<Standing> standing = candidates_.standing_of(id);
        const SourcingRule* kept_by = candidates_.kept_by(id);
        if (kept_by != nullptr) told.rule = kept_by->name;
        if (!standing && kept_by != nullptr) {
            told.fate = PlanFate::excluded_by_rule;
            return told;
        }
        if (!standing) {
            const SellingRule* stop = reference_.rules->find(stops_.at(id));
            told.fate = stop == nullptr ? PlanFate::no_stock : PlanFate::sale_stopped;
            if (stop != nullptr) told.rule = stop->name;
            return told;
        }
        told.fate = fate_of(*standing, has_services(reference_, id));
        if (told.fate == PlanFate::not_chosen) told.fate = fate_of_candidate(id, plan);
        if (candidates_.refuses_all(id)) told.fate = PlanFate::not_carried;
        if (told.fate == PlanFate::not_carried && candidates_.late_tags(id))
            told.fate = PlanFate::too_late;
        if (told.fate == PlanFate::not_carried && kept_by != nullptr)
            told.fate = PlanFate::excluded_by_rule;
        if (told.fate == PlanFate::too_late) {
            const std::uint8_t zone = candidates_.zone_of(id, reference_);
            told.earliest = first_delivery(reference_, candidates_, request_, id, zone, now_);
        }
        return told;
    }

  private:
    /// By what is said of the node or of the order; not_chosen if by none of it.
    PlanFate ruled_out(NodeId id, const Node& node) const {
        const auto names = [&](std::span<const NodeId> nodes) {
            return names_node(nodes, id, *reference_.groups);
        };
        if (!node.enabled) return PlanFate::disabled;
        const bool ships_there = request_.method == method_ship_to_store && id != request_.store;
        const std::uint8_t method = ships_there ? std::uint8_t{method_ship} : request_.method;
        if ((node.methods & method) == 0) return PlanFate::no_shipping;
        if (group_ != nullptr && !group_->contains(id)) return PlanFate::not_in_group;
        if (names(request_.excluded_nodes)) return PlanFate::excluded;
        if (!request_.allowed_nodes.empty() && !names(request_.allowed_nodes))
            return PlanFate::not_allowed;
        return PlanFate::not_chosen;
    }

    PlanFate fate_of_candidate(NodeId id, const SourceReply& plan) const {
        if (std::ranges::find(plan.shipments, id, &Shipment::node) != plan.shipments.end())
            return PlanFate::chosen;
        const auto nodes = candidates_.nodes();
        const auto at = std::ranges::find(nodes, id, &Candidate::node);
        if (at == nodes.end()) return PlanFate::not_chosen;
        const PlanProblem& problem = candidates_.problem();
        const auto place = static_cast<std::size_t>(at - nodes.begin());
        const bool are_whole = candidates_.splitting() == LineSplit::whole_lines;
        bool has_some = false;
        for (std::size_t line = 0; line < problem.line_count; ++line) {
            const Units units = problem.stock_of(place, line);
            const Units enough = are_whole ? problem.quantity[line] : Units{1};
            if (units >= enough) return PlanFate::not_chosen;
            has_some = has_some || units > 0;
        }
        if (candidates_.lacks_room(id)) return PlanFate::no_capacity;
        return has_some ? PlanFate::no_whole_line : PlanFate::not_carried;
    }

    const ReferenceData& reference_;
    const SourceRequest& request_;
    OrderCandidates& candidates_;
    const Time now_;
    OrderStops stops_;
    const Group* group_ = nullptr;
};

}  // namespace

void tell_fates(
    const EngineState& state,
    const ReferenceData& reference,
    const SourceRequest& request,
    OrderCandidates& candidates,
    Time now,
    const SourceReply& plan,
    std::vector<ExplainedNode>& nodes
) {
    const Fates fates(state, reference, request, candidates, now);
    nodes.reserve(reference.nodes->nodes.size());
    for (std::size_t index = 0; index < reference.nodes->nodes.size(); ++index) {
        const Node* node = reference.nodes->nodes[index].get();
        if (node == nullptr) continue;
        const NodeId id(static_cast<std::uint32_t>(index + 1));
        nodes.push_back(fates.tell(id, *node, plan));
    }
}

std::string_view to_string(PlanFate fate) {
    constexpr std::array<std::string_view, 16> kNames{
        "chosen",
        "not_chosen",
        "disabled",
        "no_shipping",
        "not_in_group",
        "not_allowed",
        "excluded",
        "sale_stopped",
        "no_stock",
        "no_lane",
        "no_service",
        "too_late",
        "not_carried",
        "no_capacity",
        "excluded_by_rule",
        "no_whole_line",
    };
    const auto index = static_cast<std::size_t>(fate);
    return index < kNames.size() ? kNames[index] : "?";
}

std::string_view to_string(NodePricing pricing) {
    constexpr std::array<std::string_view, 5> kNames{
        "not_asked", "proven", "found", "no_plan", "not_priced"
    };
    const auto index = static_cast<std::size_t>(pricing);
    return index < kNames.size() ? kNames[index] : "?";
}

}  // namespace earmark
