// Of OrderCandidates: what was found, as the problem that a solver plans.
#include "engine/order_candidates.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace earmark {

namespace {

std::int64_t power_of_ten(std::uint8_t exponent) {
    std::int64_t power = 1;
    for (std::uint8_t each = 0; each < exponent; ++each)
        power *= 10;
    return power;
}

}  // namespace

/// A line for each shipment that may be joined. Where units may be left out, and shipments or the
/// units of days are limited, each counts for more units than all that could go in its place.
void OrderCandidates::fill_shipments() {
    if (shipments_max_) {
        const std::size_t most = *shipments_max_;
        problem_.shipments_max = std::max(most > closed_ ? most - closed_ : 0, joinable_.size());
    }
    if (problem_.allow_partial && (shipments_max_ || !room_.empty())) {
        Units worth = 1;
        for (const PlanLine& line : lines_)
            worth += line.quantity * line.counts_as;
        problem_.counts_as.resize(problem_.line_count, 1);
        for (std::size_t line = lines_.size(); line < problem_.line_count; ++line)
            problem_.counts_as[line] = worth;
    }
    for (std::size_t index = 0; index < joinable_.size(); ++index) {
        const std::size_t line = lines_.size() + index;
        const auto& [shipment, place] = joinable_[index];
        problem_.quantity[line] = 1;
        problem_.weight_grams[line] = shipment.weight_g;
        problem_.volume_mm3[line] = shipment.volume_mm3;
        problem_.units_per_weight[line] = shipment.parts;
        problem_.stock[rank_[place] * problem_.line_count + line] = 1;
        if (!problem_.item.empty())
            problem_.item.push_back(~static_cast<std::uint32_t>(line));  // No item's handle.
        if (!services_.has_refusals()) continue;
        // A shipment goes even if no service would take its goods any more.
        const ServiceChoices::Range services = nodes_[rank_[place]].services;
        const bool is_carried = services_.any_carries(services, shipment.tags);
        line_tags_.push_back(is_carried ? shipment.tags : 0);
    }
}

void OrderCandidates::fill_line_room() {
    line_room_.resize(nodes_.size(), PlanProblem::kUnlimited);
    problem_.node_lines_max.assign(nodes_.size(), PlanProblem::kUnlimited);
    for (std::size_t place = 0; place < nodes_.size(); ++place)
        problem_.node_lines_max[rank_[place]] = line_room_[place];
}

void OrderCandidates::fill_line_rows() {
    problem_.line_rows.assign(problem_.line_count, 0);  // Shipments that are joined count already.
    for (std::size_t line = 0; line < lines_.size(); ++line)
        problem_.line_rows[line] = lines_[line].rows;
    if (std::ranges::any_of(lines_, is_part_of_row)) {
        for (std::uint32_t line = 0; line < problem_.line_count; ++line) {
            const bool is_part = line < lines_.size() && is_part_of_row(lines_[line]);
            // Of others a number that is no row's.
            problem_.row_group.push_back(is_part ? lines_[line].asked : ~line);
        }
    }
    if (!joinable_.empty()) problem_.rows_there.assign(nodes_.size() * problem_.line_count, 0);
    for (const auto& [shipment, place] : joinable_) {
        for (std::size_t line = 0; line < lines_.size(); ++line) {
            if (!is_there(line, shipment)) continue;
            problem_.rows_there[rank_[place] * problem_.line_count + line] = 1;
        }
    }
}

/// Whether the shipment carries some of every line of the order that it stands for.
bool OrderCandidates::is_there(std::size_t line, const OpenShipment& shipment) const {
    for (std::size_t row = 0; row < plan_line_of_.size(); ++row) {
        if (plan_line_of_[row] != line) continue;
        const std::uint32_t number = request_->lines[rows_->rows[row].asked].line;
        if (std::ranges::find(shipment.lines, number) == shipment.lines.end()) return false;
    }
    return true;
}

/// As how many units of a day those of its lines count.
void OrderCandidates::fill_room_per_unit() {
    const bool are_alike =
        std::ranges::all_of(lines_, [](const PlanLine& line) { return item_units(line) == 1; });
    if (are_alike) return;
    problem_.room_per_unit.assign(problem_.line_count, 1);
    for (std::size_t line = 0; line < lines_.size(); ++line)
        problem_.room_per_unit[line] = item_units(lines_[line]);
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

void OrderCandidates::fill_problem(const EngineState& state, const ReferenceData& reference) {
    const std::size_t lines = lines_.size() + joinable_.size();
    problem_.reset(lines, nodes_.size());
    problem_.line_split = splitting_ == LineSplit::may_split;
    problem_.allow_partial = filling_ == Filling::partial;
    problem_.split_penalty = request_->split_penalty;
    if (shipments_max_) problem_.shipments_max = *shipments_max_;
    problem_.weight_grams.assign(lines, 0);
    problem_.volume_mm3.assign(lines, 0);
    problem_.units_per_weight.assign(lines, 1);
    units_per_measure_.assign(lines_.size(), 1);
    const auto has_rivals = [](const PlanLine& line) { return line.has_rivals; };
    if (stay_apart_ && std::any_of(lines_.begin(), lines_.end(), has_rivals)) {
        for (const PlanLine& line : lines_)
            problem_.item.push_back(line.sku.value());
    }
    for (std::size_t line = 0; line < lines_.size(); ++line) {
        problem_.quantity[line] = lines_[line].quantity;
        if (!lines_[line].is_known) continue;
        const ItemFacts facts = own_facts(state, lines_[line]);
        problem_.weight_grams[line] = facts.weight_g;
        problem_.volume_mm3[line] = static_cast<std::int64_t>(facts.volume_mm3());
        problem_.units_per_weight[line] = power_of_ten(facts.scale);
        units_per_measure_[line] = problem_.units_per_weight[line];
        if (!lines_[line].parts.empty()) fill_kit(state, line);
    }
    for (const Stock& stock : stock_) {
        if (rank_[stock.candidate] == kLeftOut) continue;
        problem_.stock[rank_[stock.candidate] * lines + stock.line] = stock.ats;
    }
    if (!rows_->sets.empty() && problem_.allow_partial) count_units();
    if (closed_ > 0 || !joinable_.empty()) fill_shipments();
    limit_line_nodes();
    if (!room_.empty()) fill_capacity();
    if (!room_.empty() || limits_services_) fill_room_per_unit();
    if (!line_room_.empty()) fill_line_room();
    if (!line_room_.empty() || limits_services_) fill_line_rows();
    service_groups_.clear();
    if (services_.has_refusals() || services_.bill_apart() || limits_services_) plan_services();
    fill_nodes(state, reference);
    if (rows_->has_bundles()) {
        fill_shared(reference);
    } else if (has_network_items() && !problem_.item.empty()) {
        share_network_items();
    }
}

void OrderCandidates::fill_nodes(const EngineState& state, const ReferenceData& reference) {
    billed_most_.reset();
    service_columns_.clear();
    choice_departures_.clear();
    problem_.rate_columns.clear();
    problem_.rate_steps.clear();
    problem_.tariff_column.assign(nodes_.size(), PlanProblem::kNoTariff);
    problem_.line_cost.assign(nodes_.size(), 0);
    const bool has_sets = !rows_->sets.empty();
    for (std::size_t place = 0; place < nodes_.size(); ++place) {
        const Candidate& candidate = nodes_[place];
        const NodeFacts& node = reference.facts_of(candidate.node);
        problem_.fixed_cost[place] = node.handling_per_shipment;
        problem_.line_cost[place] = node.handling_per_line;
        std::int64_t* unit_cost = problem_.unit_cost.data() + place * problem_.line_count;
        for (std::size_t line = 0; line < lines_.size(); ++line) {
            unit_cost[line] =
                has_sets && lines_[line].set != 0
                    ? handling_of_set(state, lines_[line], *reference.nodes->find(candidate.node))
                    : per_smallest_unit(node.handling_per_unit, units_per_measure_[line]);
        }
        problem_.fixed_cost[place] += candidate.collection.extra;
        if (candidate.is_collected) continue;
        if (candidate.courier != nullptr) {
            problem_.tariff_column[place] = courier_column(*candidate.courier);
            continue;
        }
        if (candidate.services.count > 0) {
            if (candidate.planned.count == 0) {
                add_choices(static_cast<std::uint32_t>(place));
            } else {
                problem_.tariff_column[place] = service_column(candidate.planned, candidate.zone);
            }
            continue;
        }
        if (candidate.rates != nullptr) problem_.tariff_column[place] = column_of(candidate);
    }
}

std::uint32_t OrderCandidates::column_of(const Candidate& candidate) {
    std::uint32_t& column = tariffs_.column(candidate.lane);
    if (column != OrderTariffs::kNoColumn) return column;
    const Tariff& tariff = *candidate.rates;
    column = static_cast<std::uint32_t>(problem_.rate_columns.size());
    const auto first_step = static_cast<std::uint32_t>(problem_.rate_steps.size());
    const std::uint32_t divisor = tariff.dim_cm3_per_kg;
    if (!billed_most_ || billed_most_->first != divisor)
        billed_most_.emplace(divisor, std::max<std::int64_t>(grams_most(divisor), 1));
    const std::int64_t most = billed_most_->second;
    for (const Tariff::Step& step : tariff.steps) {
        problem_.rate_steps.push_back(
            {.grams_max = std::min<std::int64_t>(step.weight_g_max, most),
             .rate = step.rates[candidate.zone - 1U] + tariff.surcharge_per_parcel}
        );
        if (step.weight_g_max >= most) break;  // Heavier ones are not the order's.
    }
    problem_.rate_columns.push_back({
        .first_step = first_step,
        .step_count = static_cast<std::uint32_t>(problem_.rate_steps.size()) - first_step,
        .dim_cm3_per_kg = tariff.dim_cm3_per_kg,
    });
    return column;
}

}  // namespace earmark
