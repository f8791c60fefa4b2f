#include "engine/sourcing/shipment_pricer.h"

#include <algorithm>
#include <cmath>

namespace earmark {

namespace {

constexpr std::size_t kTrialsMax = 1000;
constexpr std::size_t kTrialsBeforeBlend = 64;

}  // namespace

void ShipmentPricer::start(const OrderModel& model, std::uint32_t node, std::int64_t opening) {
    model_ = &model;
    node_ = node;
    own_opening_ = model.problem().fixed_cost[node] + model.problem().split_penalty;
    under_opening_ = opening;
    forced_ = 0;
    wares_.clear();
    column_ = model.problem().has_tariffs() ? model.problem().tariff_column[node]
                                            : PlanProblem::kNoTariff;
}

void ShipmentPricer::add(const Offer& offer) {
    if (offer.most == 0) return;
    const std::uint32_t line = model_->lines()[offer.line];
    const std::int64_t gross =
        offer.price - model_->problem().unit_cost_of(node_, line) * offer.size;
    if (offer.least == 0 && gross <= 0) return;
    if (offer.least > 0) ++forced_;
    const ShipmentLoad load = model_->tariff().unit_load(line) * offer.size;
    wares_.push_back(
        {offer.line,
         offer.least,
         offer.most,
         offer.size,
         gross,
         offer.price - offer.cost,
         load,
         0,
         0}
    );
}

std::int64_t ShipmentPricer::solve(std::int64_t floor) {
    const bool has_tariff = column_ != PlanProblem::kNoTariff;
    const bool has_sides = has_tariff && model_->problem().rate_columns[column_].dim_cm3_per_kg > 0;
    blend(has_tariff && model_->bills_volume(column_) ? 1 : 0);
    if (!search(floor, has_sides ? kTrialsBeforeBlend : kTrialsMax) && has_sides) {
        blend_tightly();
        search(floor, kTrialsMax);
    }
    return std::max(best_profit_, cut_off_);
}

/// Counts loads by a blend of weight and dimensional weight.
void ShipmentPricer::blend(double part_of_volume) {
    grams_by_weight_ = 0;
    grams_by_volume_ = 0;
    if (column_ != PlanProblem::kNoTariff) {
        const auto lcd = static_cast<double>(model_->tariff().weight_lcd());
        const std::int64_t per_kg = model_->problem().rate_columns[column_].dim_cm3_per_kg;
        grams_by_weight_ = (1 - part_of_volume) / lcd;
        if (per_kg > 0) grams_by_volume_ = part_of_volume / (lcd * static_cast<double>(per_kg));
    }
    for (Ware& ware : wares_) {
        ware.bulk = bulk_of(ware.load);
        ware.density = static_cast<double>(ware.gross) / (ware.bulk + 1e-3);
    }
    // What must be in goes first, then what earns most for what it weighs.
    std::sort(wares_.begin(), wares_.end(), [&](const Ware& a, const Ware& b) {
        const bool is_forced = a.least > 0;
        if (is_forced != (b.least > 0)) return is_forced;
        return a.density != b.density ? a.density > b.density : a.line < b.line;
    });
}

/// The blend at which the whole order seems to earn least.
void ShipmentPricer::blend_tightly() {
    constexpr int kParts = 8;
    double least = 0;
    int chosen = -1;
    const Trial empty = empty_shipment();
    for (int part = 0; part <= kParts; ++part) {
        blend(static_cast<double>(part) / kParts);
        const double earned = most_earned_by_filling(0, empty, step_end(empty));
        if (chosen >= 0 && earned >= least) continue;
        least = earned;
        chosen = part;
    }
    blend(static_cast<double>(chosen) / kParts);
    steps_ += kParts * (wares_.size() + 1) * 8;
}

ShipmentPricer::Trial ShipmentPricer::empty_shipment() const {
    Trial empty;
    empty.room = model_->capacity(node_);
    empty.step = model_->tariff().step_of(node_, empty.load, empty.step);
    return empty;
}

/// False if there was too much to try, and the most earned is a bound.
bool ShipmentPricer::search(std::int64_t floor, std::size_t trials_max) {
    gross_after_.assign(wares_.size() + 1, 0);
    net_after_.assign(wares_.size() + 1, 0);
    for (std::size_t i = wares_.size(); i-- > 0;) {
        const Ware& ware = wares_[i];
        gross_after_[i] = gross_after_[i + 1] + ware.most * std::max<std::int64_t>(ware.gross, 0);
        net_after_[i] = net_after_[i + 1] + ware.most * std::max<std::int64_t>(ware.net, 0);
    }
    taken_.clear();
    best_.clear();
    const Trial empty = empty_shipment();
    // What does not pay for itself was left out; the lightest shipment costs this at least.
    const std::int64_t nearly_empty = -own_opening_ - empty.step.rate;
    best_profit_ = forced_ == 0 ? std::max(floor, nearly_empty) : floor;
    cut_off_ = best_profit_;
    trials_ = 0;
    looks_ = 0;
    trials_max_ = trials_max;
    extend(0, empty);
    const bool is_done = trials_ <= trials_max;
    steps_ += (trials_ * 2 + looks_ + 2) * (wares_.size() + 1);
    return is_done;
}

/// Upper bound: fills the step that is paid for with the densest wares, by fractions, and charges
/// what is above it by the flattest line through the steps that follow.
double ShipmentPricer::most_earned_by_filling(
    std::size_t next, const Trial& trial, const OrderModel::StepEnd& step
) const {
    constexpr double kSlack = 1e-9;  // Far above what rounding can lose.
    double room = step.grams_max - trial.bulk;
    double earned = static_cast<double>(trial.gross - trial.step.rate - own_opening_);
    double moved = std::abs(earned);
    for (std::size_t i = next; i < wares_.size(); ++i) {
        const Ware& ware = wares_[i];
        const auto most = static_cast<double>(ware.most);
        const double gross = most * static_cast<double>(ware.gross);
        const double bulk = most * ware.bulk;
        const double above = std::max(bulk - std::max(room, 0.0), 0.0);
        // Of a ware that does not pay for its way above the step, only what fits into it.
        const double lost = above > 0 ? std::min(above * step.slope, gross * (above / bulk)) : 0.0;
        if (gross > lost) earned += gross - lost;
        moved += std::abs(gross);
        room -= bulk;
    }
    return earned + moved * kSlack + 1;
}

void ShipmentPricer::extend(std::size_t next, const Trial& trial) {
    if (next == wares_.size()) return;
    ++looks_;
    const OrderModel::StepEnd step = step_end(trial);
    const std::int64_t most_earned = std::min(
        trial.gross + gross_after_[next] - trial.step.rate - own_opening_,
        trial.net + net_after_[next] - under_opening_
    );
    if (most_earned <= best_profit_) return;
    const double filled = most_earned_by_filling(next, trial, step);
    if (filled < static_cast<double>(best_profit_)) return;
    if (++trials_ > trials_max_) {
        const double limit = std::min(filled, static_cast<double>(kNoValue));
        cut_off_ = std::max(cut_off_, std::min(most_earned, static_cast<std::int64_t>(limit)));
        return;
    }
    const Ware& ware = wares_[next];
    const std::int64_t least = std::max<std::int64_t>(ware.least, 1);
    for (std::int64_t units = std::min(ware.most, trial.room / ware.size); units >= least;
         --units) {
        Trial longer;
        longer.gross = trial.gross + units * ware.gross - model_->line_cost(node_);
        longer.net = trial.net + units * ware.net;
        longer.room = trial.room - units * ware.size;
        longer.load = trial.load + ware.load * units;
        longer.bulk = bulk_of(longer.load);
        longer.step = model_->tariff().step_of(node_, longer.load, trial.step);
        taken_.push_back({ware.line, units});
        const std::int64_t earned = longer.gross - longer.step.rate - own_opening_;
        if (next + 1 >= forced_ && earned > best_profit_) {
            best_profit_ = earned;
            best_ = taken_;
        }
        extend(next + 1, longer);
        taken_.pop_back();
    }
    if (ware.least == 0) extend(next + 1, trial);
}

}  // namespace earmark
