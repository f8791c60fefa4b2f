#include "engine/sourcing/whole_line_search.h"

#include "engine/sourcing/whole_line_choice.h"

#include <algorithm>
#include <bit>

namespace earmark {

namespace {

constexpr std::size_t kTightMax = 12;

/// What this search may cost before the table over all sets of lines is likely to be faster.
constexpr std::size_t most_shipments(std::size_t lines) {
    return 64 + (std::size_t{1} << lines);
}
constexpr std::uint64_t most_combine_steps(std::size_t lines) {
    std::uint64_t steps = 64;
    for (std::size_t line = 1; line < lines; ++line)
        steps *= 2;
    return steps;
}

}  // namespace

bool WholeLineSearch::run(OrderModel& model, Incumbent& incumbent, StepBudget& budget) {
    model_ = &model;
    incumbent_ = &incumbent;
    rows_.scan(model, incumbent, budget);
    if (rows_.count() == 0 || is_settled()) return true;
    rows_.raise_prices(gap());
    if (is_settled()) return true;
    rows_.drop_dear_rows(gap());
    offer_tight_rows();
    budget.used += rows_.count() * rows_.line_count() * 4;
    if (is_settled()) return true;
    rows_.drop_dear_rows(gap());

    bound_ = rows_.bound();
    if (!list_shipments()) return false;
    budget.used += shipments_.size() * 4;
    sort_shipments();
    const std::uint64_t combine_steps = most_combine_steps(rows_.line_count());
    combine_steps_left_ = combine_steps;
    chosen_.clear();
    const Lines all = (Lines{1} << rows_.line_count()) - 1;
    const bool is_done = combine(all, 0, model.problem().shipments_max);
    budget.used += combine_steps - combine_steps_left_;
    return is_done;
}

/// No other plan can come before the incumbent. Single nodes for everything were compared already.
bool WholeLineSearch::is_settled() const {
    if (gap() <= 0) return true;
    return gap() == 1 && model_->must_fill() && incumbent_->has_plan() &&
           incumbent_->shipment_count() == 1;
}

/// Offers the plan that takes each line where it is cheapest among the rows that the prices pay in
/// full; then the same without a row, as long as that helps.
void WholeLineSearch::offer_tight_rows() {
    tight_.clear();
    for (std::uint32_t i = 0; i < rows_.count() && tight_.size() < kTightMax; ++i)
        if (rows_.row(i).slack == 0) tight_.push_back(i);
    while (!tight_.empty()) {
        plan_.clear();
        Lines used = 0;  // Of tight_.
        for (std::size_t line = 0; line < rows_.line_count(); ++line) {
            std::int64_t best = rows_.short_price(line);
            std::size_t from = tight_.size();
            for (std::size_t i = 0; i < tight_.size(); ++i) {
                if (rows_.cost(tight_[i], line) >= best) continue;
                best = rows_.cost(tight_[i], line);
                from = i;
            }
            if (from == tight_.size()) continue;
            used |= Lines{1} << from;
            plan_.push_back(
                {rows_.row(tight_[from]).node, model_->lines()[line], model_->need(line)}
            );
        }
        const std::int64_t before = incumbent_->value();
        incumbent_->offer(plan_, model_->value_of(plan_));
        if (incumbent_->value() == rows_.bound()) return;
        // Next without the row that is used and saves least: the one with the largest opening cost.
        std::size_t dearest = tight_.size();
        for (std::size_t i = 0; i < tight_.size(); ++i) {
            if ((used >> i & 1U) == 0) continue;
            if (dearest == tight_.size() ||
                rows_.row(tight_[i]).opening > rows_.row(tight_[dearest]).opening) {
                dearest = i;
            }
        }
        if (dearest == tight_.size()) return;
        if (incumbent_->value() == before && tight_.size() < 3) return;
        tight_.erase(tight_.begin() + static_cast<std::ptrdiff_t>(dearest));
    }
}

bool WholeLineSearch::list_shipments() {
    shipments_.clear();
    leaders_.assign(std::size_t{1} << rows_.line_count(), {kNoValue, 0});
    for (std::size_t row = 0; row < rows_.count(); ++row)
        if (!list_shipments_of(row)) return false;
    return true;
}

/// What the tariff takes above its minorant.
std::int64_t WholeLineSearch::tariff_excess(std::size_t row, Lines lines) {
    if (!model_->problem().has_tariffs()) return 0;
    const std::uint32_t node = rows_.row(row).node;
    ShipmentLoad load;
    std::int64_t linear = model_->tariff_intercept(node);
    for (std::size_t line = 0; line < rows_.line_count(); ++line) {
        if ((lines >> line & 1U) == 0) continue;
        load = load + model_->tariff().unit_load(model_->lines()[line]) * model_->need(line);
        linear += model_->tariff_slope_whole(node, line);
    }
    return model_->tariff().rate_of(node, load) - linear;
}

/// Whether there are enough earlier rows that ship the same lines as cheaply: one more than could
/// be busy with the other lines.
bool WholeLineSearch::is_crowded_out(const Shipment& shipment) {
    Leaders& leaders = leaders_[shipment.lines];
    const std::size_t others =
        rows_.line_count() - static_cast<std::size_t>(std::popcount(shipment.lines));
    if (shipment.reduced >= leaders.reduced && leaders.count > others) return true;
    if (shipment.reduced < leaders.reduced) leaders = {shipment.reduced, 0};
    if (shipment.reduced == leaders.reduced) ++leaders.count;
    return false;
}

/// Lists the row's shipments of reduced cost below the gap; false if there are too many.
bool WholeLineSearch::list_shipments_of(std::size_t row) {
    // The best shipment takes what costs less than its price; every change from it adds to the
    // slack.
    const std::int64_t limit = gap();
    const WholeLineRows::Row& of = rows_.row(row);
    Lines best = 0;
    for (std::size_t line = 0; line < rows_.line_count(); ++line)
        if (rows_.cost(row, line) < rows_.price(line)) best |= Lines{1} << line;
    made_.assign(1, {best, static_cast<std::uint32_t>(row), of.slack});
    for (std::size_t line = 0; line < rows_.line_count(); ++line) {
        if ((of.lines >> line & 1U) == 0) continue;
        const std::int64_t cost = rows_.cost(row, line);
        const std::int64_t price = rows_.price(line);
        const std::int64_t change = std::max(cost, price) - std::min(cost, price);
        if (of.slack + change >= limit) continue;
        for (std::size_t i = 0, end = made_.size(); i < end; ++i) {
            if (made_[i].reduced + change >= limit) continue;
            made_.push_back(made_[i]);
            made_.back().lines ^= Lines{1} << line;
            made_.back().reduced += change;
        }
        if (made_.size() + shipments_.size() > most_shipments(rows_.line_count())) return false;
    }
    const std::int64_t capacity = model_->capacity(of.node);
    for (Shipment& shipment : made_) {
        if (shipment.lines == 0) continue;
        shipment.reduced += tariff_excess(row, shipment.lines);
        if (shipment.reduced >= limit) continue;
        if (!model_->has_stock_for(of.node, shipment.lines)) continue;
        if (capacity != kNoValue) {
            std::int64_t units = 0;
            for (std::size_t line = 0; line < rows_.line_count(); ++line)
                if ((shipment.lines >> line & 1U) != 0) units += model_->need(line);
            if (units > capacity) continue;
        }
        if (!is_crowded_out(shipment)) shipments_.push_back(shipment);
    }
    return true;
}

void WholeLineSearch::sort_shipments() {
    std::sort(shipments_.begin(), shipments_.end(), [](const Shipment& a, const Shipment& b) {
        const std::size_t a_line = highest_line(a.lines);
        const std::size_t b_line = highest_line(b.lines);
        if (a_line != b_line) return a_line < b_line;
        if (a.reduced != b.reduced) return a.reduced < b.reduced;
        return a.row != b.row ? a.row < b.row : a.lines < b.lines;
    });
    first_of_line_.assign(rows_.line_count() + 1, 0);
    for (const Shipment& shipment : shipments_)
        ++first_of_line_[highest_line(shipment.lines) + 1];
    for (std::size_t line = 0; line < rows_.line_count(); ++line)
        first_of_line_[line + 1] += first_of_line_[line];
}

/// Covers the lines left, the highest first; false if the steps ran out.
bool WholeLineSearch::combine(Lines left, std::int64_t reduced, std::size_t places) {
    if (left == 0) {
        if (!chosen_.empty()) offer_combined();
        return true;
    }
    if (combine_steps_left_ == 0) return false;
    const std::size_t line = highest_line(left);
    const std::uint32_t end = places == 0 ? first_of_line_[line] : first_of_line_[line + 1];
    for (std::uint32_t i = first_of_line_[line]; i < end; ++i) {
        const Shipment& shipment = shipments_[i];
        const std::int64_t bound = bound_ + reduced + shipment.reduced;
        if (bound >= incumbent_->tie_limit()) break;
        if (combine_steps_left_ == 0) return false;
        --combine_steps_left_;
        if ((shipment.lines & ~left) != 0) continue;
        if (bound == incumbent_->value() && incumbent_->has_plan()) {
            const std::size_t more = model_->must_fill() && shipment.lines != left ? 1 : 0;
            if (chosen_.size() + 1 + more > incumbent_->shipment_count()) continue;
        }
        const bool is_used = std::any_of(chosen_.begin(), chosen_.end(), [&](std::uint32_t chosen) {
            return shipments_[chosen].row == shipment.row;
        });
        if (is_used) continue;
        chosen_.push_back(i);
        const bool is_done =
            combine(left & ~shipment.lines, reduced + shipment.reduced, places - 1);
        chosen_.pop_back();
        if (!is_done) return false;
    }
    if (rows_.short_price(line) == kNoValue) return true;
    const std::int64_t shorted = reduced + rows_.short_price(line) - rows_.price(line);
    if (bound_ + shorted >= incumbent_->tie_limit()) return true;
    return combine(left & ~(Lines{1} << line), shorted, places);
}

void WholeLineSearch::offer_combined() {
    plan_.clear();
    for (const std::uint32_t chosen : chosen_) {
        const Shipment& shipment = shipments_[chosen];
        for (std::size_t line = 0; line < rows_.line_count(); ++line) {
            if ((shipment.lines >> line & 1U) == 0) continue;
            plan_.push_back(
                {rows_.row(shipment.row).node, model_->lines()[line], model_->need(line)}
            );
        }
    }
    incumbent_->offer(plan_, model_->value_of(plan_));
}

}  // namespace earmark
