#include "engine/planning/line_days.h"

#include "engine/network/service_rates.h"
#include "engine/shipping/local_time.h"

#include <algorithm>
#include <limits>

namespace earmark {

namespace {

/// Days with room that are looked for, for one service of a node.
constexpr int kRoomDaysLooked = 60;

/// Units that leave with one of the line's.
Units units_of_one(const PlanLine& line) {
    Units units = line.parts.empty() ? 1 : 0;
    for (const KitPart& part : line.parts)
        units += part.quantity;
    return units;
}

/// The first day on which so many may be promised; kNoDay = none.
Day first_step_of(const std::vector<PromiseStep>& steps, Units units) {
    const auto enough =
        std::ranges::find_if(steps, [&](const PromiseStep& step) { return step.units >= units; });
    return enough == steps.end() ? kNoDay : enough->day;
}

}  // namespace

LineDays::LineDays(
    const Engine& engine,
    const EngineState& state,
    const ReferenceData& reference,
    const SourceRequest& request,
    OrderCandidates& candidates,
    const SupposedStock* supposed,
    Time now
)
    : engine_(engine),
      state_(state),
      reference_(reference),
      request_(request),
      candidates_(candidates),
      supposed_(supposed),
      now_(now),
      ordered_(day_of(now)) {}

/// What comes on a day is worked on from its start on, on the node's clock.
Time LineDays::worked_on_from(NodeId node, Day from) const {
    const ServiceDates* dates = reference_.service_dates.get();
    const NodeHours* hours = dates == nullptr ? nullptr : dates->hours_of(node);
    if (from == kNoDay || hours == nullptr) return now_;
    return std::max(now_, hours->zone->utc(local_time(from, 0)));
}

std::optional<Day> LineDays::first(std::size_t begin, Of of) {
    Day last = kNoDay;
    const std::size_t rows = candidates_.rows().line_at(begin).size();
    for (std::size_t row = begin; row < begin + rows; ++row) {
        const auto day = first_of_plan_line(candidates_.plan_line(row), of);
        if (!day) return std::nullopt;
        last = std::max(last, *day);
    }
    return last;
}

std::optional<Day> LineDays::first_of_plan_line(std::size_t index, Of of) {
    const PlanLine& line = candidates_.lines()[index];
    if (!line.is_known) return std::nullopt;
    // Of a kit whose parts are supposed it is not known how many more there would be.
    const auto is_supposed = [&](const KitPart& part) { return supposed_->is_about(part.sku); };
    if (supposed_ != nullptr && std::ranges::any_of(line.parts, is_supposed)) return std::nullopt;
    // What lines of kits and sets want besides of the same parts is not told by item.
    if (line.has_rivals && candidates_.rows().has_bundles()) return std::nullopt;
    find_offers(index, of);
    const std::optional<Day> day = first_of_units(line.quantity);
    if (!line.has_rivals) return day;
    const std::optional<Day> all = first_of_units(line.item_quantity);
    return all == day ? day : std::nullopt;
}

std::optional<Day> LineDays::first_of_units(Units wanted) const {
    if (candidates_.splitting() == LineSplit::whole_lines) {
        const auto enough = std::ranges::find_if(offers_, [&](const Offer& offer) {
            return offer.units >= wanted;
        });
        return enough == offers_.end() ? std::nullopt : std::optional(enough->day);
    }
    constexpr std::uint32_t kAny = std::numeric_limits<std::uint32_t>::max();
    const std::size_t most_nodes = std::min(
        candidates_.shipments_max().value_or(kAny), candidates_.nodes_per_line_max().value_or(kAny)
    );
    std::vector<Offer> best;  // The most of each node by now, most first.
    for (const Offer& offer : offers_) {
        const auto known = std::ranges::find(best, offer.node, &Offer::node);
        if (known == best.end()) {
            best.push_back(offer);
        } else {
            known->units = std::max(known->units, offer.units);
        }
        std::ranges::sort(best, std::ranges::greater(), &Offer::units);
        Units sum = 0;
        for (std::size_t node = 0; node < std::min(best.size(), most_nodes); ++node)
            sum = std::min(kUnitsMax, sum + best[node].units);
        if (sum >= wanted) return offer.day;
    }
    return std::nullopt;
}

/// By day.
void LineDays::find_offers(std::size_t index, Of of) {
    offers_.clear();
    const PlanLine& line = candidates_.lines()[index];
    std::vector<NodeId> nodes;
    const SkuId at = line.parts.empty() ? line.sku : line.parts.front().sku;
    const ItemSlot* slot = state_.items.find_slot(at);
    if (slot == nullptr) return;
    state_.items.read_positions(at, *slot, [&](const ItemStock& stock) {
        nodes.clear();
        const PositionBlock* block = stock.positions;
        const std::uint32_t count =
            block == nullptr ? 0 : std::min(block->count(), block->capacity());
        for (std::uint32_t place = 0; place < count; ++place) {
            const NodeId node = block->load_counters(place).node();
            if (is_group_place(node)) break;  // They come last.
            nodes.push_back(node);
        }
    });
    if (supposed_ != nullptr) supposed_->add_nodes(at, nodes);
    for (const NodeId node : nodes)
        find_offers_of(node, index, of);
    std::ranges::sort(offers_, {}, &Offer::day);
}

void LineDays::find_offers_of(NodeId node, std::size_t index, Of of) {
    const NodeFacts* known = reference_.find_facts(node);
    if (known == nullptr || !candidates_.may_ship(node, *known)) return;
    const SourcingRuling& ruling = candidates_.ruling();
    if (ruling.has_exclusions() && ruling.excluding(index, node) != nullptr) return;
    const PlanLine& line = candidates_.lines()[index];
    read_steps(node, line);
    const Day today = engine_.today();
    Units most = 0;
    for (const PromiseStep& step : steps_) {
        if (step.units <= most) continue;
        most = step.units;
        const Day from = step.day <= today ? kNoDay : step.day;
        dates_.start(
            reference_.service_dates.get(), {}, worked_on_from(node, from), request_.store
        );
        const auto day = delivery(node, index, from, std::min(most, line.item_quantity));
        if (!day) continue;
        offers_.push_back({of == Of::stock ? step.day : *day, node, most});
    }
}

/// What may be promised of the line at a node, in its units.
void LineDays::read_steps(NodeId node, const PlanLine& line) {
    if (line.set == 0) return read_steps_of(node, line.sku, steps_);
    // All of the set's items are there from the last of their days on, if they still are then.
    Day last = kNoDay;
    std::vector<PromiseStep> steps;
    for (const KitPart& part : line.parts) {
        read_steps_of(node, part.sku, steps);
        const Day day = first_step_of(steps, part.quantity);
        steps_.clear();
        if (day == kNoDay) return;
        last = std::max(last, day);
    }
    steps_.assign(1, {.day = last, .units = 1, .is_unlimited = false});
}

void LineDays::read_steps_of(NodeId node, SkuId sku, std::vector<PromiseStep>& steps) const {
    PromiseReply promised;
    engine_.available_to_promise(
        {.sku = sku,
         .node = node,
         .segment = request_.segment,
         .method = request_.method,
         .ignore_safety = request_.ignore_safety},
        promised
    );
    steps = std::move(promised.steps);
    if (supposed_ == nullptr || steps.empty()) return;
    const Units more = supposed_->more_at(sku, node, steps.front().units);
    for (PromiseStep& step : steps)
        step.units = std::clamp<Units>(step.units + more, 0, kUnitsMax);
}

/// When so many of the line would be there that leave on `from` or later; kNoDay = as soon as they
/// can. Nothing: they never are.
std::optional<Day> LineDays::delivery(NodeId node, std::size_t line, Day from, Units units) {
    if (node == request_.store) return collected(node, line, from, units);
    if (request_.method == method_same_day) return by_courier(node, line, from, units);
    return shipped(node, line, from, units);
}

std::optional<Day> LineDays::shipped(NodeId node, std::size_t line, Day from, Units units) {
    const Node& known = *reference_.nodes->find(node);
    const std::uint8_t zone = candidates_.zone_of(node, reference_);
    if (reference_.service_rates == nullptr || reference_.service_rates->at(node).empty()) {
        const bool is_served =
            known.tariff.empty() || candidates_.rates_of(node, zone, reference_) != nullptr;
        return is_served ? without_dates(node, line, from, units) : std::nullopt;
    }
    std::optional<Day> first;
    for (const std::uint32_t number : reference_.service_rates->at(node)) {
        const ServiceRates::Service& service = reference_.service_rates->services()[number];
        if (!candidates_.may_carry(number, line)) continue;
        const auto leave = [&](Day day) -> std::optional<ShipmentDates> {
            const auto sent = dates_.dispatch(node, number, zone, day);
            if (!sent) return std::nullopt;
            const Day leaves = sent->shipped == kNoDay ? ordered_ : sent->shipped;
            if (service.to(zone, leaves) == nullptr) return std::nullopt;
            return dates_.of(node, number, zone, day);
        };
        const auto day = first_with_room(node, line, from, units, leave);
        if (day && (!first || *day < *first)) first = day;
    }
    return first;
}

std::optional<Day> LineDays::collected(NodeId node, std::size_t line, Day from, Units units) {
    return first_with_room(node, line, from, units, [&](Day day) -> std::optional<ShipmentDates> {
        if (!dates_.collect(node, day)) return std::nullopt;
        return dates_.of_collection(node, day);
    });
}

/// A courier goes on the day of the order or not at all.
std::optional<Day> LineDays::by_courier(NodeId node, std::size_t line, Day from, Units units) {
    const Node& known = *reference_.nodes->find(node);
    const CourierRow* courier = candidates_.courier_at(node, known, reference_);
    if (courier == nullptr || from != kNoDay) return std::nullopt;
    const auto sent = dates_.deliver_today(node, courier->cutoff_minute);
    if (!sent || !has_room(node, line, sent->shipped, units)) return std::nullopt;
    return sent->shipped;
}

std::optional<Day> LineDays::without_dates(NodeId node, std::size_t line, Day from, Units units)
    const {
    if (request_.delivery.need_by != kNoDay) return std::nullopt;
    if (!has_room(node, line, from == kNoDay ? ordered_ : from, units)) return std::nullopt;
    return from == kNoDay ? engine_.today() : from;
}

/// leave(from): the dates of what leaves then or later; nothing if it never does.
template <typename Leave>
std::optional<Day> LineDays::first_with_room(
    NodeId node, std::size_t line, Day from, Units units, const Leave& leave
) const {
    for (int looked = 0; looked < kRoomDaysLooked; ++looked) {
        const std::optional<ShipmentDates> sent = leave(from);
        if (!sent) return std::nullopt;
        if (!sent->are_said()) return without_dates(node, line, from, units);
        if (has_room(node, line, sent->ship_day, units)) return sent->delivery_day;
        if (sent->ship_day == kDayMax) return std::nullopt;
        from = static_cast<Day>(sent->ship_day + 1U);
    }
    return std::nullopt;
}

bool LineDays::has_room(NodeId node, std::size_t line, Day day, Units units) const {
    if (reference_.capacity == nullptr || !reference_.capacity->limits(node)) return true;
    const CapacityFigures room =
        candidates_.room_on(state_.capacity_uses, *reference_.capacity, node, day);
    const PlanLine& planned = candidates_.lines()[line];
    return room[static_cast<std::size_t>(CapacityUnit::shipments)] >= 1 &&
           room[static_cast<std::size_t>(CapacityUnit::lines)] >= 1 &&
           room[static_cast<std::size_t>(CapacityUnit::units)] >= units * units_of_one(planned);
}

}  // namespace earmark
