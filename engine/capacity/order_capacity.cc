// Of OrderCandidates: what the nodes' days have room for.
//
// A node could ship so much of the order: all that it has of it, less what a service does not
// carry. Each of its services leaves on the first day that has room for that much, or, if none of
// the days looked at has, on the one with the most room, and then the plan takes no more than that.
// A node that says no dates ships on the order's day, UTC.
//
// Where a day moves for the sake of lines or units that the plan then leaves to others, or where
// the plan cannot be told exactly what there is room for, a better plan may exist: it is not called
// optimal then.
#include "engine/base/wide.h"
#include "engine/capacity/capacity_uses.h"
#include "engine/order_candidates.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace earmark {

namespace {

constexpr auto kShipments = static_cast<std::size_t>(CapacityUnit::shipments);
constexpr auto kLines = static_cast<std::size_t>(CapacityUnit::lines);
constexpr auto kUnits = static_cast<std::size_t>(CapacityUnit::units);

/// price x used / most, rounded half up; all of the price where more is used.
Micros share_of(Micros price, Units used, Units most) {
    const Wide counted = std::clamp<Wide>(used, 0, most);
    return static_cast<Micros>((Wide{price} * counted + most / 2) / most);
}

bool has_room_for(const CapacityFigures& room, const CapacityFigures& need) {
    return room[kShipments] >= need[kShipments] && room[kLines] >= need[kLines] &&
           room[kUnits] >= need[kUnits];
}

bool has_any_room(const CapacityFigures& room, const CapacityFigures& need) {
    return room[kShipments] >= need[kShipments] && room[kLines] >= 1 && room[kUnits] >= 1;
}

}  // namespace

class OrderCandidates::CapacityFit {
  public:
    CapacityFit(
        OrderCandidates& order, const CapacityUses& uses, const CapacityTable& limits, Day today
    )
        : order_(order), uses_(uses), limits_(limits), today_(today) {}

    void fit() {
        find_weights();
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

  private:
    static constexpr std::uint32_t kFull = 0xffff'ffff;

    /// Rows of the order that a line of the plan stands for, and units that leave with one of its.
    struct Weight {
        Units lines = 0;
        Units units = 1;
    };

    void find_weights() {
        weights_.assign(order_.lines_.size(), {});
        for (std::size_t row = 0; row < order_.plan_line_of_.size(); ++row)
            ++weights_[order_.plan_line_of_[row]].lines;
        for (std::size_t line = 0; line < weights_.size(); ++line) {
            const auto parts = order_.lines_[line].parts;
            if (parts.empty()) continue;
            weights_[line].units = 0;
            for (const KitPart& part : parts)
                weights_[line].units += part.quantity;
        }
    }

    const OpenShipment* shipment_at(std::uint32_t place) const {
        const auto found = std::ranges::find_if(order_.joinable_, [&](const auto& each) {
            return each.second == place;
        });
        return found == order_.joinable_.end() ? nullptr : &found->first;
    }

    bool carries(const ServiceChoice* by, const Stock& stock) const {
        return by == nullptr || order_.services_.carries(*by, order_.tags_of(stock.line));
    }

    /// All that the node could ship of the order, by any of its services or by one, or what it is
    /// planned to.
    CapacityFigures need_of(std::uint32_t place, bool joins, const ServiceChoice* by = nullptr)
        const {
        const PlannedDay* planned = order_.planned_day(order_.nodes_[place].node);
        if (planned != nullptr) return planned->need;
        CapacityFigures need{joins ? Units{0} : Units{1}, 0, 0};
        for (const Stock& stock : order_.stock_) {
            if (stock.candidate != place || !carries(by, stock)) continue;
            const Units units = std::min(stock.ats, order_.lines_[stock.line].quantity);
            need[kLines] += weights_[stock.line].lines;
            need[kUnits] += units * weights_[stock.line].units;
        }
        return need;
    }

    void fit_node(std::uint32_t place) {
        Candidate& candidate = order_.nodes_[place];
        const OpenShipment* joined = shipment_at(place);
        if (joined != nullptr && joined->leaves_on != kNoDay &&
            !keep_to_shipment(place, joined->leaves_on))
            return leave_late(place);
        const CapacityFigures need = need_of(place, joined != nullptr);
        std::optional<CapacityFigures> room;
        if (joined != nullptr || (candidate.services.count == 0 && !candidate.is_collected)) {
            Day day = candidate.courier != nullptr ? candidate.collection.leaves_from : today_;
            if (joined != nullptr && joined->leaves_on != kNoDay) day = joined->leaves_on;
            room = order_.room_on(uses_, limits_, candidate.node, day);
            if (!has_any_room(*room, need)) room.reset();
            // What joins a shipment makes no other.
            if (joined == nullptr)
                candidate.load = order_.load_on(uses_, limits_, candidate.node, day);
        } else if (candidate.is_collected) {
            room = fit_choice(candidate, need, candidate.collection);
            candidate.load = candidate.collection.load;
        } else {
            room = fit_services(place, need);
        }
        if (!room) return leave_node(place, joined != nullptr);
        if (has_room_for(*room, need)) return;
        if (room->at(kLines) < need[kLines]) limit_lines(place, room->at(kLines));
        if (room->at(kUnits) < need[kUnits]) limit_units(place, room->at(kUnits));
    }

    /// What joins a shipment leaves on its day, by services of that day; by others if none leaves
    /// then any more. False: it would be too late, so that nothing joins it.
    bool keep_to_shipment(std::uint32_t place, Day day) {
        Candidate& candidate = order_.nodes_[place];
        ServiceChoices& services = order_.services_;
        if (candidate.is_collected) {
            const auto ready = services.collect(candidate.node, day);
            if (!ready) return false;
            candidate.collection.leaves_from = day;
            candidate.collection.extra = ready->lateness;
            candidate.collection.days_late = ready->days_late;
            return true;
        }
        if (candidate.services.count == 0) return true;
        Day first = kDayMax;
        for (const bool is_first_look : {true, false}) {
            ServiceChoices::Range leaving = services.begin_range();
            for (std::uint32_t index = 0; index < candidate.services.count; ++index) {
                ServiceChoice choice = services.of(candidate.services)[index];
                const auto sent = services.dispatch(candidate.node, choice, candidate.zone, day);
                if (!sent) continue;
                const auto* rates = services.rates_on(choice, sent->shipped, candidate.zone);
                if (rates == nullptr) continue;
                // Without dates it leaves whenever that does.
                const Day leaves = sent->shipped == kNoDay ? day : sent->shipped;
                first = std::min(first, leaves);
                if (is_first_look || leaves != first) continue;
                choice.rates = rates;
                choice.leaves_from = day;
                choice.extra = sent->lateness;
                choice.days_late = sent->days_late;
                services.add_choice(leaving, choice);
            }
            if (leaving.count == 0) continue;
            leaving.late_first = candidate.services.late_first;
            leaving.late_count = candidate.services.late_count;
            candidate.services = candidate.planned = leaving;
            return true;
        }
        return false;
    }

    void leave_late(std::uint32_t place) {
        std::erase_if(order_.stock_, [&](const Stock& stock) {
            if (stock.candidate != place) return false;
            PlanLine& line = order_.lines_[stock.line];
            line.ats_late += stock.ats;
            line.late_single_max = std::max(line.late_single_max, stock.ats);
            return true;
        });
    }

    /// When each service leaves; what there is room for by all of them, up to what each could
    /// take. Nothing: by none.
    std::optional<CapacityFigures> fit_services(std::uint32_t place, const CapacityFigures& need) {
        Candidate& candidate = order_.nodes_[place];
        ServiceChoices& services = order_.services_;
        ServiceChoices::Range fitting = services.begin_range();
        CapacityFigures common = need;
        for (std::uint32_t index = 0; index < candidate.services.count; ++index) {
            ServiceChoice choice = services.of(candidate.services)[index];
            const CapacityFigures own = need_of(place, /*joins=*/false, &choice);
            if (own[kLines] == 0) continue;
            const auto room = fit_choice(candidate, own, choice);
            if (!room) continue;
            services.add_choice(fitting, choice);
            if (has_room_for(*room, own)) continue;
            for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
                common.at(unit) = std::min(common.at(unit), room->at(unit));
        }
        if (fitting.count == 0) return std::nullopt;
        fitting.late_first = candidate.services.late_first;
        fitting.late_count = candidate.services.late_count;
        candidate.services = candidate.planned = fitting;
        if (services.has_refusals()) leave_uncarried(place);
        if (fitting.count > 1 && !has_room_for(common, need)) order_.knows_all_costs_ = false;
        return common;
    }

    /// What only services carry for which there is no room.
    void leave_uncarried(std::uint32_t place) {
        const ServiceChoices::Range fitting = order_.nodes_[place].services;
        std::erase_if(order_.stock_, [&](const Stock& stock) {
            if (stock.candidate != place) return false;
            if (order_.services_.any_carries(fitting, order_.tags_of(stock.line))) return false;
            note_full(stock, stock.ats);
            return true;
        });
    }

    std::optional<CapacityFigures> fit_choice(
        const Candidate& candidate, const CapacityFigures& need, ServiceChoice& choice
    ) {
        std::optional<CapacityFigures> best;
        ServiceChoice chosen = choice;
        bool has_passed_some = false;
        const PlannedDay* planned = order_.planned_day(candidate.node);
        Day from = planned == nullptr ? kNoDay : planned->day;
        for (int looked = 0; looked < kShipDaysLooked; ++looked) {
            const auto sent =
                candidate.is_collected
                    ? order_.services_.collect(candidate.node, from)
                    : order_.services_.dispatch(candidate.node, choice, candidate.zone, from);
            if (!sent) break;
            const bool has_dates = sent->shipped != kNoDay;
            const bool is_rated = choice.rates != nullptr;  // Not what is collected.
            const auto* rates =
                is_rated ? order_.services_.rates_on(choice, sent->shipped, candidate.zone)
                         : nullptr;
            if (is_rated && rates == nullptr && has_dates && sent->shipped < kDayMax) {
                from = static_cast<Day>(sent->shipped + 1U);
                continue;
            }
            const CapacityFigures room =
                order_.room_on(uses_, limits_, candidate.node, has_dates ? sent->shipped : today_);
            const bool is_better =
                !best || room[kUnits] > best->at(kUnits) ||
                (room[kUnits] == best->at(kUnits) && room[kLines] > best->at(kLines));
            const bool fits = has_room_for(room, need);
            if (fits || (has_any_room(room, need) && is_better)) {
                best = room;
                chosen.leaves_from = from;
                chosen.extra = sent->lateness;
                chosen.days_late = sent->days_late;
                chosen.load = order_.load_on(
                    uses_, limits_, candidate.node, has_dates ? sent->shipped : today_
                );
                if (rates != nullptr) chosen.rates = rates;
            }
            if (fits || !has_dates) break;
            has_passed_some = has_passed_some || has_any_room(room, need);
            if (sent->shipped == kDayMax) break;
            from = static_cast<Day>(sent->shipped + 1U);
        }
        if (has_passed_some && !goes_whole(need)) order_.knows_all_costs_ = false;
        choice = chosen;
        return best;
    }

    /// Whether a node ships all of the order that it has or none of it.
    bool goes_whole(const CapacityFigures& need) const {
        if (order_.lines_.size() == 1 && order_.lines_.front().set != 0) return true;
        return need[kLines] == 1 && order_.splitting_ == LineSplit::whole_lines;
    }

    void note_full(const Stock& stock, Units units) {
        PlanLine& line = order_.lines_[stock.line];
        line.ats_full += units;
        line.full_single_max = std::max(line.full_single_max, stock.ats);
    }

    void leave_node(std::uint32_t place, bool joins) {
        for (const Stock& stock : order_.stock_)
            if (stock.candidate == place) note_full(stock, stock.ats);
        std::erase_if(order_.stock_, [&](const Stock& stock) { return stock.candidate == place; });
        if (joins) return;  // What the order has there stays.
        order_.judged_[order_.nodes_[place].node.value()].standing = Standing::no_capacity;
        has_full_ = true;
    }

    void limit_lines(std::uint32_t place, Units rows) {
        for (const Stock& stock : order_.stock_) {
            if (stock.candidate != place) continue;
            PlanLine& line = order_.lines_[stock.line];
            line.is_squeezed = true;
            // The day counts lines of the order: of a kit that goes apart one, as of lines of one
            // item that are planned as one if only some of it goes, and none that is there already.
            const bool is_part = !line.kit.is_none() && line.kit != line.sku;
            const bool may_be_fewer = order_.splitting_ == LineSplit::may_split && line.rows > 1;
            if (is_part || may_be_fewer || shipment_at(place) != nullptr)
                order_.knows_all_costs_ = false;
        }
        std::erase_if(order_.stock_, [&](const Stock& stock) {
            if (stock.candidate != place || weights_[stock.line].lines <= rows) return false;
            note_full(stock, stock.ats);
            return true;
        });
        order_.line_room_.resize(order_.nodes_.size(), PlanProblem::kUnlimited);
        order_.line_room_[place] = rows;
    }

    void limit_units(std::uint32_t place, Units units) {
        if (!order_.rows_->sets.empty()) return share_units(place, units);
        Units largest = 1;
        for (const Stock& stock : order_.stock_)
            if (stock.candidate == place) largest = std::max(largest, weights_[stock.line].units);
        if (largest > 1) order_.knows_all_costs_ = false;
        const Units room = units / largest;
        order_.room_.resize(order_.nodes_.size(), PlanProblem::kUnlimited);
        order_.room_[place] = room;
        for (Stock& stock : order_.stock_) {
            if (stock.candidate != place) continue;
            order_.lines_[stock.line].is_squeezed = true;
            if (stock.ats <= room) continue;
            note_full(stock, stock.ats - room);
            stock.ats = room;
        }
        std::erase_if(order_.stock_, [](const Stock& stock) { return stock.ats == 0; });
    }

    /// As limit_units, in units and not in those of the plan: OrderCandidates::share_room tells
    /// them.
    void share_units(std::uint32_t place, Units units) {
        order_.room_.resize(order_.nodes_.size(), PlanProblem::kUnlimited);
        order_.room_[place] = units;
        for (Stock& stock : order_.stock_) {
            if (stock.candidate != place) continue;
            order_.lines_[stock.line].is_squeezed = true;
            const Units most = units / weights_[stock.line].units;
            if (stock.ats <= most) continue;
            note_full(stock, stock.ats - most);
            stock.ats = most;
        }
        std::erase_if(order_.stock_, [](const Stock& stock) { return stock.ats == 0; });
    }

    /// Takes nodes that are none any more out of the candidates.
    void leave_full_nodes() {
        std::vector<std::uint32_t> moved(order_.nodes_.size(), kFull);
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

    OrderCandidates& order_;
    const CapacityUses& uses_;
    const CapacityTable& limits_;
    const Day today_;
    std::vector<Weight> weights_;
    bool has_full_ = false;
};

CapacityFigures OrderCandidates::used_on(
    const CapacityUses& uses, NodeId node, Day day, std::uint8_t method
) const {
    CapacityFigures used = uses.used(node, day, method);
    const auto add = [&](const CapacityLoad& load, int by) {
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
            used[unit] += by * load.figures[unit];
    };
    for (const CapacityLoad& own : own_days_)
        if (own.node == node && own.day == day) add(own, -1);
    const auto taken = std::ranges::equal_range(
        taken_days_,
        std::pair(node, day),
        {},
        [](const CapacityLoad& load) { return std::pair(load.node, load.day); }
    );
    for (const CapacityLoad& load : taken)
        if (method == 0 || load.method == method) add(load, +1);
    return used;
}

/// What a shipment of the node costs that leaves on the day, for how full that is: a share of the
/// profile's price as is used of the limit of which most is used.
Micros OrderCandidates::load_on(
    const CapacityUses& uses, const CapacityTable& limits, NodeId node, Day day
) const {
    const Micros price = services_.load_price();
    Micros load = 0;
    for (const std::uint8_t method : {std::uint8_t{0}, request_->method}) {
        if (price == 0) break;
        const CapacityFigures most = limits.most(node, day, method);
        const CapacityFigures used = used_on(uses, node, day, method);
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
            if (most[unit] >= kNoCapacityLimit || most[unit] == 0) continue;
            load = std::max(load, share_of(price, used[unit], most[unit]));
        }
    }
    return load;
}

CapacityFigures OrderCandidates::room_on(
    const CapacityUses& uses, const CapacityTable& limits, NodeId node, Day day
) const {
    CapacityFigures room;
    room.fill(kNoCapacityLimit);
    for (const std::uint8_t method : {request_->method, std::uint8_t{0}}) {
        const CapacityFigures most = limits.most(node, day, method);
        const CapacityFigures used = used_on(uses, node, day, method);
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
            if (most[unit] != kNoCapacityLimit)
                room[unit] = std::min(room[unit], most[unit] - used[unit]);
        }
    }
    return room;
}

const PlannedDay* OrderCandidates::planned_day(NodeId node) const {
    const auto known = std::ranges::find(planned_days_, node, &PlannedDay::node);
    return known == planned_days_.end() ? nullptr : &*known;
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

void OrderCandidates::fill_line_room() {
    line_room_.resize(nodes_.size(), PlanProblem::kUnlimited);
    problem_.node_lines_max.assign(nodes_.size(), PlanProblem::kUnlimited);
    for (std::size_t place = 0; place < nodes_.size(); ++place)
        problem_.node_lines_max[rank_[place]] = line_room_[place];
    problem_.line_rows.assign(problem_.line_count, 0);  // Shipments that are joined count already.
    for (std::size_t line = 0; line < lines_.size(); ++line)
        problem_.line_rows[line] = lines_[line].rows;
}

void OrderCandidates::fill_capacity() {
    room_.resize(nodes_.size(), PlanProblem::kUnlimited);
    problem_.capacity.assign(nodes_.size(), PlanProblem::kUnlimited);
    for (std::size_t place = 0; place < nodes_.size(); ++place)
        problem_.capacity[rank_[place]] = room_[place];
    // Shipments that are joined count already.
    for (const auto& joined : joinable_) {
        Units& capacity = problem_.capacity[rank_[joined.second]];
        if (capacity != PlanProblem::kUnlimited) ++capacity;
    }
}

}  // namespace earmark
