// Of OrderCandidates: the nodes that ship by carrier services, or by couriers.
#include "engine/order_candidates.h"

#include <algorithm>
#include <utility>

namespace earmark {

namespace {

/// amount x quantity / units, rounded up; far below what the plan refuses.
std::int64_t share_of(std::int64_t amount, Units quantity, std::int64_t units) {
    __extension__ using Wide = __int128;
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

/// Of each node's services leaves those that carry whatever it may ship of the order: the plan does
/// not know which goods go together. Where none does, those that carry most of its lines, and the
/// node does not give the others.
void OrderCandidates::plan_services() {
    const std::size_t line_count = problem_.line_count;
    for (std::size_t place = 0; place < nodes_.size(); ++place) {
        Candidate& candidate = nodes_[place];
        if (candidate.services.count == 0) continue;
        std::int64_t* stock = &problem_.stock[place * line_count];
        const auto count_carried = [&](const ServiceChoice& choice) {
            std::size_t carried = 0;
            for (std::size_t line = 0; line < line_count; ++line) {
                if (stock[line] == 0 || !services_.carries(choice, line_tags_[line])) continue;
                carried += is_shipment(line) ? line_count : 1;  // That one ships in any case.
            }
            return carried;
        };
        std::uint64_t tags = 0;
        for (std::size_t line = 0; line < line_count; ++line)
            if (stock[line] > 0) tags |= line_tags_[line];
        if (!services_.any_carries(candidate.services, tags)) {
            const auto choices = services_.of(candidate.services);
            const ServiceChoice most = *std::ranges::max_element(choices, {}, count_carried);
            tags = 0;
            for (std::size_t line = 0; line < line_count; ++line) {
                const bool stays = is_shipment(line) || services_.carries(most, line_tags_[line]);
                if (!stays) stock[line] = 0;
                if (stock[line] > 0) tags |= line_tags_[line];
            }
        }
        candidate.planned = services_.narrow(candidate.services, tags);
        if (candidate.planned.count < candidate.services.count) knows_all_costs_ = false;
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
        const std::int64_t per_kg = units * dim_cm3_per_kg;
        dimensional += share_of(problem_.volume_cm3[line] * 1'000, quantity, per_kg);
    }
    return std::max(actual, dimensional);
}

std::uint32_t OrderCandidates::service_column(const Candidate& candidate) {
    const auto choices = services_.of(candidate.planned);
    const auto known = std::ranges::find_if(service_columns_, [&](const ServiceColumn& each) {
        return each.zone == candidate.zone &&
               std::ranges::equal(services_.of(each.services), choices);
    });
    if (known != service_columns_.end()) return known->column;
    const auto column = static_cast<std::uint32_t>(problem_.rate_columns.size());
    service_columns_.push_back({candidate.planned, candidate.zone, column});
    const auto first_step = static_cast<std::uint32_t>(problem_.rate_steps.size());
    const std::uint32_t dim_cm3_per_kg = services_.dim_cm3_per_kg(candidate.planned);
    const std::int64_t most = grams_most(dim_cm3_per_kg);
    if (!services_.add_steps(candidate.planned, candidate.zone, most, problem_.rate_steps))
        knows_all_costs_ = false;
    problem_.rate_columns.push_back({
        .first_step = first_step,
        .step_count = static_cast<std::uint32_t>(problem_.rate_steps.size()) - first_step,
        .dim_cm3_per_kg = dim_cm3_per_kg,
    });
    return column;
}

/// Whether a courier of the node takes the order to its address.
Standing OrderCandidates::judge_courier(
    const Node& node, const ReferenceData& reference, Candidate& candidate
) {
    constexpr double kMetresOfKm = 1'000;
    const CourierRow* courier = reference.shipping->courier_of(candidate.node);
    const bool is_near = courier != nullptr && node.point && point_ &&
                         node.point->kilometres_to(*point_) * kMetresOfKm <= courier->radius_m;
    if (!is_near) return Standing::no_lane;
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
