// Binding unit by unit along augmenting paths: the other way to know what groups leave.
#pragma once

#include "engine/limits.h"

#include <vector>

namespace earmark {

/// A world small enough to bind each unit of each demand to a node by itself.
struct UnitBinding {
    std::vector<Units> capacity;             ///< By node: what is left of it.
    std::vector<std::vector<bool>> members;  ///< [group][node]
    std::vector<Units> demand;               ///< By group.

    /// Whether a flow carries all demands to the nodes.
    bool is_bindable() const {
        std::vector<std::vector<Units>> flow(demand.size(), std::vector<Units>(capacity.size()));
        std::vector<Units> left = capacity;
        for (std::size_t group = 0; group < demand.size(); ++group) {
            for (Units unit = 0; unit < demand[group]; ++unit) {
                std::vector<bool> seen(capacity.size());
                if (!augment(group, flow, left, seen)) return false;
            }
        }
        return true;
    }

    UnitBinding with(const std::vector<bool>& nodes, Units units) const {
        UnitBinding more = *this;
        more.members.push_back(nodes);
        more.demand.push_back(units);
        return more;
    }

    /// The most that can be added on the nodes while all stays bindable; -1 if it is not.
    Units most(const std::vector<bool>& nodes) const {
        UnitBinding more = with(nodes, 0);
        while (more.is_bindable())
            ++more.demand.back();
        return more.demand.back() - 1;
    }

  private:
    bool augment(
        std::size_t group,
        std::vector<std::vector<Units>>& flow,
        std::vector<Units>& left,
        std::vector<bool>& seen
    ) const {
        for (std::size_t node = 0; node < capacity.size(); ++node) {
            if (!members[group][node] || seen[node]) continue;
            seen[node] = true;
            if (left[node] > 0) {
                --left[node];
                ++flow[group][node];
                return true;
            }
            for (std::size_t other = 0; other < flow.size(); ++other) {
                if (other == group || flow[other][node] == 0) continue;
                if (!augment(other, flow, left, seen)) continue;
                --flow[other][node];
                ++flow[group][node];
                return true;
            }
        }
        return false;
    }
};

}  // namespace earmark
