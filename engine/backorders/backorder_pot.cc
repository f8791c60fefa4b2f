#include "engine/backorders/backorder_pot.h"

#include "engine/network_promises.h"
#include "engine/promising/promise_place.h"

#include <algorithm>

namespace earmark {

void ServedElsewhere::count_back(const DatedRow& row, Units units) {
    if (units == 0) return;
    own.push_back({.sku = {}, .node = row.node, .reserved = units, .day = row.confirmed_day});
    if (!row.segment.is_none()) uses.push_back({row.node, {row.segment, units}});
}

BackorderPot::BackorderPot(
    const EngineState& state, SkuId sku, NodeId node, const ServedElsewhere& elsewhere
)
    : items_(state.items),
      reference_(state.reference.current()),
      today_(state.items.calendar().today()),
      sku_(sku),
      node_(node),
      elsewhere_(elsewhere),
      has_networks_(earmark::has_networks(items_, sku, items_.stock(sku), reference_)) {}

void BackorderPot::count_back(const DatedRow& row, Units units) {
    if (units == 0) return;
    const Day day = row.confirmed_day;
    const auto known = std::ranges::find(own_, day, &OwnDated::day);
    if (known == own_.end()) {
        own_.push_back({day, units});
    } else {
        known->units += units;
    }
    if (row.segment.is_none()) return;
    const auto use = std::ranges::find(uses_, row.segment, &OwnUse::segment);
    if (use == uses_.end()) {
        uses_.push_back({row.segment, units});
    } else {
        use->units += units;
    }
}

PositionOffer BackorderPot::offer(SegmentId segment, Day day, bool ignore_safety) const {
    const auto position = items_.position(sku_, node_);
    if (!position) return {};
    const Asking asking{
        .segment = segment, .ignore_safety = ignore_safety, .day = std::max(day, today_)
    };
    return SellingWalk(items_, sku_, items_.stock(sku_), reference_, asking).at(*position, own());
}

Units BackorderPot::promised(SegmentId segment, Day day, Units wanted) const {
    const Units units = std::min(wanted, offer(segment, day).ats);
    return units == 0 || !has_networks_ ? units : most_beside_groups(segment, day, units);
}

Units BackorderPot::most_beside_groups(SegmentId segment, Day day, Units wanted) const {
    std::vector<PositionDelta> own = elsewhere_.own;
    std::vector<OwnUseAt> uses = elsewhere_.uses;
    own.reserve(own.size() + own_.size());
    for (const OwnDated& each : own_)
        own.push_back({.sku = sku_, .node = node_, .reserved = each.units, .day = each.day});
    uses.reserve(uses.size() + uses_.size());
    for (const OwnUse& each : uses_)
        uses.push_back({node_, each});
    const NetworkAsking asking{
        .place = node_,
        .asking = {.segment = segment, .day = std::max(day, today_)},
        .own = own,
        .own_uses = uses,
    };
    return most_promisable(items_, sku_, items_.stock(sku_), reference_, asking, wanted);
}

bool BackorderPot::is_over_ceiling(SegmentId segment, Day day) const {
    const auto position = items_.position(sku_, node_);
    if (!position) return false;
    const Asking asking{.segment = segment, .ignore_safety = true, .day = std::max(day, today_)};
    OfferParts parts;
    SellingWalk(items_, sku_, items_.stock(sku_), reference_, asking).at(*position, own(), parts);
    return parts.segments.over_ceiling > 0;
}

Units BackorderPot::projected(Day day) const {
    const auto position = items_.position(sku_, node_);
    if (!position) return 0;
    const DatedWalk dated(items_.stock(sku_));
    return dated.at(node_, position->free(), own(), std::max(day, today_)).least;
}

Units BackorderPot::covered(Day day, Units units) const {
    return std::clamp<Units>(projected(day), 0, units);
}

Day BackorderPot::first_day(SegmentId segment, Day from, Day last, Units units) const {
    std::vector<Day> days{from, last};
    const auto rows = items_.rows<DatedRow>(sku_);
    rows.visit_node(node_, [&](const DatedRow& row) { days.push_back(row.day); });
    for (const OwnDated& each : own_)
        days.push_back(each.day);
    if (has_networks_) {
        add_promise_days(items_, sku_, items_.stock(sku_), reference_, {}, days);
        for (const PositionDelta& each : elsewhere_.own)
            days.push_back(each.day);
    }
    const auto terms = promise_terms(rows, items_.calendar());
    if (terms.unlimited_from() < kDayMax) days.push_back(static_cast<Day>(terms.unlimited_from()));
    std::erase_if(days, [&](Day day) { return day < from || day > last; });
    std::sort(days.begin(), days.end());
    return *std::find_if(days.begin(), days.end(), [&](Day day) {
        if (day == last) return true;
        const bool has_so_many = offer(segment, day).ats >= units;
        return has_so_many && promised(segment, day, units) == units;
    });
}

Day BackorderPot::last_day() const {
    const auto terms = promise_terms(items_.rows<DatedRow>(sku_), items_.calendar());
    const std::uint32_t ahead = terms.horizon_days == 0 ? kDaysAheadMax : terms.horizon_days;
    return static_cast<Day>(std::min<std::uint32_t>(today_ + ahead, kDayMax));
}

bool BackorderPot::has_supply_by(Day day) const {
    const auto rows = items_.rows<DatedRow>(sku_);
    const auto terms = promise_terms(rows, items_.calendar());
    bool is_found = terms.unlimited_from() <= day;
    rows.visit_node(node_, [&](const DatedRow& row) {
        is_found = is_found || (row.kind == DatedRow::Kind::supply && row.open > 0 &&
                                row.day <= day && terms.counts(row));
    });
    return is_found;
}

}  // namespace earmark
