#include "engine/network_promises.h"

#include "engine/promising/promise_place.h"
#include "engine/selling.h"

#include <algorithm>
#include <vector>

namespace earmark {

namespace {

/// The days from today to the last one on which anything at the item's nodes changes, and that one.
const std::vector<Day>& days_until(
    const ItemStock& stock, std::span<const PositionDelta> own, Day last
) {
    static thread_local std::vector<Day> days;
    const Day today = std::max<Day>(stock.calendar->today(), 1);
    days.clear();
    add_promise_days(stock, {}, days);
    for (const PositionDelta& delta : own) {
        if (delta.day > today) days.push_back(delta.day);
    }
    std::erase_if(days, [last](Day day) { return day > last; });
    if (last > today) days.push_back(last);
    order_promise_days(today, days);
    return days;
}

/// The last day for which anything is taken; none if all is taken for now.
Day last_day_of(std::span<const PositionDelta> deltas) {
    Day last = kNoDay;
    for (const PositionDelta& delta : deltas) {
        if (delta.reserved + delta.allocated > 0) last = std::max(last, delta.day);
    }
    return last;
}

bool has_days(std::span<const PositionDelta> deltas) {
    return std::ranges::any_of(deltas, [](const PositionDelta& delta) {
        return delta.day != kNoDay;
    });
}

/// One question about an item's promises.
class PromiseLimit {
  public:
    PromiseLimit(
        const ItemTable& items,
        SkuId sku,
        const ItemStock& stock,
        const ReferenceData& reference,
        const NetworkAsking& asking
    )
        : items_(items), sku_(sku), stock_(stock), reference_(reference), asking_(asking) {}

    /// Whether what is taken leaves all what they need, at every moment.
    bool keeps() {
        NetworkAsking asking = asking_;
        const auto keeps_at = [&](Day day) {
            asking.asking.day = day;
            return keeps_bindable_at(items_, sku_, stock_, reference_, asking);
        };
        if (!keeps_at(kNoDay)) return false;
        if (!has_days(asking_.taken)) return true;
        const Day last = last_day_of(asking_.taken);
        const std::vector<Day>& days = days_until(stock_, asking_.own, last);
        return std::ranges::all_of(days, keeps_at);
    }

    /// What nodes at the place give for the day, whatever groups need.
    Units at_nodes() const {
        const GroupId id = group_at(asking_.place);
        const Group* group = id.is_none() ? nullptr : reference_.groups->find(id);
        const PromisePlace place{
            .node = id.is_none() ? asking_.place : NodeId(), .place = asking_.place, .group = group
        };
        SellingWalk selling(items_, sku_, stock_, reference_, asking_.asking);
        Units sum = 0;
        const PositionBlock* block = stock_.positions;
        const std::uint32_t count =
            block == nullptr ? 0 : std::min(block->count(), block->capacity());
        for (std::uint32_t index = 0; index < count; ++index) {
            const Position position = block->load_counters(index);
            if (!place.contains(position.node())) continue;
            sum = std::min(kUnitsMax, sum + selling.at(position, own_at(position.node())).ats);
        }
        return sum;
    }

    /// The most of so many that a node may be promised.
    Units most_at_node(Units units) {
        if (units == 0 || fits(units)) return units;
        Units least = 0;
        while (units - least > 1) {
            const Units middle = least + (units - least) / 2;
            (fits(middle) ? least : units) = middle;
        }
        return least;
    }

    /// At most what every moment by itself allows the place.
    Units most_by_moments(Units most) const {
        const PromiseTerms terms = promise_terms(stock_.rows_of<DatedRow>(), *stock_.calendar);
        const Day last = asking_.asking.day;
        const bool is_due = last <= terms.today;
        NetworkAsking asking = asking_;
        Units by_then = 0;
        most_addable(items_, sku_, stock_, reference_, asking, nullptr, &by_then);
        const auto allow = [&](Day day, bool takes_all) {
            asking.asking.day = day;
            Units there = 0;
            const Units addable =
                most_addable(items_, sku_, stock_, reference_, asking, nullptr, &there);
            const bool is_unlimited = addable > kUnitsMax / 2 || by_then - there > kUnitsMax / 2;
            const Units later = takes_all ? 0 : std::max<Units>(0, by_then - there);
            if (!is_unlimited) most = std::min(most, later + addable);
        };
        allow(kNoDay, is_due);
        for (const Day day : days_until(stock_, asking_.own, last))
            allow(day, false);
        return most;
    }

  private:
    /// What the asker has at the node counts back, what the request took is gone.
    OwnUnits own_at(NodeId node) const {
        static thread_local std::vector<OwnDated> dated;
        dated.clear();
        static thread_local std::vector<OwnUse> uses;
        OwnUnits own = own_units_at(asking_, node, uses);
        const auto add = [&](const PositionDelta& delta, int sign) {
            if (delta.node != node) return;
            if (delta.day == kNoDay) {
                own.held += sign * delta.reserved;
            } else {
                dated.push_back({delta.day, sign * delta.reserved});
            }
        };
        for (const PositionDelta& delta : asking_.own)
            add(delta, +1);
        for (const PositionDelta& delta : asking_.taken)
            add(delta, -1);
        if (!asking_.taken.empty()) {
            own.segment = asking_.asking.segment;
            own.made = ~Lsn{0};  // Not made yet.
        }
        own.dated = dated;
        return own;
    }

    /// Whether so many more leave all what they need.
    bool fits(Units units) const {
        static thread_local std::vector<PositionDelta> taken;
        taken.assign(asking_.taken.begin(), asking_.taken.end());
        taken.push_back(
            {.sku = sku_, .node = asking_.place, .reserved = units, .day = asking_.asking.day}
        );
        NetworkAsking asking = asking_;
        asking.taken = taken;
        return PromiseLimit(items_, sku_, stock_, reference_, asking).keeps();
    }

    const ItemTable& items_;
    const SkuId sku_;
    const ItemStock& stock_;
    const ReferenceData& reference_;
    const NetworkAsking& asking_;
};

}  // namespace

Units most_promisable(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const NetworkAsking& asking,
    Units enough
) {
    EARMARK_DCHECK(asking.asking.day != kNoDay);
    PromiseLimit limit(items, sku, stock, reference, asking);
    const Units most = limit.at_nodes();
    const bool takes_of_groups = std::ranges::any_of(asking.taken, [](const PositionDelta& delta) {
        return is_group_place(delta.node);
    });
    if (most == 0 || (!takes_of_groups && !has_networks(items, sku, stock, reference))) return most;
    const bool is_node = !asking.place.is_none() && !is_group_place(asking.place);
    return is_node ? limit.most_at_node(std::min(most, enough)) : limit.most_by_moments(most);
}

bool keeps_bindable(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const Asking& asking,
    std::span<const PositionDelta> deltas
) {
    const NetworkAsking asked{.place = {}, .asking = asking, .taken = deltas};
    return PromiseLimit(items, sku, stock, reference, asked).keeps();
}

}  // namespace earmark
