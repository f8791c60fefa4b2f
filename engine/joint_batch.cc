#include "engine/joint_batch.h"

#include "engine/backorders/taken_backorders.h"
#include "engine/joint/joint_planner.h"
#include "engine/network_holds.h"
#include "engine/planning/order_check.h"
#include "engine/planning/supposed_stock.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <tuple>
#include <utility>

namespace earmark {

namespace {

/// Of an order that is planned with others, whose costs are added up: 100 million units of money.
constexpr Micros kOrderCostMax = Micros{100'000'000} * 1'000'000;

}  // namespace

SourceRequest JointBatch::order_at(std::size_t index) const {
    SourceRequest order = request_.orders[index];
    order.mode = request_.mode;
    return order;
}

CallContext JointBatch::context_now() const {
    CallContext now = context_;
    if (watch_.now) now.now = watch_.now();
    return now;
}

void JointBatch::tell(JointPhase phase) {
    progress_.phase = phase;
    progress_.held = reply_.held;
    if (watch_.on_progress) watch_.on_progress(progress_);
}

void JointBatch::refuse(std::size_t index, Outcome outcome, std::string detail) {
    JointOrderAnswer& answer = reply_.answers[index];
    answer.outcome = outcome;
    reply_.refusals.push_back({static_cast<std::uint32_t>(index), std::move(detail)});
}

void JointBatch::look() {
    reply_.answers.resize(request_.orders.size());
    unlimited_ = state_.reference.current();
    unlimited_.capacity = nullptr;
    for (std::size_t index = 0; index < request_.orders.size(); ++index) {
        reply_.backorders += request_.orders[index].backorders.size();
        look_at(index);
    }
    waiting_.node_count = state_.reference.current().nodes->nodes.size() + 1;
    // A node that came while the orders were looked at.
    for (const WaitingOrder& order : waiting_.orders) {
        for (const std::uint32_t node : order.node)
            waiting_.node_count = std::max<std::size_t>(waiting_.node_count, node + 1U);
    }
    reply_.planned.orders = planned_.size();
    reply_.alone = alone_.size();
}

/// Whether the order is to be planned: neither known nor twice in the batch.
bool JointBatch::is_first_of_its_id(const SourceRequest& order) {
    if (request_.mode == SourceMode::quote) return true;
    return ids_.insert(order.id).second && !is_known(order.id);
}

bool JointBatch::is_known(std::string_view id) const {
    if (request_.mode == SourceMode::quote) return false;
    ReservationLock stripe(state_.reservations, id);
    return stripe->find(id) != nullptr;
}

bool JointBatch::has_networks_of(const ReferenceData& reference, SkuId sku) {
    const auto [known, is_new] = has_networks_.try_emplace(sku.value(), false);
    const ItemSlot* slot = is_new ? state_.items.find_slot(sku) : nullptr;
    if (slot == nullptr) return known->second;
    bool has = false;
    state_.items.read_positions(sku, *slot, [&](const ItemStock& stock) {
        has = has_networks(state_.items, sku, stock, reference);
    });
    return known->second = has;
}

/// What the order costs from where, apart from limits of days, if these can be shared out.
Status JointBatch::look_at_stock(const SourceRequest& order) {
    const std::shared_ptr<const CapacityTable> limits = state_.reference.current().capacity;
    departures_.clear();
    candidates_.look(state_, unlimited_, order, rows_, context_.now);
    Status weighed = candidates_.weigh(state_, unlimited_);
    const std::uint8_t method = asking_of(order).method;
    if (!weighed || limits == nullptr) return weighed;
    // What a full day costs changes with every order that is held.
    const bool can_share = candidates_.load_most() == 0;
    if (can_share && days_.find(state_, *limits, method, candidates_, waiting_, departures_))
        return weighed;
    departures_.clear();
    const ReferenceData& reference = state_.reference.current();
    candidates_.look(state_, reference, order, rows_, context_.now);
    return candidates_.weigh(state_, reference);
}

/// What the days of the order's shipments cost besides at most, or a little above kOrderCostMax.
Micros JointBatch::most_extra() const {
    const PlanProblem& problem = candidates_.problem();
    double dearest = 0;
    const auto see = [&](std::uint32_t departures) {
        if (departures == WaitingOrder::kAnyDay) return;
        const std::int64_t last = waiting_.departures[departures].back().extra;
        dearest = std::max(dearest, static_cast<double>(last));
    };
    std::ranges::for_each(departures_, see);
    std::ranges::for_each(candidates_.choice_departures(), see);
    const std::size_t shipments = std::min(problem.node_count, problem.shipments_max);
    return static_cast<Micros>(
        std::min(dearest * static_cast<double>(shipments), 2.0 * static_cast<double>(kOrderCostMax))
    );
}

/// Whether the order, which is taken apart, can be planned with others.
bool JointBatch::can_share(const SourceRequest& order) {
    const ReferenceData& reference = state_.reference.current();
    const Profile* profile = reference.profiles->find(order.profile);
    if (profile != nullptr && profile->kind != ProfileKind::weighted) return false;
    if (rows_.has_kits_apart() || (rows_.has_bundles() && !order.backorders.empty())) return false;
    const auto is_of_groups = [&](SkuId sku) { return has_networks_of(reference, sku); };
    return std::ranges::none_of(rows_.rows, is_of_groups, &OrderRow::sku) &&
           std::ranges::none_of(rows_.parts, is_of_groups, &KitPart::sku);
}

void JointBatch::look_at(std::size_t index) {
    const SourceRequest order = order_at(index);
    JointOrderAnswer& answer = reply_.answers[index];
    answer.standing = JointStanding::refused;
    std::string detail;
    const Outcome outcome =
        check_order(state_, state_.reference.current(), order, context_, detail);
    if (outcome != Outcome::done) return refuse(index, outcome, std::move(detail));
    answer.standing = JointStanding::alone;
    SourceReply apart;
    // One that is known is answered as it was, whatever became of its backorders.
    bool is_first = is_first_of_its_id(order);
    if (const Outcome bad = is_first ? check_waiting(state_, order, detail) : Outcome::done;
        bad != Outcome::done) {
        is_first = !is_known(order.id);  // It may have become so, and have taken them.
        if (is_first) {
            answer.standing = JointStanding::refused;
            return refuse(index, bad, std::move(detail));
        }
    }
    const bool is_known_whole = is_first && take_apart(state_.items, order, rows_, apart);
    if (!is_known_whole || !can_share(order)) {
        alone_.push_back(static_cast<std::uint32_t>(index));
        return;
    }
    const Status weighed = look_at_stock(order);
    const auto bounds = check_problem(candidates_.problem());
    const bool is_priced = weighed && candidates_.knows_all_costs() && bounds &&
                           bounds->cost_max + most_extra() <= kOrderCostMax &&
                           most_shortage(order) <= kOrderCostMax;
    const PlanProblem& problem = candidates_.problem();
    if (!is_priced || problem.limits_units() || problem.limits_rows()) {
        alone_.push_back(static_cast<std::uint32_t>(index));
        return;
    }
    answer.standing = JointStanding::planned;
    add_waiting(index, order);
}

/// An item's number in the batch.
std::uint32_t JointBatch::number_of(SkuId sku) {
    const auto [item, is_new] =
        item_of_.try_emplace(sku.value(), static_cast<std::uint32_t>(skus_.size()));
    if (is_new) skus_.push_back(sku);
    return item->second;
}

/// Of kits and lines that travel together.
void JointBatch::add_parts(WaitingOrder& waiting) {
    if (!rows_.has_bundles()) return;
    PlanProblem& problem = waiting.problem;
    problem.room_per_unit.assign(problem.line_count, 1);
    problem.counts_as.assign(problem.line_count, 1);
    for (std::uint32_t line = 0; line < problem.line_count; ++line) {
        const PlanLine& of = candidates_.lines()[line];
        problem.room_per_unit[line] = item_units(of);
        problem.counts_as[line] = of.counts_as;
        for (const KitPart& each : of.parts) {
            WaitingPart& part = waiting.parts.emplace_back();
            part.line = line;
            part.item = number_of(each.sku);
            part.units = each.quantity;
            candidates_.stock_of_item(each.sku, part.stock);
        }
    }
}

void JointBatch::add_waiting(std::size_t index, const SourceRequest& order) {
    planned_.push_back(static_cast<std::uint32_t>(index));
    WaitingOrder& waiting = waiting_.orders.emplace_back();
    waiting.problem = candidates_.problem();
    waiting.node.reserve(candidates_.nodes().size());
    for (const Candidate& candidate : candidates_.nodes())
        waiting.node.push_back(candidate.node.value());
    waiting.item.reserve(candidates_.lines().size());
    for (const PlanLine& line : candidates_.lines())
        waiting.item.push_back(line.parts.empty() ? number_of(line.sku) : 0);
    add_parts(waiting);
    waiting.departures = departures_;
    const auto by_choice = candidates_.choice_departures();
    const auto is_shared = [](std::uint32_t each) { return each != WaitingOrder::kAnyDay; };
    if (std::ranges::any_of(by_choice, is_shared))
        waiting.choice_departures.assign(by_choice.begin(), by_choice.end());
    for (const PlanLine& line : candidates_.lines())
        waiting.rows.push_back(line.rows);
    for (const UnitsOfOrder& own : only_for(state_, order))
        waiting.own.push_back({own.node.value(), item_of_.at(own.sku.value()), own.units});
    price_shortage(order, waiting);
}

/// Of one unit of measure, as the batch says.
Micros JointBatch::shortage_price(SkuId sku) const {
    const Micros value = state_.items.facts(sku).value_micros;
    return std::min(kShortPriceMax, request_.short_price) +
           std::min(kShortPriceMax, value / 100 * request_.short_value_percent);
}

/// Of one smallest unit; rounded up.
Micros JointBatch::unit_shortage_price(SkuId sku) const {
    std::int64_t units = 1;
    for (std::uint8_t scale = state_.items.facts(sku).scale; scale > 0; --scale)
        units *= 10;
    return per_smallest_unit(shortage_price(sku), units);
}

/// Of all of the order, about; what is far above kOrderCostMax is told as a little above it.
Micros JointBatch::most_shortage(const SourceRequest& order) const {
    double sum = 0;
    for (const OrderLine& line : order.lines) {
        if (state_.items.find_slot(line.sku) == nullptr) continue;
        sum += static_cast<double>(shortage_price(line.sku)) * static_cast<double>(line.quantity) /
               std::pow(10.0, state_.items.facts(line.sku).scale);
    }
    return static_cast<Micros>(std::min(sum, 2.0 * static_cast<double>(kOrderCostMax)));
}

/// As its profile says, or else as the batch does.
void JointBatch::price_shortage(const SourceRequest& order, WaitingOrder& waiting) const {
    PlanProblem& problem = waiting.problem;
    if (problem.allow_partial && !problem.short_cost.empty()) return;
    waiting.fills_most = order.filling == Filling::partial;
    problem.short_cost.assign(problem.line_count, 0);
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        const PlanLine& of = candidates_.lines()[line];
        if (!of.is_known) continue;
        if (of.set == 0) problem.short_cost[line] = unit_shortage_price(of.sku);
        for (const KitPart& part : of.parts) {
            if (of.set == 0) break;
            problem.short_cost[line] += part.quantity * unit_shortage_price(part.sku);
        }
    }
}

Status JointBatch::plan() {
    JointOptions options;
    options.threads = std::max<std::uint32_t>(1, request_.threads);
    options.time_spent = watch_.time_spent;
    options.on_progress = [this](const JointProgress& progress) {
        progress_.rounds = progress.rounds;
        progress_.trials = progress.trials;
        progress_.cost = progress.cost;
        progress_.lower_bound = progress.lower_bound;
        tell(JointPhase::planning);
    };
    tell(JointPhase::planning);
    if (auto planned = plan_jointly(waiting_, options, plan_); !planned) return planned;
    JointFigures& figures = reply_.planned;
    figures.cost = plan_.joint.cost;
    figures.lower_bound = plan_.joint.lower_bound;
    figures.first_come_cost = progress_.first_come_cost = plan_.first_come_cost;
    figures.short_units = plan_.joint.short_units;
    figures.first_come_short_units = plan_.first_come_short_units;
    figures.rounds = plan_.joint.rounds;
    figures.trials = plan_.joint.trials;
    find_prices();
    return Done{};
}

void JointBatch::find_prices() {
    for (const ShadowPrice& shadow : plan_.joint.prices) {
        if (shadow.item == ShadowPrice::kCapacity) continue;
        const SkuId sku = skus_[shadow.item];
        const NodeId node(shadow.node);
        double units = 1;
        for (std::uint8_t scale = state_.items.facts(sku).scale; scale > 0; --scale)
            units *= 10;
        unit_prices_[ScarcityTable::key(sku, node)] = std::llround(shadow.price);
        const Micros price = std::min<Micros>(kShortPriceMax, std::llround(shadow.price * units));
        if (price > 0) prices_.push_back({sku, node, price});
    }
    std::ranges::sort(prices_, [](const ScarcityRow& left, const ScarcityRow& right) {
        return std::tuple(-left.price, left.sku, left.node) <
               std::tuple(-right.price, right.sku, right.node);
    });
    reply_.prices_found = prices_.size();
    const std::size_t told = std::min(prices_.size(), kJointPricesTold);
    reply_.prices.assign(prices_.begin(), prices_.begin() + static_cast<std::ptrdiff_t>(told));
}

/// What a held order took of its backorders.
void JointBatch::count_backorders(const SourceRequest& order) {
    for (const TakenBackorder& each : order.backorders) {
        Units units = 0;
        for (const Shipment& shipment : sourced_.shipments) {
            for (const ShipmentLine& line : shipment.lines)
                units += line.line == each.line ? line.quantity : 0;
        }
        reply_.backorders_taken += units > 0 ? 1 : 0;
        reply_.backorder_units += units;
    }
}

void JointBatch::leave_out(std::size_t index) {
    JointOrderAnswer& answer = reply_.answers[index];
    answer.standing = JointStanding::left_out;
    answer.outcome = Outcome::cannot_source;
    for (const OrderLine& line : request_.orders[index].lines)
        answer.short_units += line.quantity;
}

void JointBatch::source(const SourceRequest& order, PinnedPlan* pinned) {
    const CallContext context = context_now();
    if (order.mode != SourceMode::quote)
        return source_pinned(state_, order, pinned, {}, context, sourced_);
    SourceReply apart;
    if (!take_apart(state_.items, order, rows_, apart)) rows_ = {};
    const SupposedStock stock(quotes_.stock_of(rows_));
    const QuotedBefore before{stock.empty() ? nullptr : &stock, quotes_.days()};
    source_pinned(state_, order, pinned, before, context, sourced_);
    if (sourced_.outcome == Outcome::done) quotes_.add(state_, order, sourced_, context.now);
}

/// Holds the order, or asks what holding it would say.
void JointBatch::hold_one(std::size_t index, PinnedPlan* pinned) {
    const SourceRequest order = order_at(index);
    source(order, pinned);
    JointOrderAnswer& answer = reply_.answers[index];
    const bool is_stale = pinned != nullptr && pinned->is_stale;
    if (is_stale) answer.standing = JointStanding::replanned;
    reply_.replans += std::max<std::uint64_t>(sourced_.replans, is_stale ? 1 : 0);
    reply_.lsn = std::max(reply_.lsn, sourced_.lsn);
    answer.outcome = sourced_.outcome;
    const bool is_known_alone =
        sourced_.outcome == Outcome::repeated && answer.standing == JointStanding::alone;
    reply_.alone -= is_known_alone ? 1 : 0;
    const bool is_good = sourced_.outcome == Outcome::done || sourced_.outcome == Outcome::repeated;
    if (!is_good) {
        for (const OrderLine& line : order.lines)
            answer.short_units += line.quantity;
        if (sourced_.outcome != Outcome::cannot_source || !order.backorders.empty())
            refuse(index, sourced_.outcome, std::move(sourced_.detail));
        return;
    }
    reply_.held += 1;
    answer.cost = sourced_.cost.total();
    answer.objective = sourced_.objective;
    answer.is_proven = sourced_.proven_optimal;
    answer.shipments = static_cast<std::uint32_t>(sourced_.shipments.size());
    for (const UnfilledLine& line : sourced_.unfilled)
        answer.short_units += line.quantity;
    reply_.cost += sourced_.cost;
    count_backorders(order);
    const auto order_index = static_cast<std::uint32_t>(index);
    for (const Shipment& shipment : sourced_.shipments) {
        for (const ShipmentLine& line : shipment.lines) {
            if (reply_.shipments.size() == kJointShipmentsTold) return;
            reply_.shipments.push_back(
                {line.quantity, order_index, line.line, line.sku, shipment.node}
            );
        }
    }
}

/// What is planned, without the price of what is left out.
std::int64_t JointBatch::shipping_cost_of(std::size_t at) const {
    const PlanProblem& problem = waiting_.orders[at].problem;
    std::int64_t cost = plan_.cost[at];
    for (std::size_t line = 0; line < problem.line_count; ++line)
        cost -= problem.short_cost[line] * problem.quantity[line];
    for (const WaitingUnits& planned : plan_.plans[at])
        cost += problem.short_cost[planned.line] * planned.units;
    return cost;
}

void JointBatch::hold_planned(std::size_t at) {
    const WaitingOrder& waiting = waiting_.orders[at];
    std::vector<PinnedUnits> units;
    std::vector<PlannedDay> days;
    units.reserve(plan_.plans[at].size());
    for (const WaitingUnits& planned : plan_.plans[at]) {
        const NodeId node(waiting.node[planned.node]);
        units.push_back({node, planned.line, planned.units});
        const LeavingBy by = leaving_by(waiting_, waiting, planned);
        if (by.departures == WaitingOrder::kAnyDay) continue;
        if (days.empty() || days.back().node != node) {
            const Day day = days_.leaves_from(by.departures, by.departure);
            // Another service may be cheaper on a later day, which others are to have.
            days.push_back({node, day, {1, 0, 0}, by.chooses ? day : kDayMax});
        }
        days.back().need[static_cast<std::size_t>(CapacityUnit::lines)] +=
            waiting.rows[planned.line];
        days.back().need[static_cast<std::size_t>(CapacityUnit::units)] +=
            planned.units * waiting.problem.room_of(planned.line);
    }
    if (units.empty() && !is_known(request_.orders[planned_[at]].id))
        return leave_out(planned_[at]);
    if (units.empty()) return hold_one(planned_[at], nullptr);
    PinnedPlan pinned{
        .units = units, .days = days, .cost = shipping_cost_of(at), .prices = &unit_prices_
    };
    hold_one(planned_[at], &pinned);
}

void JointBatch::hold() {
    tell(JointPhase::holding);
    for (std::size_t at = 0; at < planned_.size(); ++at) {
        hold_planned(at);
        ++progress_.done;
        tell(JointPhase::holding);
    }
    for (const std::uint32_t index : alone_) {
        hold_one(index, nullptr);
        ++progress_.done;
        tell(JointPhase::holding);
    }
    tell(JointPhase::ended);
}

void JointBatch::keep_prices(Engine& engine) {
    const std::span<const ScarcityRow> rows =
        std::span<const ScarcityRow>(prices_).first(std::min(prices_.size(), kScarcityPricesMax));
    std::size_t begin = 0;
    do {
        const std::size_t count = std::min(rows.size() - begin, kReferenceRowsMax);
        PutReply put;
        engine.put_scarcity(
            {.replaces = begin == 0, .rows = rows.subspan(begin, count)}, context_now(), put
        );
        reply_.lsn = std::max(reply_.lsn, put.lsn);
        if (put.outcome != Outcome::done) {
            reply_.detail = "the prices were not kept: " + std::string(to_string(put.outcome)) +
                            ": " + put.detail;
            return;
        }
        begin += count;
        reply_.prices_kept = begin;
    } while (begin < rows.size());
}

}  // namespace earmark
