// An order's candidates as a profile looks at them.
#include "engine/order_candidates.h"

#include <cmath>

namespace earmark {

namespace {

/// Half way round: where a node or the address has no coordinates.
constexpr std::int64_t kFarthestKm = 20'015;

std::int64_t kilometres(const SpherePoint& from, const SpherePoint& to) {
    return std::llround(from.kilometres_to(to));
}

}  // namespace

void OrderCandidates::look_at_nodes(const ReferenceData& reference) {
    weighed_nodes_.clear();
    for (const Candidate& candidate : nodes_) {
        const Node& node = *reference.nodes->find(candidate.node);
        const bool is_known = point_ && node.point;
        const std::size_t place = weighed_nodes_.size();
        const bool has_services = candidate.services.count > 0;
        weighed_nodes_.push_back(
            {node.priority,
             is_known ? kilometres(*node.point, *point_) : kFarthestKm,
             has_services ? services_.days_late(candidate.planned) : candidate.collection.days_late,
             penalty(place),
             candidate.load,
             has_services ? 0 : candidate.collection.extra}
        );
    }
}

void OrderCandidates::look_at_choices() {
    late_choices_.clear();
    for (const ServiceGroup& group : service_groups_)
        late_choices_.push_back(services_.days_late(group.services));
}

void OrderCandidates::look_at_units(const EngineState& state, const ReferenceData& reference) {
    scarcity_.clear();
    shortage_.clear();
    // Beside shipments that are there, which may not be left out, most units are filled first.
    if (profile_->shortage_per_unit > 0 && joinable_.empty()) {
        for (std::size_t line = 0; line < lines_.size(); ++line) {
            const Micros price = profile_->shortage_per_unit;
            shortage_.push_back(
                lines_[line].set != 0 ? units_at(state, lines_[line], price)
                                      : per_smallest_unit(price, units_per_measure_[line])
            );
        }
    }
    const ScarcityTable& prices = *reference.scarcity;
    const bool is_weighed =
        profile_->kind == ProfileKind::weighted && profile_->weights.of(CostTerm::scarcity) != 0;
    if (prices.prices.empty() || !is_weighed) return;
    scarcity_.assign(nodes_.size() * problem_.line_count, 0);
    const auto price_of = [&](SkuId sku, NodeId node) {
        return per_smallest_unit(prices.price(sku, node), units_per_measure(state, sku));
    };
    for (std::size_t place = 0; place < nodes_.size(); ++place) {
        for (std::size_t line = 0; line < lines_.size(); ++line) {
            std::int64_t& price = scarcity_[place * problem_.line_count + line];
            const PlanLine& of = lines_[line];
            if (!of.is_known) continue;
            if (of.parts.empty()) price = price_of(of.sku, nodes_[place].node);
            for (const KitPart& part : of.parts)
                price += price_of(part.sku, nodes_[place].node) * part.quantity;
        }
    }
}

/// The price of not being preferred is part of what a shipment costs.
void OrderCandidates::add_penalties() {
    for (std::size_t place = 0; place < nodes_.size(); ++place)
        problem_.fixed_cost[place] += penalty(place);
}

Status OrderCandidates::weigh(const EngineState& state, const ReferenceData& reference) {
    profile_ = reference.profiles->find(request_->profile);
    if (profile_ == nullptr) {
        if (ruling_.has_penalties()) add_penalties();
        return Done{};
    }
    if (request_->split_penalty == 0) problem_.split_penalty = profile_->split_penalty;
    costs_ = problem_;
    // What a plan costs is told, however little the profile weighs it.
    if (const auto bounds = check_problem(costs_); !bounds) return bounds.error();
    weighed_columns_.clear();
    if (services_.weighs_apart() && !service_columns_.empty()) weigh_service_columns();
    look_at_nodes(reference);
    look_at_choices();
    look_at_units(state, reference);
    if (ruling_.has_penalties() && profile_->kind == ProfileKind::lexicographic) add_penalties();
    return weigh_problem(*profile_, weighed(), problem_);
}

}  // namespace earmark
