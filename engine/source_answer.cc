#include "engine/source_answer.h"

#include "engine/sourcing/plan_cost.h"
#include "engine/sourcing/shipment_cost.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace earmark {

namespace {

/// Gives the units planned for an item to the order's rows of it, in their order; but what a
/// backorder has confirmed at a node goes to the row that takes its place, as far as the plan ships
/// there: what another row takes of it would not be given back.
class LineFiller {
  public:
    /// granted: what each row gets of the plan; empty = it takes what is left, up to all.
    LineFiller(
        const OrderCandidates& candidates,
        const Plan& plan,
        std::span<const Units> granted,
        const SourceRequest& request
    )
        : candidates_(candidates), request_(request) {
        const auto& rows = candidates.rows().rows;
        left_.reserve(rows.size());
        for (const OrderRow& row : rows)
            left_.push_back(row.quantity);
        denied_.assign(rows.size(), 0);
        for (std::size_t index = 0; index < granted.size(); ++index) {
            left_[index] = granted[index];
            denied_[index] = rows[index].quantity - granted[index];
        }
        if (!candidates.confirmed().empty()) keep_confirmed(plan);
    }

    void fill(const PlannedUnits& planned, Shipment& shipment) {
        Units units = planned.units;
        if (candidates_.lines()[planned.line].set != 0) return fill_set(planned.line, shipment);
        for (const Kept& kept : kept_)
            units -= kept.is_of(planned) ? kept.units : 0;
        for (std::size_t index = 0; index < left_.size(); ++index) {
            if (candidates_.plan_line(index) != planned.line) continue;
            Units taken = std::min(units, left_[index]);
            left_[index] -= taken;
            units -= taken;
            taken += kept_for(index, planned);
            if (taken > 0) add(candidates_.rows().rows[index], taken, shipment);
        }
        EARMARK_CHECK(units == 0);
    }

    bool is_all_filled() const {
        const auto is_zero = [](Units units) { return units == 0; };
        return std::ranges::all_of(left_, is_zero) && std::ranges::all_of(denied_, is_zero);
    }
    /// Of the order's row `index`, in its own units.
    Units left(std::size_t index) const { return left_[index] + denied_[index]; }

  private:
    /// Of what the plan ships of a line from a node, what one row gets before others.
    struct Kept {
        std::size_t row;
        std::uint32_t node;
        std::size_t line;
        Units units;

        bool is_of(const PlannedUnits& planned) const {
            return node == planned.node && line == planned.line;
        }
    };

    void keep_confirmed(const Plan& plan) {
        const auto& rows = candidates_.rows().rows;
        for (const PlannedUnits& planned : plan.shipments) {
            if (candidates_.is_shipment(planned.line)) continue;
            const PlanLine& line = candidates_.lines()[planned.line];
            if (line.set != 0) continue;
            const NodeId node = candidates_.nodes()[planned.node].node;
            Units units = planned.units;
            for (const ConfirmedUnits& confirmed : candidates_.confirmed()) {
                if (confirmed.node != node || confirmed.sku != line.sku) continue;
                const auto is_taker = [&](const OrderRow& row) {
                    return request_.lines[row.asked].line == confirmed.line;
                };
                const auto taker = std::ranges::find_if(rows, is_taker);
                const auto row = static_cast<std::size_t>(taker - rows.begin());
                if (candidates_.plan_line(row) != planned.line) continue;
                const Units kept = std::min({units, confirmed.units, left_[row]});
                kept_.push_back({row, planned.node, planned.line, kept});
                left_[row] -= kept;
                units -= kept;
            }
        }
    }

    Units kept_for(std::size_t row, const PlannedUnits& planned) const {
        Units units = 0;
        for (const Kept& kept : kept_)
            units += kept.row == row && kept.is_of(planned) ? kept.units : 0;
        return units;
    }

    /// One unit of it is all of its rows.
    void fill_set(std::size_t line, Shipment& shipment) {
        for (std::size_t index = 0; index < left_.size(); ++index) {
            if (candidates_.plan_line(index) != line) continue;
            add(candidates_.rows().rows[index], std::exchange(left_[index], 0), shipment);
        }
    }

    /// What leaves of a kit is its parts, under the number of its line.
    void add(const OrderRow& row, Units units, Shipment& shipment) const {
        const std::uint32_t line = request_.lines[row.asked].line;
        if (!row.is_whole_kit()) shipment.lines.push_back({line, row.sku, units});
        for (const KitPart& part : candidates_.rows().parts_of(row))
            shipment.lines.push_back({line, part.sku, units * part.quantity});
    }

    const OrderCandidates& candidates_;
    const SourceRequest& request_;
    std::vector<Kept> kept_;     ///< Of orders that take the place of backorders.
    std::vector<Units> left_;    ///< To be filled,
    std::vector<Units> denied_;  ///< and what is not.
};

std::uint32_t parcels_of(const PlanProblem& problem, std::uint32_t column, std::int64_t grams) {
    const RateColumn& range = problem.rate_columns[column];
    const auto last = problem.rate_steps[range.first_step + range.step_count - 1].grams_max;
    return static_cast<std::uint32_t>(std::max<std::int64_t>(1, (grams + last - 1) / last));
}

/// By the cheapest service of the node that carries these goods.
void price_by_service(
    const OrderCandidates& candidates,
    std::span<const PlannedUnits> planned,
    const BilledGrams& billed,
    Shipment& shipment
) {
    const Candidate& candidate = candidates.nodes()[planned.front().node];
    ShipmentContents contents;
    for (const PlannedUnits& each : planned) {
        contents.tags |= candidates.tags_of(each.line);
        contents.units += each.units * candidates.costs().room_of(each.line);
    }
    contents.rows = rows_of(candidates.costs(), planned);
    const ServiceChoices& services = candidates.services();
    const ServicePrice price =
        services.cheapest(candidate.node, candidate.services, candidate.zone, billed, contents);
    shipment.service = services.name_of(price.service);
    shipment.transport = price.transport;
    shipment.billed_g = static_cast<std::uint64_t>(price.grams);
    shipment.parcels = price.parcels;
    shipment.lateness = price.extra;
    shipment.carbon_g = static_cast<std::uint64_t>(price.carbon_g);
    shipment.carbon = price.carbon;
    shipment.load = price.load;
    shipment.dates =
        services.dates_of(candidate.node, price.service, candidate.zone, price.leaves_from);
}

void price_shipment(
    const OrderCandidates& candidates,
    const ShipmentTariff& tariff,
    std::span<const PlannedUnits> planned,
    Shipment& shipment
) {
    const PlanProblem& problem = candidates.costs();
    const std::uint32_t place = planned.front().node;
    shipment.handling = problem.fixed_cost[place] - candidates.penalty_in_costs(place);
    ShipmentLoad load;
    for (const PlannedUnits& each : planned) {
        load = load + tariff.unit_load(each.line) * each.units;
        shipment.handling +=
            problem.line_cost[place] + problem.unit_cost_of(place, each.line) * each.units;
    }
    shipment.transport = tariff.rate_of(place, load);
    const std::uint32_t column = problem.tariff_column[place];
    shipment.parcels = 1;
    shipment.load = candidates.nodes()[place].load;
    const Candidate& candidate = candidates.nodes()[place];
    const ServiceChoices& services = candidates.services();
    if (candidate.services.count == 0) {
        shipment.lateness = candidate.collection.extra;
        shipment.handling -= shipment.lateness;
    }
    if (candidate.courier != nullptr)
        shipment.dates = services.courier_dates(candidate.node, candidate.courier->cutoff_minute);
    if (candidate.is_collected) {
        shipment.parcels = 0;
        shipment.dates =
            services.collection_dates(candidate.node, candidate.collection.leaves_from);
    }
    if (candidate.services.count > 0) {
        const auto billed = [&](std::uint32_t dim_cm3_per_kg) {
            return tariff.grams_by_divisor(dim_cm3_per_kg, load);
        };
        return price_by_service(candidates, planned, billed, shipment);
    }
    if (column == PlanProblem::kNoTariff) return;
    const std::int64_t grams = tariff.billed_grams(column, load);
    shipment.billed_g = static_cast<std::uint64_t>(grams);
    shipment.parcels = parcels_of(problem, column, grams);
}

/// What comes on top of what there was. Together goods may go by a service that bills fewer grams,
/// in fewer parcels, than by which some of them were to go: then that is nothing.
template <typename Figure>
void take_off(Figure& figure, Figure before) {
    figure -= std::min(figure, before);
}

/// What the plan of an order costs that has shipments already, and what of it they cost before.
class PlanPricer {
  public:
    explicit PlanPricer(const OrderCandidates& candidates)
        : candidates_(candidates), split_penalty_(candidates.costs().split_penalty) {
        tariff_.reset(candidates.costs(), weight_lcd_of(candidates.costs()));
    }

    /// The units of one node, in the order of lines. Nothing if the plan adds nothing to what is
    /// there; what there is comes off the shipment's figures.
    std::optional<Shipment> price(std::span<const PlannedUnits> planned) {
        ++nodes_;
        const bool joins = candidates_.is_shipment(planned.back().line);
        Shipment before;
        if (joins) price_shipment(candidates_, tariff_, planned.last(1), before);
        before_ +=
            before.transport + before.handling + before.lateness + before.carbon + before.load;
        const Micros penalty = candidates_.penalty_in_costs(planned.front().node);
        (joins ? before_ : penalties_) += penalty;
        if (joins && planned.size() == 1) return std::nullopt;
        Shipment shipment;
        price_shipment(candidates_, tariff_, planned, shipment);
        shipment.transport -= before.transport;
        shipment.handling -= before.handling;
        shipment.lateness -= before.lateness;
        take_off(shipment.carbon_g, before.carbon_g);
        shipment.carbon -= before.carbon;
        shipment.load -= before.load;
        take_off(shipment.parcels, before.parcels);
        take_off(shipment.billed_g, before.billed_g);
        return shipment;
    }

    Micros split() const {
        const std::size_t before = candidates_.joinable() + candidates_.closed();
        const std::size_t after = nodes_ + candidates_.closed();
        return split_penalty_ * static_cast<Micros>(after - std::max<std::size_t>(before, 1));
    }

    /// Of its new shipments, as far as the plan's cost contains them.
    Micros penalties() const { return penalties_; }

    /// What the plan's cost contains that is not of this plan.
    Micros before() const {
        return before_ + split_penalty_ * static_cast<Micros>(nodes_ - 1) - split();
    }

  private:
    const OrderCandidates& candidates_;
    const Micros split_penalty_;
    ShipmentTariff tariff_;
    std::size_t nodes_ = 0;
    Micros before_ = 0;
    Micros penalties_ = 0;
};

/// What the profile prices, as it is before its weights.
void add_weighed_terms(const OrderCandidates& candidates, const Plan& plan, CostTerms& cost) {
    const Profile& profile = *candidates.profile();
    const WeighedOrder order = candidates.weighed();
    const PlanProblem& problem = candidates.costs();
    std::vector<std::int64_t> left = problem.quantity;
    for (std::size_t at = 0; at < plan.shipments.size(); ++at) {
        const PlannedUnits& planned = plan.shipments[at];
        left[planned.line] -= planned.units;
        const bool is_last_of_node =
            at + 1 == plan.shipments.size() || plan.shipments[at + 1].node != planned.node;
        // What a shipment was chosen by that was there has been told.
        if (is_last_of_node && !candidates.is_shipment(planned.line)) {
            const WeighedNode& node = order.nodes[planned.node];
            cost.preference += profile.per_priority * node.priority + node.penalty;
        }
        if (order.scarcity.empty()) continue;
        const std::size_t pair = planned.node * problem.line_count + planned.line;
        cost.scarcity += order.scarcity[pair] * planned.units;
    }
    for (std::size_t line = 0; candidates.prices_shortage() && line < left.size(); ++line)
        cost.shortage += order.shortage[line] * left[line];
}

/// Why the line's units are missing, the most basic reason first. is_priced: leaving out what could
/// be shipped has a price.
UnfilledReason reason_of(
    const PlanLine& line, const OrderCandidates& order, bool is_priced, bool could_fill
) {
    if (!line.is_known) return UnfilledReason::unknown_item;
    if (line.ats_anywhere == 0)
        return line.is_stopped ? UnfilledReason::sale_stopped : UnfilledReason::no_stock;
    if (line.ats_allowed == 0) {
        return line.ats_ruled_out > 0 ? UnfilledReason::excluded_by_rule
                                      : UnfilledReason::no_allowed_node;
    }
    if (line.ats_reachable == 0) {
        if (line.ats_late > 0) return UnfilledReason::too_late;
        return line.ats_full > 0 ? UnfilledReason::no_capacity : UnfilledReason::no_lane;
    }
    if (line.ats_reachable < line.item_quantity || line.is_crowded) {
        if (line.ats_late > 0 && line.ats_reachable + line.ats_late >= line.item_quantity)
            return UnfilledReason::too_late;
        const Units in_reach = line.ats_reachable + line.ats_full + line.ats_late;
        if (line.ats_full > 0 && in_reach >= line.item_quantity) return UnfilledReason::no_capacity;
        const Units with_ruled_out = in_reach + line.ats_ruled_out;
        if (line.ats_ruled_out > 0 && with_ruled_out >= line.item_quantity)
            return UnfilledReason::excluded_by_rule;
        return line.ats_no_lane > 0 && with_ruled_out + line.ats_no_lane >= line.item_quantity
                   ? UnfilledReason::no_lane
                   : UnfilledReason::not_enough_stock;
    }
    if (order.splitting() == LineSplit::whole_lines && line.ats_single_max < line.quantity) {
        if (line.late_single_max >= line.quantity) return UnfilledReason::too_late;
        if (line.full_single_max >= line.quantity) return UnfilledReason::no_capacity;
        if (line.ruled_out_single_max >= line.quantity) return UnfilledReason::excluded_by_rule;
        return line.no_lane_single_max >= line.quantity ? UnfilledReason::no_lane
                                                        : UnfilledReason::no_whole_node;
    }
    // Of a line that does not split more may have to leave from where some of it does.
    if (!order.problem().line_nodes_max.empty() && line.ats_of_nodes < line.quantity) {
        return order.nodes_per_line_max() ? UnfilledReason::line_node_limit
                                          : UnfilledReason::no_whole_node;
    }
    if (is_priced) return UnfilledReason::not_worth_it;
    if (could_fill) return UnfilledReason::other_line_unfilled;
    if (line.is_squeezed && !order.shipments_max()) return UnfilledReason::no_capacity;
    // Another line of the item has the units that one node had for this one.
    if (order.shipments_max()) return UnfilledReason::shipment_limit;
    if (line.has_rivals) return UnfilledReason::no_whole_node;
    return order.nodes_per_line_max() ? UnfilledReason::line_node_limit
                                      : UnfilledReason::shipment_limit;
}

/// Why a line is missing that travels together with others. reason: of all of them together.
UnfilledReason reason_in_set(
    const OrderCandidates& candidates,
    const OrderRow& row,
    const PlanLine& line,
    UnfilledReason reason
) {
    if (const auto missing = candidates.missing_item(row.sku)) return *missing;
    if (line.ats_anywhere > 0) return reason;
    const auto is_missing = [&](const KitPart& part) {
        return candidates.missing_item(part.sku).has_value();
    };
    return std::ranges::any_of(candidates.rows().parts_of_set(row.set), is_missing)
               ? UnfilledReason::other_line_unfilled
               : UnfilledReason::no_whole_node;
}

void explain_unfilled(
    const OrderCandidates& candidates,
    const LineFiller& filler,
    const SourceRequest& request,
    SourceReply& reply
) {
    if (filler.is_all_filled()) return;
    const bool is_priced = candidates.prices_shortage();
    // If every line could be filled alone, only the number of shipments can be in the way.
    const auto is_blocked = [&](const PlanLine& line) {
        return reason_of(line, candidates, is_priced, true) != UnfilledReason::other_line_unfilled;
    };
    const auto lines = candidates.lines();
    const bool some_blocked = std::any_of(lines.begin(), lines.end(), is_blocked) &&
                              candidates.filling() == Filling::all_or_nothing;
    const auto& rows = candidates.rows().rows;
    for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
        end = begin + candidates.rows().line_at(begin).size();
        UnfilledLine unfilled{.line = request.lines[rows[begin].asked].line, .ats = kUnitsMax};
        for (std::size_t index = begin; index < end; ++index) {
            const Units per_kit = rows[index].per_kit;
            const PlanLine& line = lines[candidates.plan_line(index)];
            const Units missing = (filler.left(index) + per_kit - 1) / per_kit;
            UnfilledReason reason = reason_of(line, candidates, is_priced, some_blocked);
            if (line.set != 0) reason = reason_in_set(candidates, rows[index], line, reason);
            const Units reachable =
                line.set != 0 ? candidates.reachable_of_item(rows[index].sku) : line.ats_reachable;
            unfilled.ats = std::min(unfilled.ats, reachable / per_kit);
            // Of a kit, the first part that is in the way says why.
            if (unfilled.quantity == 0 || unfilled.reason == UnfilledReason::other_line_unfilled)
                unfilled.reason = reason;
            unfilled.quantity = std::max(unfilled.quantity, missing);
        }
        if (unfilled.quantity > 0) reply.unfilled.push_back(unfilled);
    }
}

/// Names the rule by which nothing is shipped of an order that may be filled in part by itself.
void tell_complete_rule(
    const OrderCandidates& candidates, const SourceRequest& request, std::string& detail
) {
    const SourcingRule* rule = candidates.ruling().shipping_complete();
    if (rule == nullptr || request.filling != Filling::partial ||
        candidates.filling() == Filling::partial)
        return;
    // Without it nothing of the order might be shipped, either.
    const auto is_there = [](const PlanLine& line) { return line.ats_reachable > 0; };
    if (!std::ranges::any_of(candidates.lines(), is_there)) return;
    detail = "by sourcing rule '" + rule->name + "' the order ships complete, or nothing of it";
}

}  // namespace

void answer_plan(
    const OrderCandidates& candidates,
    const Plan& plan,
    std::span<const Units> granted,
    const SourceRequest& request,
    SourceReply& reply
) {
    reply.shipments.clear();
    reply.unfilled.clear();
    reply.cost = {};
    reply.objective = 0;
    reply.lower_bound = 0;
    reply.lsn = candidates.lsn();
    LineFiller filler(candidates, plan, granted, request);
    if (plan.has_plan() && !plan.shipments.empty()) {
        PlanPricer pricer(candidates);
        const std::span<const PlannedUnits> planned = plan.shipments;
        for (std::size_t begin = 0, end = 0; begin < planned.size(); begin = end) {
            while (end < planned.size() && planned[end].node == planned[begin].node)
                ++end;
            auto priced = pricer.price(planned.subspan(begin, end - begin));
            if (!priced) continue;
            Shipment& shipment = reply.shipments.emplace_back(*std::move(priced));
            shipment.node = candidates.nodes()[planned[begin].node].node;
            shipment.zone = candidates.nodes()[planned[begin].node].zone;
            for (std::size_t at = begin; at < end; ++at) {
                if (!candidates.is_shipment(planned[at].line)) filler.fill(planned[at], shipment);
            }
            reply.cost.transport += shipment.transport;
            reply.cost.handling += shipment.handling;
            reply.cost.lateness += shipment.lateness;
            reply.cost.carbon += shipment.carbon;
            reply.cost.load += shipment.load;
        }
        reply.cost.split = pricer.split();
        reply.cost.preference = pricer.penalties();
        reply.objective = plan.cost;
        const bool is_bound = candidates.knows_all_costs();
        if (is_bound) reply.lower_bound = plan.lower_bound;
        if (candidates.profile() != nullptr) {
            add_weighed_terms(candidates, plan, reply.cost);
        } else {
            reply.objective -= pricer.before();
            if (is_bound) reply.lower_bound -= pricer.before();
            EARMARK_CHECK(reply.cost.total() == reply.objective || !is_bound);
            reply.objective = reply.cost.total();
        }
    }
    reply.proven_optimal = plan.status == PlanStatus::optimal && candidates.knows_all_costs();
    explain_unfilled(candidates, filler, request, reply);
    reply.outcome = reply.shipments.empty() ? Outcome::cannot_source : Outcome::done;
    if (plan.status == PlanStatus::undecided) {
        reply.detail = "the search ended before it found a plan, or that there is none";
    } else if (reply.outcome == Outcome::cannot_source) {
        tell_complete_rule(candidates, request, reply.detail);
    }
}

}  // namespace earmark
