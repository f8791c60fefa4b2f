// Of OrderCandidates: what the nodes' days have room for.
//
// A node could ship so much of the order: all that it has of it, less what a service does not
// carry. Each of its services leaves on the first day that has room for that much, and on each day
// before that has room for some of it, more than days before that, four days at most: of these the
// plan chooses by what the shipment carries. Where no day looked at has room for all, it takes no
// more than what there is room for. A node that says no dates ships on the order's day, UTC.
//
// Nothing waits for a later day that it would not need, though it cost less then: where it would, a
// plan that knows the days only as choices is not called optimal.
//
// What is collected leaves on one day: the first that has room for all, or the one with the most.
// Where that leaves to others what a day before would have taken, or where the plan cannot be told
// exactly what there is room for, a better plan may exist: it is not called optimal then.
#include "engine/capacity/capacity_fit.h"

#include <algorithm>
#include <utility>

namespace earmark {

void OrderCandidates::CapacityFit::fit() {
    for (std::uint32_t place = 0; place < order_.nodes_.size(); ++place) {
        if (limits_.limits(order_.nodes_[place].node)) fit_node(place);
    }
    if (has_full_) leave_full_nodes();
    for (PlanLine& line : order_.lines_)
        line.ats_reachable = line.ats_single_max = 0;
    for (const Stock& stock : order_.stock_) {
        PlanLine& line = order_.lines_[stock.line];
        line.ats_reachable += stock.ats;
        line.ats_single_max = std::max(line.ats_single_max, stock.ats);
    }
}

const OpenShipment* OrderCandidates::CapacityFit::shipment_at(std::uint32_t place) const {
    const auto found = std::ranges::find_if(order_.joinable_, [&](const auto& each) {
        return each.second == place;
    });
    return found == order_.joinable_.end() ? nullptr : &found->first;
}

bool OrderCandidates::CapacityFit::carries(const ServiceChoice* by, const Stock& stock) const {
    return by == nullptr || order_.services_.carries(*by, order_.tags_of(stock.line));
}

/// All that the node could ship of the order, by any of its services or by one, or what it is
/// planned to.
CapacityFigures OrderCandidates::CapacityFit::need_of(
    std::uint32_t place, bool joins, const ServiceChoice* by
) const {
    const PlannedDay* planned = order_.planned_day(order_.nodes_[place].node);
    if (planned != nullptr) return planned->need;
    CapacityFigures need{joins ? Units{0} : Units{1}, 0, 0};
    std::vector<std::uint32_t> counted;  // Kits of which parts go apart.
    for (const Stock& stock : order_.stock_) {
        if (stock.candidate != place || !carries(by, stock)) continue;
        const PlanLine& line = order_.lines_[stock.line];
        need[kUnits] += std::min(stock.ats, line.quantity) * item_units(line);
        if (order_.is_part_of_row(line)) {
            if (std::ranges::find(counted, line.asked) != counted.end()) continue;
            counted.push_back(line.asked);
        }
        need[kLines] += rows_at(place, stock.line);
    }
    return need;
}

/// That a line adds to what leaves the place.
Units OrderCandidates::CapacityFit::rows_at(std::uint32_t place, std::size_t line) const {
    const OpenShipment* joined = shipment_at(place);
    const bool is_there = joined != nullptr && order_.is_there(line, *joined);
    return is_there ? 0 : Units{order_.lines_[line].rows};
}

void OrderCandidates::CapacityFit::fit_node(std::uint32_t place) {
    if (const OpenShipment* joined = shipment_at(place)) return fit_joined(place, *joined);
    Candidate& candidate = order_.nodes_[place];
    const CapacityFigures need = need_of(place, /*joins=*/false);
    std::optional<CapacityFigures> room;
    if (candidate.is_collected) {
        room = fit_collection(candidate, need);
    } else if (candidate.services.count > 0) {
        room = fit_services(place, need);
    } else {
        const Day day = candidate.courier != nullptr ? candidate.collection.leaves_from : today_;
        room = order_.room_on(uses_, limits_, candidate.node, day);
        if (!has_any_room(*room, need)) room.reset();
        candidate.load = order_.load_on(uses_, limits_, candidate.node, day);
    }
    if (!room) return leave_node(place, /*joins=*/false);
    keep_to(place, *room, need);
}

void OrderCandidates::CapacityFit::keep_to(
    std::uint32_t place, const CapacityFigures& room, const CapacityFigures& need
) {
    if (room[kLines] < need[kLines]) limit_lines(place, std::max<Units>(room[kLines], 0));
    if (room[kUnits] < need[kUnits]) limit_units(place, room[kUnits]);
}

void OrderCandidates::CapacityFit::leave_late(std::uint32_t place) {
    std::erase_if(order_.stock_, [&](const Stock& stock) {
        if (stock.candidate != place) return false;
        PlanLine& line = order_.lines_[stock.line];
        line.ats_late += stock.ats;
        line.late_single_max = std::max(line.late_single_max, stock.ats);
        return true;
    });
}

/// What only services carry for which there is no room.
void OrderCandidates::CapacityFit::leave_uncarried(std::uint32_t place) {
    const ServiceChoices::Range fitting = order_.nodes_[place].services;
    std::erase_if(order_.stock_, [&](const Stock& stock) {
        if (stock.candidate != place) return false;
        if (order_.services_.any_carries(fitting, order_.tags_of(stock.line))) return false;
        note_full(stock, stock.ats);
        return true;
    });
}

void OrderCandidates::CapacityFit::note_full(const Stock& stock, Units units) {
    PlanLine& line = order_.lines_[stock.line];
    line.ats_full += units;
    line.full_single_max = std::max(line.full_single_max, stock.ats);
    const bool is_whole = order_.splitting_ == LineSplit::whole_lines;
    const Units enough = is_whole ? line.quantity : Units{1};
    if (stock.ats < enough || stock.ats - units >= enough) return;
    order_.judged_[order_.nodes_[stock.candidate].node.value()].lacks_room = true;
}

void OrderCandidates::CapacityFit::leave_node(std::uint32_t place, bool joins) {
    for (const Stock& stock : order_.stock_)
        if (stock.candidate == place) note_full(stock, stock.ats);
    std::erase_if(order_.stock_, [&](const Stock& stock) { return stock.candidate == place; });
    if (joins) return;  // What the order has there stays.
    order_.judged_[order_.nodes_[place].node.value()].standing = Standing::no_capacity;
    has_full_ = true;
}

void OrderCandidates::CapacityFit::note_squeezed(std::uint32_t place) {
    for (const Stock& stock : order_.stock_)
        if (stock.candidate == place) order_.lines_[stock.line].is_squeezed = true;
}

/// Of a node whose rows are limited: whether the plan counts them as the day does, which counts
/// lines of the order. Those that are planned as one are all counted where some of it goes.
void OrderCandidates::CapacityFit::note_rows(std::uint32_t place) {
    for (const Stock& stock : order_.stock_) {
        if (stock.candidate != place) continue;
        const PlanLine& line = order_.lines_[stock.line];
        if (line.set == 0 && line.rows > 1) order_.knows_all_costs_ = false;
    }
}

void OrderCandidates::CapacityFit::limit_lines(std::uint32_t place, Units rows) {
    note_squeezed(place);
    note_rows(place);
    std::erase_if(order_.stock_, [&](const Stock& stock) {
        if (stock.candidate != place || rows_at(place, stock.line) <= rows) return false;
        note_full(stock, stock.ats);
        return true;
    });
    order_.line_room_.resize(order_.nodes_.size(), PlanProblem::kUnlimited);
    order_.line_room_[place] = rows;
}

void OrderCandidates::CapacityFit::limit_units(std::uint32_t place, Units units) {
    order_.room_.resize(order_.nodes_.size(), PlanProblem::kUnlimited);
    order_.room_[place] = units;
    for (Stock& stock : order_.stock_) {
        if (stock.candidate != place) continue;
        order_.lines_[stock.line].is_squeezed = true;
        const Units most = units / item_units(order_.lines_[stock.line]);
        if (stock.ats <= most) continue;
        note_full(stock, stock.ats - most);
        stock.ats = most;
    }
    std::erase_if(order_.stock_, [](const Stock& stock) { return stock.ats == 0; });
}

/// Takes nodes that are none any more out of the candidates.
void OrderCandidates::CapacityFit::leave_full_nodes() {
    constexpr std::uint32_t kLeft = 0xffff'ffff;
    std::vector<std::uint32_t> moved(order_.nodes_.size(), kLeft);
    std::uint32_t kept = 0;
    for (std::uint32_t place = 0; place < order_.nodes_.size(); ++place) {
        Judged& judged = order_.judged_[order_.nodes_[place].node.value()];
        if (judged.standing != Standing::candidate) continue;
        judged.place = moved[place] = kept;
        order_.nodes_[kept] = order_.nodes_[place];
        if (!order_.room_.empty()) order_.room_[kept] = order_.room_[place];
        if (!order_.line_room_.empty()) order_.line_room_[kept] = order_.line_room_[place];
        ++kept;
    }
    order_.nodes_.resize(kept);
    if (!order_.room_.empty()) order_.room_.resize(kept);
    if (!order_.line_room_.empty()) order_.line_room_.resize(kept);
    for (Stock& stock : order_.stock_)
        stock.candidate = moved[stock.candidate];
    for (auto& [shipment, place] : order_.joinable_)
        place = moved[place];
}

void OrderCandidates::keep_to_capacity(
    const EngineState& state, const ReferenceData& reference, Time now
) {
    const bool is_limited = std::ranges::any_of(nodes_, [&](const Candidate& candidate) {
        return reference.capacity->limits(candidate.node);
    });
    if (!is_limited) return;
    CapacityFit(*this, state.capacity_uses, *reference.capacity, day_of(now)).fit();
}

}  // namespace earmark
