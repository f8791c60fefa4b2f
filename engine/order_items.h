// OrderItems: the items of an order with kits, each read once, so that all lines see the same of
// it.
#pragma once

#include "engine/base/strong_id.h"
#include "engine/command.h"

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace earmark {

/// Nodes, and what each has of an item for the order. They rise.
using FoundStock = std::vector<std::pair<NodeId, Units>>;

/// What the order wants of one item in all.
struct ItemWant {
    SkuId sku;
    Units units = 0;
    bool is_alone = false;  ///< One line wants it, which does not split.
};

struct OrderItem {
    ItemWant want;
    std::size_t takers = 0;  ///< Lines.
    bool in_whole_kits = false;
    bool goes_at_once = false;  ///< A set takes all that is wanted of it.
    bool is_read = false;
    bool is_known = false;
    bool is_stopped = false;
    Units reachable = 0;  ///< At candidates.
    FoundStock found;
};

/// Reuse one object for many orders: it keeps its buffers.
class OrderItems {
  public:
    void clear() { count_ = 0; }

    /// Makes it an item of the order if it is none yet. Invalidates references that it gave before.
    OrderItem& of(SkuId sku) {
        for (OrderItem& item : all())
            if (item.want.sku == sku) return item;
        if (count_ == items_.size()) items_.emplace_back();
        OrderItem& made = items_[count_++];
        FoundStock kept = std::move(made.found);
        kept.clear();
        made = {.want = {.sku = sku}, .found = std::move(kept)};
        return made;
    }

    /// Null if it is none.
    const OrderItem* find(SkuId sku) const {
        for (const OrderItem& item : all())
            if (item.want.sku == sku) return &item;
        return nullptr;
    }

    std::span<OrderItem> all() { return std::span(items_).first(count_); }
    std::span<const OrderItem> all() const { return std::span(items_).first(count_); }

  private:
    std::vector<OrderItem> items_;
    std::size_t count_ = 0;
};

}  // namespace earmark
