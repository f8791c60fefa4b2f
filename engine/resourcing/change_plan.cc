#include "engine/resourcing/change_plan.h"

#include "engine/network_holds.h"
#include "engine/resourcing/in_the_way.h"
#include "engine/resourcing/replan_capacity.h"
#include "engine/resourcing/whole_sets.h"
#include "engine/source_answer.h"

#include <algorithm>
#include <utility>

namespace earmark {

namespace {

void add_own(std::vector<OwnStock>& own, SkuId sku, NodeId node, Units units) {
    if (units <= 0) return;
    const auto there = std::ranges::find_if(own, [&](const OwnStock& each) {
        return each.sku == sku && each.node == node;
    });
    if (there != own.end()) {
        there->units += units;
    } else {
        own.push_back({sku, node, units});
    }
}

/// By how much positions have less of the order than they had.
void find_freed(const OrderChange& change, std::vector<OwnStock>& own) {
    static thread_local std::vector<PositionDelta> deltas;
    find_deltas(change, deltas);
    own.clear();
    for (const PositionDelta& delta : deltas)
        add_own(own, delta.sku, delta.node, -(delta.reserved + delta.allocated));
}

Micros shipping_cost(const CostTerms& cost) {
    return cost.transport + cost.handling + cost.split + cost.lateness + cost.carbon + cost.load;
}

bool leaves_nothing(const OrderChange& change) {
    return std::ranges::all_of(change.lines, [](const AmendedLine& line) {
        return open_units(line) == 0 && line.units.shipped == 0;
    });
}

Units sum_of_open(const OrderChange& change) {
    Units units = 0;
    for (const AmendedLine& line : change.lines)
        units += open_units(line);
    return units;
}

Units open_of_line(const OrderChange& change, std::uint32_t number) {
    Units units = 0;
    for (const AmendedLine& line : change.lines)
        units += line.line == number ? open_units(line) : 0;
    return units;
}

/// Whether the order has more by the wider plan than by the one there is, if that was made, and
/// loses nothing of any line that was to stay.
bool gains(const OrderChange& unplanned, const OrderChange& change, const OrderChange& wider) {
    const bool keeps_all = std::ranges::all_of(wider.wanted, [&](const WantedLine& line) {
        return open_of_line(wider, line.line) >= open_of_line(unplanned, line.line);
    });
    return keeps_all && sum_of_open(wider) > sum_of_open(change);
}

/// The order itself stays where it is: the request borrows from it.
void take_lines(OrderChange from, OrderChange& change) {
    change.lines = std::move(from.lines);
    change.wanted = std::move(from.wanted);
}

OrderReplan replan_of(InTheWay what) {
    return what == InTheWay::full_days ? OrderReplan::full_days : OrderReplan::whole_lines;
}

/// Whether all of the order would be planned anew for the asking, sets of lines with it.
bool all_could_move(const OrderChange& change) {
    const auto has_left = [&](const TogetherLine& each) {
        const auto line = std::ranges::find(change.wanted, each.line, &WantedLine::line);
        return line != change.wanted.end() && line->shipped > 0;
    };
    return !change.plans_all && std::ranges::none_of(change.order.together, has_left);
}

}  // namespace

void ChangePlanner::start_rows() {
    asked_.clear();
    rows_ = {};
}

void ChangePlanner::add_row(std::uint32_t line, SkuId sku, Units units) {
    if (units == 0) return;
    const auto index = static_cast<std::uint32_t>(asked_.size());
    asked_.push_back({.line = line, .sku = sku, .quantity = units});
    rows_.rows.push_back({.asked = index, .sku = sku, .quantity = units});
}

/// What the order is to have besides what is asked, or less: rules judge it as it is to be.
void ChangePlanner::find_rest(const OrderChange& change) {
    so_far_.staying.clear();
    std::vector<AmendedLine> kits;
    for (const AmendedLine& line : change.before)
        if (!line.part.kit.is_none()) kits.push_back(line);
    add_staying(kits, {}, so_far_.staying);
    for (const WantedLine& line : change.wanted) {
        if (line.has_kit) continue;
        Units units = line.shipped + line.wanted;
        for (const OrderLine& asked : asked_)
            units -= asked.line == line.line ? asked.quantity : 0;
        if (units != 0) so_far_.staying.push_back({line.sku, SkuId(), units});
    }
}

/// Of each place of the order's units, whether its node could ship them as the request asks, on the
/// day that it has for them.
std::vector<bool> ChangePlanner::shippable(
    const Moment& moment,
    const OrderChange& change,
    const std::vector<std::size_t>& places,
    const SourceRequest& request
) {
    start_rows();
    own_.clear();
    for (const std::size_t index : places) {
        const AmendedLine& line = change.lines[index];
        add_row(line.line, line.sku, open_units(line));
        add_own(own_, line.sku, line.node, open_units(line));
    }
    find_freed_days(change.before, {}, change.leaving, own_days_);
    booked_.clear();
    for (const CapacityLoad& load : own_days_)
        booked_.push_back({load.node, load.day, load.figures});
    SourceRequest whole = request;
    whole.lines = asked_;
    find_rest(change);
    candidates_.look(
        moment.state,
        moment.reference,
        whole,
        rows_,
        moment.now,
        {.own = own_,
         .only_own = true,
         .own_days = own_days_,
         .staying = so_far_.staying,
         .planned_days = booked_}
    );
    std::vector<bool> can_ship(places.size(), false);
    const PlanProblem& problem = candidates_.problem();
    for (std::size_t row = 0; row < places.size(); ++row) {
        const auto nodes = candidates_.nodes();
        const NodeId node = change.lines[places[row]].node;
        const auto there = std::ranges::find(nodes, node, &Candidate::node);
        if (there == nodes.end()) continue;
        const auto place = static_cast<std::size_t>(there - nodes.begin());
        can_ship[row] = problem.stock_of(place, candidates_.plan_line(row)) > 0;
    }
    return can_ship;
}

/// Of nodes that could ship their part, but not by the day it is needed, all is planned anew.
void ChangePlanner::find_late(const Moment& moment, OrderChange& change) {
    std::vector<std::size_t> places;
    for (std::size_t index = 0; index < change.lines.size(); ++index) {
        const AmendedLine& line = change.lines[index];
        if (open_units(line) > 0 && !is_group_place(line.node)) places.push_back(index);
    }
    if (places.empty()) return;
    SourceRequest request = request_;
    request.splitting = LineSplit::may_split;
    const std::vector<bool> in_time = shippable(moment, change, places, request);
    request.delivery.need_by = kNoDay;
    const std::vector<bool> ever = shippable(moment, change, places, request);
    for (std::size_t row = 0; row < places.size(); ++row) {
        if (in_time[row] || !ever[row]) continue;
        const NodeId node = change.lines[places[row]].node;
        for (const std::size_t index : places)
            is_loosened_[index] = is_loosened_[index] || change.lines[index].node == node;
    }
}

/// Where lines of which units are still to be given back have any.
std::vector<std::size_t> ChangePlanner::surplus_places(const OrderChange& change) {
    std::vector<std::size_t> places;
    for (std::size_t index = 0; index < change.lines.size(); ++index) {
        const AmendedLine& line = change.lines[index];
        const auto wanted = std::ranges::find(change.wanted, line.line, &WantedLine::line);
        if (wanted->surplus > 0 && open_units(line) > 0) places.push_back(index);
    }
    return places;
}

/// Solves for the rows, of which only own units are there.
bool ChangePlanner::plan_kept(
    const Moment& moment, const OrderChange& change, const SourceRequest& request
) {
    find_shipments(moment.state.items, change.lines, {}, change.leaving, NodeId(), so_far_);
    find_rest(change);
    find_freed_days(change.before, change.lines, change.leaving, own_days_);
    SourceRequest kept = request;
    kept.lines = asked_;
    planned_ = {};
    const Status solved = solve_beside(
        moment.state,
        moment.reference,
        {.request = kept,
         .rows = rows_,
         .so_far = so_far_,
         .own = own_,
         .only_own = true,
         .own_days = own_days_},
        moment.now,
        candidates_,
        moment.solver,
        plan_
    );
    if (!solved) return false;
    answer_plan(candidates_, plan_, {}, kept, planned_);
    return planned_.outcome == Outcome::done;
}

/// Gives back what its node could not ship any more, and tells where there is more to choose from.
std::vector<std::size_t> ChangePlanner::give_back_stranded(
    const Moment& moment, const SourceRequest& request, OrderChange& change
) {
    const std::vector<std::size_t> places = surplus_places(change);
    std::vector<std::size_t> left;
    if (places.empty()) return left;
    const std::vector<bool> can_ship = shippable(moment, change, places, request);
    for (std::size_t row = 0; row < places.size(); ++row) {
        if (!can_ship[row]) give_back(change, places[row]);
    }
    for (std::size_t row = 0; row < places.size(); ++row) {
        const AmendedLine& line = change.lines[places[row]];
        if (can_ship[row] && change.find(line.line)->surplus > 0) left.push_back(places[row]);
    }
    return left;
}

/// Plans `units` of each of the order's lines to stay, beside all else that does. Nothing: none was
/// found.
std::optional<CostTerms> ChangePlanner::plan_stay(
    const Moment& moment,
    const OrderChange& change,
    const SourceRequest& request,
    const std::vector<Units>& units
) {
    start_rows();
    for (std::size_t index = 0; index < units.size(); ++index)
        add_row(change.wanted[index].line, change.wanted[index].sku, units[index]);
    planned_ = {};
    planned_.proven_optimal = true;
    if (!asked_.empty() && !plan_kept(moment, change, request)) return std::nullopt;
    return planned_.cost;
}

/// Gives back what is still to be, where the rest then costs least. What its node could not ship
/// any more goes first; a day by which it would be late today is no reason. If none would be, what
/// stays is what it costs to be there by that day.
void ChangePlanner::give_back_surplus(
    const Moment& moment, OrderChange& change, ChangeOrderReply& reply
) {
    SourceRequest request = request_;
    request.splitting = LineSplit::may_split;
    request.filling = Filling::all_or_nothing;
    request.shipments_max.reset();
    request.nodes_per_line_max.reset();
    request.delivery.need_by = kNoDay;
    const std::vector<std::size_t> places = give_back_stranded(moment, request, change);
    if (places.empty()) return;
    request.delivery.need_by = request_.delivery.need_by;
    const std::vector<bool> in_time = shippable(moment, change, places, request);
    if (std::ranges::find(in_time, false) != in_time.end()) request.delivery.need_by = kNoDay;
    const OrderChange unplanned = change;
    own_.clear();
    std::vector<Units> there(change.wanted.size(), 0);
    for (const std::size_t index : places) {
        AmendedLine& line = change.lines[index];
        WantedLine& wanted = *change.find(line.line);
        const LooseUnits taken = take_out(line, open_units(line));
        add_own(own_, line.sku, line.node, taken.units());
        there[static_cast<std::size_t>(&wanted - change.wanted.data())] += taken.units();
        wanted.loose.held += taken.held;
        wanted.loose.allocated += taken.allocated;
    }
    // What these cost as they are, then the best of what is to stay of them.
    const auto before = plan_stay(moment, change, request, there);
    for (std::size_t index = 0; index < there.size(); ++index) {
        if (there[index] > 0) there[index] -= change.wanted[index].surplus;
    }
    const auto after = plan_stay(moment, change, request, there);
    if (after) {
        if (before) reply.saved = shipping_cost(*before) - shipping_cost(*after);
        reply.proven_optimal = planned_.proven_optimal;
        put_loose(change, planned_.shipments);
    } else {
        // No plan was found in time: units are given back as they come.
        reply.proven_optimal = false;
        take_lines(unplanned, change);
        for (const std::size_t index : places)
            give_back(change, index);
    }
    for (const std::size_t index : places) {
        WantedLine& wanted = *change.find(change.before[index].line);
        wanted.surplus = 0;
        wanted.loose = {};
    }
}

/// What is added to a line that may not split leaves from where its other units do, and all that is
/// added on the days of the shipments that it joins. Where that cannot be, what is in the way is
/// planned anew, a little more each time.
Outcome ChangePlanner::plan_loose(
    const Moment& moment, OrderChange& change, ChangeOrderReply& reply
) {
    const OrderChange unplanned = change;
    const ChangeOrderReply untold = reply;
    Outcome outcome = plan_beside(moment, change, reply);
    if (outcome != Outcome::done && outcome != Outcome::cannot_source) return outcome;
    const bool is_whole = candidates_.splitting() == LineSplit::whole_lines;
    std::size_t loosened = 0;
    for (const InTheWay what : kInTheWay) {
        if (outcome == Outcome::done && reply.unfilled.empty()) break;
        // What an order in part is short of may be left out instead.
        if (what == InTheWay::full_days &&
            (outcome == Outcome::done || !candidates_.is_any_day_full()))
            continue;
        OrderChange wider = unplanned;
        const std::size_t places = loosen_more(what, is_whole, reply.unfilled, wider);
        if (places == 0 || places == std::exchange(loosened, places)) continue;
        ChangeOrderReply told = untold;
        if (told.replan == OrderReplan::nothing) told.replan = replan_of(what);
        const Outcome anew = plan_beside(moment, wider, told);
        if (anew == Outcome::done ? !gains(unplanned, change, wider)
                                  : outcome == Outcome::done || anew != outcome)
            continue;
        outcome = anew;
        take_lines(std::move(wider), change);
        reply = std::move(told);
    }
    return outcome;
}

/// Plans what is loose beside the shipments that stay.
Outcome ChangePlanner::plan_beside(
    const Moment& moment, OrderChange& change, ChangeOrderReply& reply
) {
    start_rows();
    for (const WantedLine& line : change.wanted)
        add_row(line.line, line.sku, line.loose.units());
    if (asked_.empty()) return Outcome::done;
    std::vector<Units> staying;
    staying.reserve(change.lines.size());
    for (const AmendedLine& line : change.lines)
        staying.push_back(open_units(line));
    const Outcome torn =
        check_whole_sets(change.order.together, asked_, change.lines, staying, reply.detail);
    if (torn != Outcome::done) {
        if (all_could_move(change))
            reply.detail += "; with --all (plans_all) all of the order is planned anew";
        return torn;
    }
    join_sets(change.order.together, asked_, rows_);
    request_.lines = asked_;
    find_freed(change, own_);
    find_anchors(change, anchors_);
    find_freed_days(change.before, change.lines, change.leaving, own_days_);
    find_shipments(moment.state.items, change.lines, {}, change.leaving, NodeId(), so_far_);
    // What has left to another address, or on other terms, is no part of what is planned.
    if (change.plans_all) so_far_ = {};
    find_rest(change);
    planned_ = {};
    const Status solved = solve_beside(
        moment.state,
        moment.reference,
        {.request = request_,
         .rows = rows_,
         .so_far = so_far_,
         .own = own_,
         .own_days = own_days_,
         .anchored = anchors_},
        moment.now,
        candidates_,
        moment.solver,
        plan_
    );
    if (!solved) {
        reply.detail = solved.error().detail;
        return Outcome::bad_value;
    }
    answer_plan(candidates_, plan_, {}, request_, planned_);
    reply.detail = planned_.detail;
    reply.proven_optimal = reply.proven_optimal && planned_.proven_optimal;
    reply.cost = planned_.cost;
    reply.objective = planned_.objective;
    reply.lower_bound = planned_.lower_bound;
    reply.shipments = planned_.shipments;
    reply.unfilled = planned_.unfilled;
    reply.lsn = std::max(reply.lsn, planned_.lsn);
    for (const Shipment& shipment : reply.shipments) {
        if (std::ranges::find(so_far_.open, shipment.node, &OpenShipment::node) !=
            so_far_.open.end())
            reply.joined.push_back(shipment.node);
    }
    // Of an order that may be filled in part it is an answer that nothing more can be shipped.
    const bool is_partial = request_.filling == Filling::partial && plan_.has_plan();
    if (planned_.outcome != Outcome::done && !is_partial) return planned_.outcome;
    put_loose(change, planned_.shipments);
    return leaves_nothing(change) ? Outcome::cannot_source : Outcome::done;
}

Outcome ChangePlanner::make(
    const EngineState& state,
    const ReferenceData& reference,
    Time now,
    PlanSolver& solver,
    OrderChange& change,
    ChangeOrderReply& reply
) {
    const Moment moment{state, reference, now, solver};
    reply.detail.clear();
    reply.proven_optimal = true;
    reply.cost = {};
    reply.saved = reply.objective = reply.lower_bound = 0;
    reply.shipments.clear();
    reply.joined.clear();
    reply.given_back.clear();
    reply.unfilled.clear();
    excluded_.clear();
    request_ = request_of(change.order, excluded_);
    request_.filling = change.filling;
    request_.segment = change.segment;
    start_over(change);
    is_loosened_.assign(change.lines.size(), change.plans_all);
    if (change.judges_days) find_late(moment, change);
    for (std::size_t index = 0; index < is_loosened_.size(); ++index) {
        if (!is_loosened_[index] || open_units(change.lines[index]) == 0) continue;
        const WantedLine& wanted = *change.find(change.lines[index].line);
        if (const Outcome bad = check_movable(wanted, reply.detail); bad != Outcome::done)
            return bad;
        loosen(change, index);
    }
    const bool is_any_late = std::ranges::find(is_loosened_, true) != is_loosened_.end();
    reply.replan = change.plans_all ? OrderReplan::all
                   : is_any_late    ? OrderReplan::late_shipments
                                    : OrderReplan::nothing;
    give_back_surplus(moment, change, reply);
    const Outcome planned = plan_loose(moment, change, reply);
    if (planned != Outcome::done) return planned;
    tell_given_back(change, reply.given_back);
    return Outcome::done;
}

}  // namespace earmark
