#include "engine/capacity/capacity_step.h"

#include <algorithm>
#include <optional>

namespace earmark {

namespace {

/// The stripes of some nodes, lowest first.
class CapacityStripes {
  public:
    CapacityStripes(const CapacityUses& uses, std::span<const CapacityLoad> loads)
        EARMARK_LOCKS_A_SET : uses_(uses) {
        for (const CapacityLoad& load : loads)
            wanted_ |= std::uint64_t{1} << CapacityUses::stripe_of(load.node);
        for (std::uint32_t stripe = 0; stripe < CapacityUses::kStripes; ++stripe) {
            if (!has(stripe)) continue;
            LockOrder::taken(LockRank::capacity, stripe);
            uses_.stripe_mutex(stripe).lock();
        }
    }
    ~CapacityStripes() EARMARK_LOCKS_A_SET {
        for (std::uint32_t stripe = 0; stripe < CapacityUses::kStripes; ++stripe) {
            if (!has(stripe)) continue;
            uses_.stripe_mutex(stripe).unlock();
            LockOrder::dropped(LockRank::capacity);
        }
    }
    CapacityStripes(const CapacityStripes&) = delete;
    CapacityStripes& operator=(const CapacityStripes&) = delete;

  private:
    static_assert(CapacityUses::kStripes <= 64);
    bool has(std::uint32_t stripe) const { return ((wanted_ >> stripe) & 1U) != 0; }

    const CapacityUses& uses_;
    std::uint64_t wanted_ = 0;
};

std::size_t index_of(CapacityUnit unit) {
    return static_cast<std::size_t>(unit);
}

}  // namespace

void find_loads(
    std::span<const Leaving> leaving,
    std::span<const CapacityLine> lines,
    std::vector<CapacityLoad>& loads
) {
    static thread_local std::vector<std::uint32_t> numbers;
    for (const Leaving& leaves : leaving) {
        CapacityLoad load{leaves.node, leaves.day, leaves.method, {}};
        numbers.clear();
        for (const CapacityLine& line : lines) {
            if (line.node != leaves.node || line.units == 0) continue;
            load.figures[index_of(CapacityUnit::units)] += line.units;
            numbers.push_back(line.line);
        }
        if (numbers.empty()) continue;
        std::ranges::sort(numbers);
        const auto repeated = std::ranges::unique(numbers);
        load.figures[index_of(CapacityUnit::shipments)] = 1;
        load.figures[index_of(CapacityUnit::lines)] = repeated.begin() - numbers.begin();
        loads.push_back(load);
    }
}

void find_loads(const Reservation& reservation, std::vector<CapacityLoad>& loads) {
    if (!reservation.detail || reservation.detail->leaving.empty()) return;
    static thread_local std::vector<CapacityLine> lines;
    lines.clear();
    for (std::size_t index = 0; index < reservation.line_count(); ++index) {
        const ReservationKey& key = reservation.keys()[index];
        const LineUnits units = reservation.units(index);
        lines.push_back({key.line(), key.node(), units.held + units.allocated + units.shipped});
    }
    find_loads(reservation.detail->leaving, lines, loads);
}

void add_leaving(
    const CapacityTable* limits,
    std::span<const Shipment> shipments,
    std::uint8_t method,
    Time now,
    std::vector<Leaving>& leaving
) {
    if (limits == nullptr) return;
    for (const Shipment& shipment : shipments) {
        if (!limits->limits(shipment.node)) continue;
        const Day day = shipment.dates.are_said() ? shipment.dates.ship_day : day_of(now);
        const auto known = std::ranges::find(leaving, shipment.node, &Leaving::node);
        if (known == leaving.end()) {
            leaving.push_back({shipment.node, day, method});
        } else {
            known->day = std::max(known->day, day);
        }
    }
}

CapacityLocks::CapacityLocks(const CapacityUses& uses) : uses_(uses) {
    for (std::uint32_t stripe = 0; stripe < CapacityUses::kStripes; ++stripe) {
        LockOrder::taken(LockRank::capacity, stripe);
        uses_.stripe_mutex(stripe).lock();
    }
}

CapacityLocks::~CapacityLocks() {
    for (std::uint32_t stripe = 0; stripe < CapacityUses::kStripes; ++stripe) {
        uses_.stripe_mutex(stripe).unlock();
        LockOrder::dropped(LockRank::capacity);
    }
}

void CapacityStep::note(const CapacityLoad& load, int by) {
    auto place = std::ranges::find_if(changes_, [&](const CapacityLoad& each) {
        return each.node == load.node && each.day == load.day && each.method == load.method;
    });
    if (place == changes_.end())
        place = changes_.insert(place, CapacityLoad{load.node, load.day, load.method, {}});
    for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
        place->figures[unit] += by * load.figures[unit];
}

void CapacityStep::note(const Reservation& reservation, int by) {
    std::vector<CapacityLoad> loads;
    find_loads(reservation, loads);
    for (const CapacityLoad& load : loads)
        note(load, by);
}

void CapacityStep::after(std::span<const Leaving> leaving, std::span<const CapacityLine> lines) {
    std::vector<CapacityLoad> loads;
    find_loads(leaving, lines, loads);
    for (const CapacityLoad& load : loads)
        note(load, +1);
}

bool CapacityStep::has_room(const CapacityTable& limits) const {
    return std::ranges::all_of(changes_, [&](const CapacityLoad& change) {
        if (!limits.limits(change.node)) return true;
        const CapacityFigures room = uses_.room(limits, change.node, change.day, change.method);
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
            if (change.figures[unit] > 0 && change.figures[unit] > room[unit]) return false;
        }
        return true;
    });
}

void CapacityStep::apply(bool is_more) {
    for (const CapacityLoad& change : changes_) {
        CapacityLoad part{change.node, change.day, change.method, {}};
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
            const Units by = change.figures[unit];
            if ((by > 0) == is_more) part.figures[unit] = by;
        }
        if (part.figures != CapacityFigures{}) uses_.add(part);
    }
}

bool CapacityStep::take(const CapacityTable* limits) {
    if (changes_.empty()) return true;
    std::optional<CapacityStripes> stripes;
    if (!is_locked_) stripes.emplace(uses_, changes_);
    if (limits != nullptr && !has_room(*limits)) return false;
    apply(/*is_more=*/true);
    return true;
}

void CapacityStep::give_back() {
    if (changes_.empty()) return;
    std::optional<CapacityStripes> stripes;
    if (!is_locked_) stripes.emplace(uses_, changes_);
    apply(/*is_more=*/false);
    changes_.clear();
}

}  // namespace earmark
