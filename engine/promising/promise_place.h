// Where a promise by date is asked for, and on which days its answer may change.
#pragma once

#include "engine/inventory/item_table.h"
#include "engine/network/network_place.h"
#include "engine/network/reference_data.h"
#include "engine/promising/promising.h"

#include <vector>

namespace earmark {

/// The positions that a question by date is about.
struct PromisePlace {
    NodeId node;
    NodeId place;  ///< The node, the group's place, or none = all nodes.
    const Group* group = nullptr;

    bool contains(NodeId candidate) const {
        if (is_group_place(candidate)) return false;  // It has nothing of its own to promise.
        if (!node.is_none()) return candidate == node;
        return group == nullptr || group->contains(candidate);
    }
};

/// Adds the days after today on which what may be promised of an item there may change, in no
/// order.
void add_promise_days(const ItemStock& stock, const PromisePlace& place, std::vector<Day>& days);

/// Likewise. Where groups matter to the item all its nodes do, and a promise for tomorrow leans on
/// what comes today, which one for today does not.
void add_promise_days(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const PromisePlace& place,
    std::vector<Day>& days
);

/// Today and those days, each once, in order.
void order_promise_days(Day today, std::vector<Day>& days);

/// Adds a step, unless as many may be promised on the days before it.
void add_promise_step(Day day, Units units, std::vector<PromiseStep>& steps);

}  // namespace earmark
