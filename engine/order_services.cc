// Of OrderCandidates: the nodes that ship by carrier services, or by couriers.
#include "engine/base/wide.h"
#include "engine/order_candidates.h"

#include <algorithm>
#include <utility>

namespace earmark {

namespace {

/// amount x quantity / units, rounded up; far below what the plan refuses.
std::int64_t share_of(std::int64_t amount, Units quantity, Wide units) {
    constexpr Wide kGramsMax = std::int64_t{1} << 52U;
    const Wide product = static_cast<Wide>(amount) * quantity;
    return static_cast<std::int64_t>(std::min<Wide>((product + units - 1) / units, kGramsMax));
}

}  // namespace

void OrderCandidates::read_tags(const EngineState& state) {
    line_tags_.assign(lines_.size(), 0);
    for (std::size_t line = 0; line < lines_.size(); ++line) {
        if (!lines_[line].is_known) continue;
        line_tags_[line] = own_facts(state, lines_[line]).tags;
        for (const KitPart& part : lines_[line].parts)
            line_tags_[line] |= state.items.facts(part.sku).tags;
    }
}

void OrderCandidates::plan_services() {
    for (std::uint32_t place = 0; place < nodes_.size(); ++place)
        if (nodes_[place].services.count > 0) plan_services_of(place);
}

/// Puts a node's services into groups, each one tariff to the plan. What none carries the node does
/// not give.
void OrderCandidates::plan_services_of(std::uint32_t place) {
    const std::size_t lines = problem_.line_count;
    Candidate& candidate = nodes_[place];
    const std::span stock = std::span(problem_.stock).subspan(place * lines, lines);
    std::uint64_t tags = 0;
    for (std::size_t line = 0; line < lines; ++line)
        if (stock[line] > 0) tags |= tags_of(line);
    const auto choices = services_.of(candidate.services);
    const std::uint32_t dim_of_first = choices.front().rates->tariff->dim_cm3_per_kg;
    const bool are_alike = std::ranges::all_of(choices, [&](const ServiceChoice& choice) {
        return !choice.is_limited() && services_.carries(choice, tags) &&
               choice.rates->tariff->dim_cm3_per_kg == dim_of_first;
    });
    if (are_alike) return;
    const std::size_t first = service_groups_.size();
    std::vector<std::uint8_t> carried(lines, 0);
    std::vector<std::uint8_t> carried_by_any(lines, 0);
    for (const ServiceChoice& choice : choices) {
        for (std::size_t line = 0; line < lines; ++line) {
            carried[line] = stock[line] > 0 && services_.carries(choice, tags_of(line)) ? 1 : 0;
            carried_by_any[line] = std::max(carried_by_any[line], carried[line]);
        }
        if (std::ranges::find(carried, 1) == carried.end()) continue;
        const std::uint32_t dim_cm3_per_kg = choice.rates->tariff->dim_cm3_per_kg;
        const auto groups = std::span(service_groups_).subspan(first);
        const auto same = std::ranges::find_if(groups, [&](const ServiceGroup& group) {
            return group.dim_cm3_per_kg == dim_cm3_per_kg && group.carried == carried &&
                   group.members.front().has_room_like(choice);
        });
        if (same != groups.end()) {
            same->members.push_back(choice);
        } else {
            service_groups_.push_back({place, dim_cm3_per_kg, carried, {choice}, {}});
        }
    }
    for (std::size_t line = 0; line < lines; ++line)
        if (carried_by_any[line] == 0) stock[line] = 0;
    const auto groups = std::span(service_groups_).subspan(first);
    for (ServiceGroup& group : groups) {
        group.services = services_.begin_range();
        for (const ServiceChoice& choice : group.members)
            services_.add_choice(group.services, choice);
    }
    candidate.planned = {};
    if (groups.size() > 1 || (groups.size() == 1 && groups.front().members.front().is_limited()))
        return;
    // One carries all that the node gives; none: it gives nothing, whatever it would cost.
    candidate.planned = groups.empty() ? ServiceChoices::Range{candidate.services.first, 1}
                                       : groups.front().services;
    service_groups_.resize(first);
}

/// The groups of a node with several, or with one whose day has room for some only.
void OrderCandidates::add_choices(std::uint32_t place) {
    for (const ServiceGroup& group : service_groups_) {
        if (group.place != place) continue;
        problem_.rate_choices.push_back({
            .node = place,
            .column = service_column(group.services, nodes_[place].zone),
            .units_max = group.members.front().units_max,
            .rows_max = group.members.front().rows_max,
        });
        choice_departures_.push_back(group.members.front().departures);
        problem_.choice_carries.insert(
            problem_.choice_carries.end(), group.carried.begin(), group.carried.end()
        );
    }
}

/// No shipment of the order is billed for more.
std::int64_t OrderCandidates::grams_most(std::uint32_t dim_cm3_per_kg) const {
    std::int64_t actual = 0;
    std::int64_t dimensional = 0;
    for (std::size_t line = 0; line < problem_.line_count; ++line) {
        const Units quantity = problem_.quantity[line];
        const std::int64_t units = problem_.units_per_weight[line];
        actual += share_of(problem_.weight_grams[line], quantity, units);
        if (dim_cm3_per_kg == 0) continue;
        const Wide per_kg = Wide{units} * dim_cm3_per_kg;
        dimensional += share_of(problem_.volume_mm3[line], quantity, per_kg);
    }
    return std::max(actual, dimensional);
}

std::uint32_t OrderCandidates::service_column(ServiceChoices::Range services, std::uint8_t zone) {
    const auto choices = services_.of(services);
    const auto known = std::ranges::find_if(service_columns_, [&](const ServiceColumn& each) {
        return each.zone == zone && std::ranges::equal(services_.of(each.services), choices);
    });
    if (known != service_columns_.end()) return known->column;
    const auto column = static_cast<std::uint32_t>(problem_.rate_columns.size());
    service_columns_.push_back({services, zone, column});
    const auto first_step = static_cast<std::uint32_t>(problem_.rate_steps.size());
    const std::uint32_t dim_cm3_per_kg = services_.dim_cm3_per_kg(services);
    const std::int64_t most = grams_most(dim_cm3_per_kg);
    if (!services_.add_steps(services, zone, most, problem_.rate_steps)) knows_all_costs_ = false;
    problem_.rate_columns.push_back({
        .first_step = first_step,
        .step_count = static_cast<std::uint32_t>(problem_.rate_steps.size()) - first_step,
        .dim_cm3_per_kg = dim_cm3_per_kg,
    });
    return column;
}

const CourierRow* OrderCandidates::courier_at(
    NodeId id, const Node& node, const ReferenceData& reference
) const {
    constexpr double kMetresOfKm = 1'000;
    const CourierRow* courier = reference.shipping->courier_of(id);
    const bool is_near = courier != nullptr && node.point && point_ &&
                         node.point->kilometres_to(*point_) * kMetresOfKm <= courier->radius_m;
    return is_near ? courier : nullptr;
}

/// Whether a courier of the node takes the order to its address.
Standing OrderCandidates::judge_courier(
    const Node& node, const ReferenceData& reference, Candidate& candidate
) {
    const CourierRow* courier = courier_at(candidate.node, node, reference);
    if (courier == nullptr) return Standing::no_lane;
    const auto sent = services_.deliver_today(candidate.node, courier->cutoff_minute);
    if (!sent) return Standing::too_late;
    candidate.courier = courier;
    candidate.collection.extra = sent->lateness;
    candidate.collection.days_late = sent->days_late;
    candidate.collection.leaves_from = sent->shipped;
    return Standing::candidate;
}

/// One rate, whatever it weighs.
std::uint32_t OrderCandidates::courier_column(const CourierRow& courier) {
    const auto column = static_cast<std::uint32_t>(problem_.rate_columns.size());
    problem_.rate_columns.push_back({
        .first_step = static_cast<std::uint32_t>(problem_.rate_steps.size()),
        .step_count = 1,
        .dim_cm3_per_kg = 0,
    });
    const std::int64_t most = std::max<std::int64_t>(grams_most(0), 1);
    problem_.rate_steps.push_back({most, courier.per_shipment});
    return column;
}

/// The columns of services with each rate weighed as transport and its lateness as such; others as
/// they are.
void OrderCandidates::weigh_service_columns() {
    std::vector<RateStep> steps;
    steps.reserve(problem_.rate_steps.size());
    weighed_columns_.assign(problem_.rate_columns.size(), 0);
    for (std::size_t column = 0; column < problem_.rate_columns.size(); ++column) {
        RateColumn& range = problem_.rate_columns[column];
        const auto first = static_cast<std::uint32_t>(steps.size());
        const auto of = std::ranges::find(service_columns_, column, &ServiceColumn::column);
        if (of == service_columns_.end()) {
            const auto known =
                std::span(problem_.rate_steps).subspan(range.first_step, range.step_count);
            steps.insert(steps.end(), known.begin(), known.end());
        } else {
            weighed_columns_[column] = 1;
            const std::int64_t most = grams_most(services_.dim_cm3_per_kg(of->services));
            const auto how = ServiceChoices::Steps::weighed;
            if (!services_.add_steps(of->services, of->zone, most, steps, how))
                knows_all_costs_ = false;
        }
        range.first_step = first;
        range.step_count = static_cast<std::uint32_t>(steps.size()) - first;
    }
    problem_.rate_steps = std::move(steps);
}

}  // namespace earmark
