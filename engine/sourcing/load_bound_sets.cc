// How LoadBound lists the sets of nodes that a good plan may ship from.
#include "engine/sourcing/load_bound.h"

#include <algorithm>
#include <cmath>

namespace earmark {

namespace {

constexpr double kNoSum = 1e30;

}  // namespace

/// The least of loads of the two that add up to the order.
double LoadBound::least_together(const double* some, const double* others) {
    const std::size_t cells = cell_count();
    double least = kNoSum;
    for (std::size_t own = 0; own < cells; ++own) {
        if (some[own] >= kNoSum) continue;
        const std::size_t from = std::max(loads_.cells_min(), own) - own;
        for (std::size_t cell = from; cell + own < cells; ++cell)
            least = std::min(least, some[own] + others[cell]);
    }
    steps_ += cells * (loads_.cells_max() - loads_.cells_min() + 2) / 2;
    return least;
}

bool LoadBound::list_sets(
    std::int64_t limit, std::size_t sets_max, std::vector<NodeSet>& sets, std::uint64_t& steps
) {
    constexpr double kSlack = 1e-11;
    steps_ = 0;
    sets.clear();
    sets_max_ = sets_max;
    prices_ = best_prices_;
    find_live();
    evaluate();
    sum_behind();
    dearest_ = static_cast<double>(limit - value_unit()) + 0.5 - paid_ + moved_ * kSlack;
    const std::size_t cells = cell_count();
    set_sums_.assign((node_count() + 1) * cells, kNoSum);
    set_sums_[0] = 0;
    const bool is_done = extend_set({}, 0, sets);
    for (NodeSet& set : sets) {
        const double safe = paid_ + set.sum - moved_ * kSlack;
        set.bound =
            static_cast<std::int64_t>(std::ceil(safe / static_cast<double>(value_unit()) - 1e-9)) *
            value_unit();
    }
    steps += steps_;
    return is_done;
}

/// Adds the sets of the nodes so far and some from `next` on; false if there are too many. Not
/// deeper than there are nodes.
bool LoadBound::extend_set(const NodeSet& set, std::size_t next, std::vector<NodeSet>& sets) {
    const std::size_t cells = cell_count();
    const std::size_t count = set.nodes.count();
    const std::size_t shipping = live_.size() - (place_count() - node_count());
    if (count >= model_->problem().shipments_max) return true;
    const std::size_t layers_left = layer_count_ == 1 ? 0 : layer_count_ - 1 - count;
    const double* sums = set_sums_.data() + count * cells;
    double* longer = set_sums_.data() + (count + 1) * cells;
    for (std::size_t place = next; place < shipping; ++place) {
        const std::size_t node = live_[place];
        if (least_together(sums, layer(behind_, place, layers_left)) > dearest_) return true;
        std::fill(longer, longer + cells, kNoSum);
        add_to(node, sums, longer, nullptr);
        NodeSet with = set;
        with.nodes.set(node);
        with.sum = least_together(longer, layer(behind_, shipping, 0));
        if (with.sum <= dearest_) {
            if (sets.size() == sets_max_) return false;
            sets.push_back(with);
        }
        if (!extend_set(with, place + 1, sets)) return false;
    }
    return true;
}

void LoadBound::require_all() {
    for (std::size_t node = 0; node < node_count(); ++node)
        open_cells_of(node).back() = 0;
}

}  // namespace earmark
