#include "engine/reconcile/movements.h"

#include <algorithm>

namespace earmark {

Movements::Movements(std::uint32_t stripes)
    : stripe_count_(stripes), stripes_(std::make_unique<Stripe[]>(stripes)) {}

void Movements::add(SkuId sku, NodeId node, Units delta, Time at) {
    if (delta == 0) return;
    Stripe& stripe = stripes_[sku.value() % stripe_count_];
    std::vector<Movement>& movements = stripe.items[sku.value()];
    if (!movements.empty()) at = std::max(at, movements.back().at());
    movements.emplace_back(node, delta, at);
    stripe.count.store(stripe.count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    const std::int64_t time = movements.back().at().time_since_epoch().count();
    std::int64_t oldest = oldest_.load(std::memory_order_relaxed);
    while (time < oldest && !oldest_.compare_exchange_weak(oldest, time, std::memory_order_relaxed)
    ) {
    }
}

Units Movements::sum_after(SkuId sku, NodeId node, Time time) const {
    Units sum = 0;
    const auto kept = of(sku);
    for (auto movement = kept.rbegin(); movement != kept.rend() && movement->at() > time;
         ++movement) {
        if (movement->node() == node) sum += movement->delta();
    }
    return sum;
}

std::span<const Movement> Movements::of(SkuId sku) const {
    const auto& items = stripes_[sku.value() % stripe_count_].items;
    const auto found = items.find(sku.value());
    if (found == items.end()) return {};
    const auto first = std::partition_point(
        found->second.begin(),
        found->second.end(),
        [since = kept_since()](const Movement& movement) { return movement.at() < since; }
    );
    return {first, found->second.end()};
}

void Movements::keep_since(Time time) {
    const std::int64_t wanted = time.time_since_epoch().count();
    std::int64_t since = kept_since_.load(std::memory_order_relaxed);
    while (since < wanted &&
           !kept_since_.compare_exchange_weak(since, wanted, std::memory_order_acq_rel)) {
    }
}

std::uint64_t Movements::count() const {
    std::uint64_t count = 0;
    for (std::uint32_t stripe = 0; stripe < stripe_count_; ++stripe)
        count += stripes_[stripe].count.load(std::memory_order_relaxed);
    return count;
}

Time Movements::free_forgotten(std::uint32_t stripe_index) {
    Stripe& stripe = stripes_[stripe_index];
    const Time since = kept_since();
    Time oldest = Time::max();
    std::uint64_t count = 0;
    for (auto entry = stripe.items.begin(); entry != stripe.items.end();) {
        std::vector<Movement>& movements = entry->second;
        const auto first = std::partition_point(
            movements.begin(),
            movements.end(),
            [since](const Movement& movement) { return movement.at() < since; }
        );
        if (first == movements.end()) {
            stripe.items.erase(entry++);
            continue;
        }
        if (first != movements.begin()) movements = std::vector<Movement>(first, movements.end());
        oldest = std::min(oldest, movements.front().at());
        count += movements.size();
        ++entry;
    }
    stripe.count.store(count, std::memory_order_relaxed);
    return oldest;
}

void Movements::set_oldest(Time time) {
    oldest_.store(time.time_since_epoch().count(), std::memory_order_relaxed);
}

}  // namespace earmark
