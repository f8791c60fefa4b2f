// Questions about a plan, answered.
#include "engine/planning/plan_question.h"

#include "engine/assortment/assortment_change.h"
#include "engine/base/check.h"
#include "engine/base/decimal.h"
#include "engine/base/wide.h"
#include "engine/capacity/capacity_step.h"
#include "engine/engine.h"
#include "engine/kit_planner.h"
#include "engine/order_solver.h"
#include "engine/planning/line_days.h"
#include "engine/planning/node_fates.h"
#include "engine/planning/node_pricer.h"
#include "engine/planning/order_check.h"
#include "engine/planning/supposed_network.h"
#include "engine/planning/supposed_stock.h"
#include "engine/source_answer.h"

#include <algorithm>
#include <bit>
#include <utility>
#include <vector>

namespace earmark {

namespace {

PlanWork& question_work() {
    static thread_local PlanWork kept;
    return kept;
}

Outcome too_many_rows(std::string_view what, std::size_t rows, std::string& detail) {
    detail = found_expected(
        what, std::to_string(rows) + " rows", "at most " + std::to_string(kPlanIfRowsMax)
    );
    return Outcome::bad_value;
}

bool is_kit_of(const EngineState& state, SkuId sku, const ItemSlot& slot) {
    bool is_one = false;
    state.items.read_positions(sku, slot, [&](const ItemStock& stock) { is_one = is_kit(stock); });
    return is_one;
}

Outcome check_stock(
    const EngineState& state,
    const ReferenceData& reference,
    const PlanQuestion& question,
    std::string& detail
) {
    for (const StockIf& row : question.stock) {
        const ItemSlot* slot = state.items.find_slot(row.sku);
        if (slot == nullptr) {
            detail = found_expected(
                "stock", "item handle " + std::to_string(row.sku.value()), "a known item"
            );
            return Outcome::bad_value;
        }
        const std::string item = "item '" + std::string(state.items.name(row.sku)) + "'";
        if (is_kit_of(state, row.sku, *slot)) {
            detail = found_expected("stock", item + ", a kit", "its parts: it has none of its own");
            return Outcome::bad_value;
        }
        const Node* node = reference.nodes->find(row.node);
        if (node == nullptr) {
            detail = "node handle " + std::to_string(row.node.value());
            return Outcome::unknown_node;
        }
        const bool is_known = row.change == StockIfChange::set || row.change == StockIfChange::add;
        const Units least = row.change == StockIfChange::add ? -kUnitsMax : 0;
        if (is_known && row.units >= least && row.units <= kUnitsMax) continue;
        const std::uint8_t scale = state.items.facts(row.sku).scale;
        detail = found_expected(
            "stock of " + item + " at node '" + node->key + "'",
            format_decimal(row.units, scale),
            (row.change == StockIfChange::add ? "a change of at most " : "0 to ") +
                format_decimal(kUnitsMax, scale)
        );
        return Outcome::bad_value;
    }
    return Outcome::done;
}

Outcome check_taken(
    const ReferenceData& reference, std::span<const CapacityLoad> taken, std::string& detail
) {
    constexpr unsigned kMethods = 1U << kCapacityMethods;
    for (const CapacityLoad& load : taken) {
        if (reference.nodes->find(load.node) == nullptr) {
            detail = "taken: node handle " + std::to_string(load.node.value());
            return Outcome::unknown_node;
        }
        if (!std::has_single_bit(load.method) || load.method >= kMethods) {
            const std::string found = "method " + std::to_string(load.method);
            detail = found_expected("taken", found, "one of 1, 2, 4 and 8");
            return Outcome::bad_value;
        }
        const auto wrong = std::ranges::find_if(load.figures, [](Units figure) {
            return figure < 0 || figure > kUnitsMax;
        });
        if (wrong == load.figures.end()) continue;
        detail = found_expected(
            "taken", std::to_string(*wrong), "figures from 0 to " + std::to_string(kUnitsMax)
        );
        return Outcome::bad_value;
    }
    return Outcome::done;
}

Outcome check_question(
    const EngineState& state,
    const ReferenceData& reference,
    const PlanQuestion& question,
    std::string& detail
) {
    if (question.order.mode != SourceMode::quote) {
        detail = found_expected("mode", "reserve", "quote: a question holds nothing");
        return Outcome::bad_value;
    }
    if (question.stock.size() > kPlanIfRowsMax)
        return too_many_rows("stock", question.stock.size(), detail);
    if (question.nodes.size() > kPlanIfRowsMax)
        return too_many_rows("nodes", question.nodes.size(), detail);
    if (question.rules.size() > kSourcingRulesMax)
        return too_many_rows("rules", question.rules.size(), detail);
    if (question.taken.size() > kPlanIfRowsMax)
        return too_many_rows("taken", question.taken.size(), detail);
    const Outcome bad = check_taken(reference, question.taken, detail);
    return bad == Outcome::done ? check_stock(state, reference, question, detail) : bad;
}

/// Plans the order, as source() does; the problem as it was before is kept if it is to be priced.
void make_supposed_plan(
    const EngineState& state,
    const ReferenceData& reference,
    const SourceRequest& request,
    Time now,
    PlanProblem* before,
    SourceReply& reply
) {
    PlanWork& work = question_work();
    if (!take_apart(state.items, request, work.rows, reply)) return;
    work.candidates.look(state, reference, request, work.rows, now);
    work.granted.clear();
    if (const Status weighed = work.candidates.weigh(state, reference); !weighed) {
        reply.outcome = Outcome::bad_value;
        reply.detail = weighed.error().detail;
        return;
    }
    if (before != nullptr) *before = work.candidates.problem();
    if (work.rows.has_bundles()) {
        reply.outcome = plan_kits(
            work.candidates,
            request,
            work.solver,
            kPlanStepsDefault,
            work.plan,
            work.granted,
            reply.detail
        );
        if (reply.outcome != Outcome::done) return;
    } else if (const Status solved =
                   OrderSolver(work.candidates, work.solver, kPlanStepsDefault).solve(work.plan);
               !solved) {
        reply.outcome = Outcome::bad_value;
        reply.detail = solved.error().detail;
        return;
    }
    answer_plan(work.candidates, work.plan, work.granted, request, reply);
}

/// What the plan takes of its nodes' days, as it would if it were held.
void tell_taken(
    const ReferenceData& reference, const SourceRequest& request, Time now, PlanAnswer& answer
) {
    if (reference.capacity == nullptr || answer.plan.outcome != Outcome::done) return;
    std::vector<Leaving> leaving;
    add_leaving(reference.capacity.get(), answer.plan.shipments, request.method, now, leaving);
    std::vector<CapacityLine> lines;
    for (const Shipment& shipment : answer.plan.shipments) {
        for (const ShipmentLine& line : shipment.lines)
            lines.push_back({line.line, shipment.node, line.quantity});
    }
    find_loads(leaving, lines, answer.taken);
}

/// Rounded down first; what is left goes to those that lost most by it, the first of equals.
void round_shares(Micros total, std::vector<CostShare>& shares) {
    constexpr std::uint32_t kWhole = 10'000;
    if (total <= 0) return;
    std::vector<std::pair<Micros, CostShare*>> lost;
    std::uint32_t left = kWhole;
    for (CostShare& share : shares) {
        const Wide parts = static_cast<Wide>(share.amount) * kWhole;
        share.hundredths_of_percent = static_cast<std::uint32_t>(parts / total);
        left -= share.hundredths_of_percent;
        lost.emplace_back(static_cast<Micros>(parts % total), &share);
    }
    EARMARK_CHECK(left < lost.size());
    std::ranges::sort(lost, [](const auto& one, const auto& other) {
        return one.first != other.first ? one.first > other.first : one.second < other.second;
    });
    for (std::uint32_t index = 0; index < left; ++index)
        lost[index].second->hundredths_of_percent += 1;
}

void share_costs(const CostTerms& cost, std::vector<CostShare>& shares) {
    const auto add = [&](std::string_view term, Micros amount) {
        shares.push_back({std::string(term), amount});
    };
    add("transport", cost.transport);
    add("handling", cost.handling);
    add("split", cost.split);
    add("lateness", cost.lateness);
    add("preference", cost.preference);
    add("scarcity", cost.scarcity);
    add("shortage", cost.shortage);
    add("carbon", cost.carbon);
    add("load", cost.load);
    round_shares(cost.total(), shares);
}

/// Of the order's rows of a line, of which there are some for a kit: what is short of it, in its
/// own units.
ExplainedLine lack_of(
    const OrderCandidates& candidates, std::span<const OrderRow> rows, std::size_t begin
) {
    ExplainedLine lack;
    for (std::size_t index = 0; index < rows.size(); ++index) {
        const PlanLine& line = candidates.lines()[candidates.plan_line(begin + index)];
        const auto raise = [&](Units& most, Units ats) {
            // Of lines that travel together there is all or nothing.
            const Units all = line.set != 0 && ats == 0 ? rows[index].quantity : 0;
            const Units parts = line.set != 0 ? all : std::max<Units>(line.item_quantity - ats, 0);
            const Units per_kit = rows[index].per_kit;
            most = std::max(most, (parts + per_kit - 1) / per_kit);
        };
        raise(lack.short_anywhere, line.ats_anywhere);
        raise(lack.short_allowed, line.ats_allowed);
        raise(lack.short_reachable, line.ats_reachable);
    }
    return lack;
}

void explain_lines(
    const OrderCandidates& candidates,
    const SourceRequest& request,
    LineDays& days,
    PlanAnswer& answer
) {
    const auto& rows = candidates.rows().rows;
    for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
        const auto of_line = candidates.rows().line_at(begin);
        end = begin + of_line.size();
        const OrderLine& asked = request.lines[rows[begin].asked];
        const auto& unfilled = answer.plan.unfilled;
        if (std::ranges::find(unfilled, asked.line, &UnfilledLine::line) == unfilled.end())
            continue;
        ExplainedLine& told = answer.lines.emplace_back(lack_of(candidates, of_line, begin));
        told.line = asked.line;
        told.earliest = days.first(begin, LineDays::Of::delivery);
    }
}

/// The rules that limit the order further than it does itself.
std::vector<ExplainedLimit> limits_of(
    const OrderCandidates& candidates, const SourceRequest& request
) {
    std::vector<ExplainedLimit> limits;
    const SourcingRule* fewest = candidates.ruling().fewest_shipments();
    if (fewest != nullptr &&
        (!request.shipments_max || fewest->shipments_most < *request.shipments_max))
        limits.push_back({fewest->name, fewest->effect, fewest->shipments_most});
    const bool may_split = request.splitting == LineSplit::may_split;
    const SourcingRule* whole = candidates.ruling().keeping_whole();
    if (whole != nullptr && may_split) limits.push_back({whole->name, whole->effect});
    const SourcingRule* nodes = candidates.ruling().fewest_nodes_per_line();
    if (nodes != nullptr && may_split &&
        (!request.nodes_per_line_max || nodes->nodes_per_line_most < *request.nodes_per_line_max)) {
        limits.push_back(
            {.rule = nodes->name,
             .effect = nodes->effect,
             .nodes_per_line_most = nodes->nodes_per_line_most}
        );
    }
    const SourcingRule* complete = candidates.ruling().shipping_complete();
    if (complete != nullptr && request.filling == Filling::partial)
        limits.push_back({complete->name, complete->effect});
    return limits;
}

Units units_left_out(const SourceReply& plan) {
    Units units = 0;
    for (const UnfilledLine& line : plan.unfilled)
        units += line.quantity;
    return units;
}

/// Plans the order anew without each rule that limits it.
void explain_limits(
    const EngineState& state,
    const ReferenceData& reference,
    const SourceRequest& request,
    Time now,
    PlanAnswer& answer
) {
    OrderCandidates& candidates = question_work().candidates;
    answer.limits = limits_of(candidates, request);
    for (ExplainedLimit& limit : answer.limits) {
        const SourceReply& plan = answer.plan;
        SourceReply other;
        candidates.lift(limit.effect);
        make_supposed_plan(state, reference, request, now, nullptr, other);
        candidates.lift(std::nullopt);
        limit.is_proven = plan.proven_optimal && other.proven_optimal;
        limit.more_unfilled = units_left_out(plan) - units_left_out(other);
        if (plan.outcome == Outcome::done && other.outcome == Outcome::done) {
            limit.more_objective = plan.objective - other.objective;
            if (limit.more_unfilled == 0) limit.more = plan.cost.total() - other.cost.total();
        }
        limit.binds = limit.more_objective > 0 || limit.more_unfilled > 0;
    }
}

}  // namespace

void Engine::ask_plan(const PlanQuestion& question, const CallContext& context, PlanAnswer& answer)
    const {
    answer = {};
    answer.today = today();
    SourceReply& plan = answer.plan;
    // A copy: what is asked below may look at a newer version.
    ReferenceData reference = state_->reference.current();
    SourceRequest request = question.order;
    plan.outcome = check_question(*state_, reference, question, plan.detail);
    if (plan.outcome == Outcome::done) {
        plan.outcome =
            suppose(*state_, question, context.now, reference, request.profile, plan.detail);
    }
    if (plan.outcome == Outcome::done)
        plan.outcome = check_order(*state_, reference, request, context, plan.detail);
    if (plan.outcome != Outcome::done) return;
    PlanWork& work = question_work();
    const SupposedStock stock(question.stock);
    work.candidates.suppose(stock.empty() ? nullptr : &stock);
    std::vector<CapacityLoad> taken(question.taken.begin(), question.taken.end());
    std::ranges::sort(taken, {}, [](const CapacityLoad& load) {
        return std::pair(load.node, load.day);
    });
    work.candidates.suppose_taken(taken);
    PlanProblem before;
    make_supposed_plan(
        *state_, reference, request, context.now, question.explain ? &before : nullptr, plan
    );
    tell_taken(reference, request, context.now, answer);
    const bool is_planned = plan.outcome == Outcome::done || plan.outcome == Outcome::cannot_source;
    if (question.explain && is_planned) {
        share_costs(plan.cost, answer.shares);
        LineDays days(
            *this,
            *state_,
            reference,
            request,
            work.candidates,
            stock.empty() ? nullptr : &stock,
            context.now
        );
        explain_lines(work.candidates, request, days, answer);
        tell_fates(*state_, reference, request, work.candidates, context.now, plan, answer.nodes);
        NodePricer(work, request, before, plan).price(answer.nodes);
        explain_limits(*state_, reference, request, context.now, answer);
    }
    work.candidates.suppose(nullptr);
    work.candidates.suppose_taken({});
}

}  // namespace earmark
