// Of OrderCandidates: what the nodes' days have room for.
//
// A node could ship so much of the order: all that it has of it, less what a service does not
// carry. Each of its services leaves on the first day that has room for that much, and on each day
// before that has room for some of it, more than days before that, four days at most: of these the
// plan chooses by what the shipment carries. Where no day looked at has room for all, it takes no
// more than what there is room for. A node that says no dates ships on the order's day, UTC.
//
// What is collected, and what travels together, leaves on one day: the first that has room for all,
// or the one with the most room. Where that leaves to others what a day before would have taken, or
// where the plan cannot be told exactly what there is room for, a better plan may exist: it is not
// called optimal then.
#include "engine/capacity/capacity_uses.h"
#include "engine/order_candidates.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace earmark {

namespace {

constexpr auto kShipments = static_cast<std::size_t>(CapacityUnit::shipments);
constexpr auto kLines = static_cast<std::size_t>(CapacityUnit::lines);
constexpr auto kUnits = static_cast<std::size_t>(CapacityUnit::units);

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

    /// A day on which a service may leave, or goods are ready.
    struct Departure {
        ServiceChoice choice;
        CapacityFigures need{};  ///< What it could take.
        CapacityFigures room{};
        bool takes_all = false;  ///< There is room for that.
    };

    /// Of one service. With more the last is put in place of the one before.
    static constexpr std::size_t kDeparturesMax = 4;

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
        if (const OpenShipment* joined = shipment_at(place)) return fit_joined(place, *joined);
        Candidate& candidate = order_.nodes_[place];
        const CapacityFigures need = need_of(place, /*joins=*/false);
        std::optional<CapacityFigures> room;
        if (candidate.is_collected) {
            room = fit_collection(candidate, need);
        } else if (candidate.services.count > 0) {
            room = fit_services(place, need);
        } else {
            const Day day =
                candidate.courier != nullptr ? candidate.collection.leaves_from : today_;
            room = order_.room_on(uses_, limits_, candidate.node, day);
            if (!has_any_room(*room, need)) room.reset();
            candidate.load = order_.load_on(uses_, limits_, candidate.node, day);
        }
        if (!room) return leave_node(place, /*joins=*/false);
        keep_to(place, *room, need);
    }

    void keep_to(std::uint32_t place, const CapacityFigures& room, const CapacityFigures& need) {
        if (room[kLines] < need[kLines]) limit_lines(place, room[kLines]);
        if (room[kUnits] < need[kUnits]) limit_units(place, room[kUnits]);
    }

    /// What joins a shipment leaves on its day, and makes no other. Where that is past or was not
    /// counted, it does so on the next day with room for what the shipment carries, too.
    void fit_joined(std::uint32_t place, const OpenShipment& joined) {
        Candidate& candidate = order_.nodes_[place];
        const Candidate as_found = candidate;
        const CapacityFigures need = need_of(place, /*joins=*/true);
        std::optional<std::pair<Candidate, CapacityFigures>> best;
        Day from = joined.leaves_on;
        for (int looked = 0; looked < kShipDaysLooked; ++looked) {
            candidate = as_found;
            const auto day = keep_to_shipment(candidate, from);
            if (!day && looked == 0) return leave_late(place);
            if (!day) break;
            CapacityFigures room = order_.room_on(uses_, limits_, candidate.node, *day);
            const bool is_moved = *day != joined.leaves_on;
            for (std::size_t unit = 0; is_moved && unit < kCapacityUnits; ++unit)
                room.at(unit) -= joined.load.at(unit);
            if (has_any_room(room, need) && (!best || has_room_for(room, need)))
                best = {candidate, room};
            if (!is_moved || has_room_for(room, need) || *day == kDayMax) break;
            from = static_cast<Day>(*day + 1U);
        }
        candidate = best ? best->first : as_found;
        if (!best) return leave_node(place, /*joins=*/true);
        keep_to(place, best->second, need);
    }

    /// Services, or whoever takes it, that leave on the first day from `day` on. That day; nothing:
    /// it would be too late, so that nothing joins the shipment.
    std::optional<Day> keep_to_shipment(Candidate& candidate, Day day) {
        ServiceChoices& services = order_.services_;
        if (candidate.is_collected) {
            const auto ready = services.collect(candidate.node, day);
            if (!ready) return std::nullopt;
            candidate.collection.leaves_from = day;
            candidate.collection.extra = ready->lateness;
            candidate.collection.days_late = ready->days_late;
            return ready->shipped == kNoDay ? std::max(day, today_) : ready->shipped;
        }
        if (candidate.courier != nullptr)
            return day > candidate.collection.leaves_from
                       ? std::nullopt
                       : std::optional(candidate.collection.leaves_from);
        if (candidate.services.count == 0) return std::max(day, today_);
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
                const Day leaves = sent->shipped == kNoDay ? std::max(day, today_) : sent->shipped;
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
            return first;
        }
        return std::nullopt;
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

    /// When it is ready to be collected; what there is room for. Nothing: for nothing.
    std::optional<CapacityFigures> fit_collection(
        Candidate& candidate, const CapacityFigures& need
    ) {
        departures_.clear();
        find_departures(candidate, need, candidate.collection);
        if (departures_.empty()) return std::nullopt;
        candidate.collection = departures_.front().choice;
        candidate.load = candidate.collection.load;
        return departures_.front().room;
    }

    /// When each service leaves; what there is room for by any of them. Nothing: by none.
    std::optional<CapacityFigures> fit_services(std::uint32_t place, const CapacityFigures& need) {
        Candidate& candidate = order_.nodes_[place];
        ServiceChoices& services = order_.services_;
        departures_.clear();
        for (std::uint32_t index = 0; index < candidate.services.count; ++index) {
            const ServiceChoice choice = services.of(candidate.services)[index];
            const CapacityFigures own = need_of(place, /*joins=*/false, &choice);
            if (own[kLines] > 0) find_departures(candidate, own, choice);
        }
        if (departures_.empty()) return std::nullopt;
        const CapacityFigures room =
            order_.rows_->sets.empty() ? limit_departures(place, need) : keep_common_room(need);
        ServiceChoices::Range fitting = services.begin_range();
        for (const Departure& departure : departures_)
            services.add_choice(fitting, departure.choice);
        fitting.late_first = candidate.services.late_first;
        fitting.late_count = candidate.services.late_count;
        candidate.services = candidate.planned = fitting;
        if (services.has_refusals()) leave_uncarried(place);
        return room;
    }

    /// Limits what goes by each service on each day. Most room, of each unit, is what is left.
    CapacityFigures limit_departures(std::uint32_t place, const CapacityFigures& need) {
        const Departure& first = departures_.front();
        const bool are_alike = std::ranges::all_of(departures_, [&](const Departure& departure) {
            return departure.takes_all == first.takes_all &&
                   (departure.takes_all || departure.room == first.room);
        });
        if (are_alike) return first.takes_all ? need : first.room;
        const Units largest = largest_weight(place);
        CapacityFigures most{};
        bool limits_rows = false;
        bool takes_need = false;
        for (Departure& departure : departures_) {
            const CapacityFigures& room = departure.takes_all ? need : departure.room;
            for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
                most.at(unit) = std::max(most.at(unit), room.at(unit));
            takes_need = takes_need || (departure.takes_all && departure.need == need);
            if (departure.takes_all) continue;
            departure.choice.units_max = room[kUnits] / largest;
            departure.choice.rows_max = room[kLines];
            limits_rows = limits_rows || room[kLines] < departure.need[kLines];
        }
        order_.limits_services_ = true;
        if (largest > 1) order_.knows_all_costs_ = false;
        if (limits_rows) note_rows(place);
        if (!takes_need) note_squeezed(place);
        return most;
    }

    /// What travels together leaves on no day of a part's room if there are days with room for all.
    /// What there is room for by all services that are left.
    CapacityFigures keep_common_room(const CapacityFigures& need) {
        if (std::ranges::all_of(departures_, &Departure::takes_all)) return need;
        if (departures_.size() > 1) order_.knows_all_costs_ = false;
        const bool some_take_need = std::ranges::any_of(departures_, [&](const Departure& each) {
            return each.takes_all && each.need == need;
        });
        if (some_take_need) {
            std::erase_if(departures_, [](const Departure& each) { return !each.takes_all; });
            return need;
        }
        CapacityFigures common = need;
        for (const Departure& departure : departures_) {
            if (departure.takes_all) continue;
            for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
                common.at(unit) = std::min(common.at(unit), departure.room.at(unit));
        }
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

    /// Adds the days on which there is room for some of what is needed, more than on days before,
    /// up to the first with room for all of it; of what leaves whole or together the best of them.
    void find_departures(
        const Candidate& candidate, const CapacityFigures& need, const ServiceChoice& choice
    ) {
        const bool is_whole = goes_whole(need);
        const bool is_one = candidate.is_collected || !order_.rows_->sets.empty() || is_whole;
        const std::size_t first = departures_.size();
        visit_days(candidate, choice, [&](const ServiceChoice& leaving, Day day) {
            CapacityFigures room = order_.room_on(uses_, limits_, candidate.node, day);
            for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
                room.at(unit) = std::min(room.at(unit), need.at(unit));
            const bool takes_all = has_room_for(room, need);
            const auto before = std::span(departures_).subspan(first);
            const auto has_as_much = [&](const Departure& known) {
                return is_one ? rank_of(known.room) >= rank_of(room)
                              : has_room_for(known.room, room);
            };
            if (!takes_all &&
                (!has_any_room(room, need) || std::ranges::any_of(before, has_as_much)))
                return true;
            if (before.size() == (is_one ? 1 : kDeparturesMax)) {
                departures_.pop_back();
                if (!is_whole) order_.knows_all_costs_ = false;
            }
            departures_.push_back({leaving, need, room, takes_all});
            departures_.back().choice.load = order_.load_on(uses_, limits_, candidate.node, day);
            return !takes_all;
        });
    }

    static std::pair<Units, Units> rank_of(const CapacityFigures& room) {
        return {room[kUnits], room[kLines]};
    }

    /// The days on which a service leaves, or goods are ready to be collected, while `goes_on` says
    /// so, which is given each with what it costs then.
    template <typename GoesOn>
    void visit_days(
        const Candidate& candidate, const ServiceChoice& choice, const GoesOn& goes_on
    ) {
        ServiceChoices& services = order_.services_;
        const PlannedDay* planned = order_.planned_day(candidate.node);
        Day from = planned == nullptr ? kNoDay : planned->day;
        for (int looked = 0; looked < kShipDaysLooked; ++looked) {
            const auto sent = candidate.is_collected
                                  ? services.collect(candidate.node, from)
                                  : services.dispatch(candidate.node, choice, candidate.zone, from);
            if (!sent) return;
            const bool has_dates = sent->shipped != kNoDay;
            ServiceChoice leaving = choice;
            const bool is_rated = choice.rates != nullptr;  // Not what is collected.
            if (is_rated && has_dates)
                leaving.rates = services.rates_on(choice, sent->shipped, candidate.zone);
            leaving.leaves_from = from;
            leaving.extra = sent->lateness;
            leaving.days_late = sent->days_late;
            const bool is_open = !is_rated || leaving.rates != nullptr;
            if (is_open && !goes_on(leaving, has_dates ? sent->shipped : today_)) return;
            if (!has_dates || sent->shipped == kDayMax) return;
            from = static_cast<Day>(sent->shipped + 1U);
        }
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

    void note_squeezed(std::uint32_t place) {
        for (const Stock& stock : order_.stock_)
            if (stock.candidate == place) order_.lines_[stock.line].is_squeezed = true;
    }

    /// Of a node whose rows are limited: whether the plan counts them as the day does.
    void note_rows(std::uint32_t place) {
        for (const Stock& stock : order_.stock_) {
            if (stock.candidate != place) continue;
            const PlanLine& line = order_.lines_[stock.line];
            // The day counts lines of the order: of a kit that goes apart one, as of lines of one
            // item that are planned as one if only some of it goes, and none that is there already.
            const bool is_part = !line.kit.is_none() && line.kit != line.sku;
            const bool may_be_fewer = order_.splitting_ == LineSplit::may_split && line.rows > 1;
            if (is_part || may_be_fewer || shipment_at(place) != nullptr)
                order_.knows_all_costs_ = false;
        }
    }

    void limit_lines(std::uint32_t place, Units rows) {
        note_squeezed(place);
        note_rows(place);
        std::erase_if(order_.stock_, [&](const Stock& stock) {
            if (stock.candidate != place || weights_[stock.line].lines <= rows) return false;
            note_full(stock, stock.ats);
            return true;
        });
        order_.line_room_.resize(order_.nodes_.size(), PlanProblem::kUnlimited);
        order_.line_room_[place] = rows;
    }

    /// Of what the node has, in one unit of the plan.
    Units largest_weight(std::uint32_t place) const {
        Units largest = 1;
        for (const Stock& stock : order_.stock_)
            if (stock.candidate == place) largest = std::max(largest, weights_[stock.line].units);
        return largest;
    }

    void limit_units(std::uint32_t place, Units units) {
        if (!order_.rows_->sets.empty()) return share_units(place, units);
        const Units largest = largest_weight(place);
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
    std::vector<Departure> departures_;  ///< Of one node.
    bool has_full_ = false;
};

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
