#include "engine/network/binding.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace earmark {

void Binding::clear() {
    demands_.clear();
    supplies_.clear();
    members_.clear();
}

/// For each set S of groups what the minimum is taken of.
void Binding::fill_rooms() {
    const std::size_t sets = std::size_t{1} << demands_.size();
    outside_.assign(sets, 0);
    Units capacity = 0;
    std::size_t begin = 0;
    for (const Supply& supply : supplies_) {
        std::size_t groups = 0;
        for (; begin < supply.groups_end; ++begin)
            groups |= std::size_t{1} << members_[begin];
        capacity += supply.capacity;
        outside_[groups] += supply.offered - supply.capacity;
    }
    for (std::size_t bit = 1; bit < sets; bit <<= 1U) {
        for (std::size_t set = 0; set < sets; ++set) {
            if ((set & bit) != 0) outside_[set] += outside_[set ^ bit];
        }
    }
    rooms_.assign(sets, 0);  // First D(S), by its lowest group and the rest.
    for (std::size_t set = 1; set < sets; ++set) {
        const auto lowest = static_cast<std::size_t>(std::countr_zero(set));
        rooms_[set] = rooms_[set & (set - 1)] + demands_[lowest];
    }
    for (std::size_t set = 0; set < sets; ++set)
        rooms_[set] = capacity + outside_[sets - 1 - set] - rooms_[set];
}

/// One who asks for any number of units besides: what flows is all that the nodes give.
Units Binding::room_by_flow() {
    constexpr std::uint32_t kSource = 0;
    constexpr std::uint32_t kSink = 1;
    constexpr std::uint32_t kFirst = 2;
    const auto groups = static_cast<std::uint32_t>(demands_.size());
    flow_.reset(kFirst + groups + static_cast<std::uint32_t>(supplies_.size()));
    for (std::uint32_t group = 0; group < groups; ++group)
        flow_.add_arc(kSource, kFirst + group, demands_[group]);
    Units apart = 0;
    std::size_t begin = 0;
    std::uint32_t vertex = kFirst + groups;
    for (const Supply& supply : supplies_) {
        if (begin == supply.groups_end) {
            apart += supply.offered;
        } else {
            flow_.add_arc(vertex, kSink, supply.capacity);
            const Units offered = std::min(supply.offered, supply.capacity);
            if (offered > 0) flow_.add_arc(kSource, vertex, offered);
        }
        for (; begin < supply.groups_end; ++begin)
            flow_.add_arc(kFirst + members_[begin], vertex, UnitFlow::kAnyUnits);
        ++vertex;
    }
    const Units asked = std::accumulate(demands_.begin(), demands_.end(), Units{0});
    return flow_.most(kSource, kSink) + apart - asked;
}

Units Binding::least_room() {
    if (demands_.size() > kGroupsBySetsMax) return room_by_flow();
    fill_rooms();
    return *std::min_element(rooms_.begin(), rooms_.end());
}

bool Binding::is_no_shorter_than(Binding& before) {
    // Too many sets to compare: nothing may be short.
    if (demands_.size() > kGroupsBySetsMax) return room_by_flow() >= 0;
    fill_rooms();
    before.fill_rooms();
    for (std::size_t set = 1; set < rooms_.size(); ++set) {
        if (rooms_[set] < std::min<Units>(0, before.rooms_[set])) return false;
    }
    return true;
}

}  // namespace earmark
