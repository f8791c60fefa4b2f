// How NodeSearch ends a branch: with the best plan from the nodes that ship.
#include "engine/sourcing/node_search.h"

#include <algorithm>

namespace earmark {

/// Every node is decided: finds the best plan from those that ship, none of which is below `bound`.
void NodeSearch::finish(std::int64_t bound) {
    chosen_.clear();
    for (std::uint32_t node = 0; node < table_.node_count; ++node)
        if (table_.fate[node] == NodeFate::shipping) chosen_.push_back(node);
    finish_chosen(bound);
}

/// Where few places are left: finds the best plan over every set of nodes that may fill them; false
/// if there are too many.
bool NodeSearch::finish_by_sets(std::int64_t bound) {
    const std::size_t places = table_.shipments_max - shipping_count_;
    if (table_.shipments_min != table_.shipments_max || places > NodeSets::kPlacesMax) return false;
    if (!sets_.list(table_, bound_, places, limit(), is_lossless(), budget_->used)) return false;
    for (std::size_t i = 0; i < sets_.count(); ++i) {
        const std::int64_t set_bound = std::max(bound, sets_.bound(i));
        if (set_bound >= limit()) break;
        if (budget_->is_spent()) {
            unexplored_ = std::min(unexplored_, set_bound);
            break;
        }
        chosen_.assign(sets_.nodes(i).begin(), sets_.nodes(i).end());
        finish_chosen(set_bound);
    }
    return true;
}

/// Finds the best plan from the nodes of chosen_.
void NodeSearch::finish_chosen(std::int64_t bound) {
    try_nodes(chosen_);
    if (is_lossless()) return;
    trial_ids_.clear();
    for (const std::uint32_t node : chosen_)
        trial_ids_.push_back(table_.ids[node]);
    std::sort(trial_ids_.begin(), trial_ids_.end());
    found_.reset(limit());
    const bool is_settled =
        unit_search_.run_briefly(*model_, trial_ids_, bound_.prices(), found_, *budget_);
    if (found_.has_plan()) incumbent_->offer(found_.plan(), found_.value());
    if (!is_settled) put_off(bound);
}

/// Leaves the nodes of trial_ids_ for finish_put_off().
void NodeSearch::put_off(std::int64_t bound) {
    put_off_.push_back({bound, put_off_ids_.size(), trial_ids_.size()});
    put_off_ids_.insert(put_off_ids_.end(), trial_ids_.begin(), trial_ids_.end());
    const auto prices = bound_.prices();
    put_off_prices_.insert(put_off_prices_.end(), prices.begin(), prices.end());
}

void NodeSearch::finish_put_off() {
    for (std::size_t i = 0; i < put_off_.size(); ++i) {
        const PutOff& nodes = put_off_[i];
        const std::int64_t limit = incumbent_->tie_limit();
        if (nodes.bound >= limit) continue;
        if (budget_->is_spent()) {
            unexplored_ = std::min(unexplored_, nodes.bound);
            continue;
        }
        found_.reset(limit);
        const std::int64_t left = unit_search_.run(
            *model_,
            std::span(put_off_ids_).subspan(nodes.first, nodes.count),
            std::span(put_off_prices_).subspan(i * table_.line_count, table_.line_count),
            found_,
            *budget_
        );
        if (left < found_.value()) unexplored_ = std::min(unexplored_, std::max(left, nodes.bound));
        if (found_.has_plan()) incumbent_->offer(found_.plan(), found_.value());
    }
}

/// Which nodes ship in the plan that comes first is known; finds what they ship.
void NodeSearch::settle_units() {
    ties_settled_ = unexplored_ >= incumbent_->tie_limit();
    if (is_lossless() || !incumbent_->has_plan() || incumbent_->plan().empty()) return;
    if (std::max(unexplored_, proven_) < incumbent_->value()) return;
    trial_ids_.clear();
    for (const PlannedUnits& planned : incumbent_->plan()) {
        if (trial_ids_.empty() || trial_ids_.back() != planned.node)
            trial_ids_.push_back(planned.node);
    }
    ties_settled_ &=
        unit_search_.settle_ties(*model_, trial_ids_, bound_.prices(), *incumbent_, *budget_);
}

}  // namespace earmark
