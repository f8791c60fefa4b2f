#include "engine/capacity/capacity_uses.h"

#include "engine/base/check.h"

#include <algorithm>

namespace earmark {

const CapacityUses::DayUses* CapacityUses::find(NodeId node, Day day) const {
    const DayUses* at = buckets_[node.value() % kBuckets].load(std::memory_order_acquire);
    while (at != nullptr && (at->day > day || (at->day == day && at->node != node)))
        at = at->next.load(std::memory_order_acquire);
    return at != nullptr && at->day == day ? at : nullptr;
}

CapacityFigures CapacityUses::used(NodeId node, Day day, std::uint8_t method) const {
    CapacityFigures figures{};
    const DayUses* found = find(node, day);
    if (found == nullptr) return figures;
    if (method != 0) return found->of(static_cast<std::size_t>(std::countr_zero(method)));
    for (std::size_t each = 0; each < kCapacityMethods; ++each) {
        const CapacityFigures of_method = found->of(each);
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
            figures[unit] += of_method[unit];
    }
    return figures;
}

CapacityFigures CapacityUses::room(
    const CapacityTable& limits, NodeId node, Day day, std::uint8_t method
) const {
    CapacityFigures left;
    left.fill(kNoCapacityLimit);
    for (const std::uint8_t of : {method, std::uint8_t{0}}) {
        const CapacityFigures most = limits.most(node, day, of);
        const CapacityFigures taken = used(node, day, of);
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
            if (most[unit] != kNoCapacityLimit)
                left[unit] = std::min(left[unit], most[unit] - taken[unit]);
        }
    }
    return left;
}

void CapacityUses::add(const CapacityLoad& load) {
    EARMARK_CHECK(std::has_single_bit(load.method) && load.method < 1U << kCapacityMethods);
    auto* found = const_cast<DayUses*>(find(load.node, load.day));
    if (found == nullptr) {
        auto& days = stripes_[stripe_of(load.node)].days;
        found = days.emplace_back(std::make_unique<DayUses>(load.node, load.day)).get();
        std::atomic<DayUses*>* link = &buckets_[load.node.value() % kBuckets];
        DayUses* at = link->load(std::memory_order_relaxed);
        while (at != nullptr && at->day > load.day) {
            link = &at->next;
            at = link->load(std::memory_order_relaxed);
        }
        found->next.store(at, std::memory_order_relaxed);
        link->store(found, std::memory_order_release);
    }
    auto& used = found->used[static_cast<std::size_t>(std::countr_zero(load.method))];
    for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
        const Units now = used[unit].load(std::memory_order_relaxed) + load.figures[unit];
        used[unit].store(now, std::memory_order_relaxed);
    }
}

}  // namespace earmark
