#include "engine/sourcing/shipment_pricer.h"

#include <algorithm>
#include <cmath>

namespace earmark {

namespace {

constexpr std::size_t kTrialsMax = 1000;

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
    const double bulk = bulk_of(load);
    wares_.push_back(
        {offer.line,
         offer.least,
         offer.most,
         offer.size,
         gross,
         offer.price - offer.cost,
         load,
         bulk,
         static_cast<double>(gross) / (bulk + 1.0)}
    );
}

std::int64_t ShipmentPricer::solve(std::int64_t floor) {
    // What must be in goes first, then what earns most for what it weighs.
    std::sort(wares_.begin(), wares_.end(), [&](const Ware& a, const Ware& b) {
        const bool is_forced = a.least > 0;
        if (is_forced != (b.least > 0)) return is_forced;
        return a.density != b.density ? a.density > b.density : a.line < b.line;
    });
    gross_after_.assign(wares_.size() + 1, 0);
    net_after_.assign(wares_.size() + 1, 0);
    for (std::size_t i = wares_.size(); i-- > 0;) {
        const Ware& ware = wares_[i];
        gross_after_[i] = gross_after_[i + 1] + ware.most * std::max<std::int64_t>(ware.gross, 0);
        net_after_[i] = net_after_[i + 1] + ware.most * std::max<std::int64_t>(ware.net, 0);
    }
    taken_.clear();
    best_.clear();
    Trial empty;
    empty.room = model_->capacity(node_);
    empty.step = model_->tariff().step_of(node_, empty.load, empty.step);
    // What does not pay for itself was left out; the lightest shipment costs this at least.
    const std::int64_t nearly_empty = -own_opening_ - empty.step.rate;
    best_profit_ = forced_ == 0 ? std::max(floor, nearly_empty) : floor;
    cut_off_ = best_profit_;
    trials_ = 0;
    extend(0, empty);
    steps_ += (trials_ * 4 + 2) * (wares_.size() + 1);
    return std::max(best_profit_, cut_off_);
}

/// Upper bound: fills the step that is paid for with the densest wares, by fractions, and charges
/// what is above it by the flattest line through the steps that follow.
double ShipmentPricer::most_earned_by_filling(
    std::size_t next, const Trial& trial, const OrderModel::StepEnd& step
) const {
    constexpr double kSlack = 1e-9;  // Far above what rounding can lose.
    double room = step.bulk_max - bulk_of(trial.load);
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
    const OrderModel::StepEnd step = column_ == PlanProblem::kNoTariff
                                         ? OrderModel::StepEnd{}
                                         : model_->step_end(column_, trial.step.index);
    const std::int64_t most_earned = std::min(
        trial.gross + gross_after_[next] - trial.step.rate - own_opening_,
        trial.net + net_after_[next] - under_opening_
    );
    if (most_earned <= best_profit_) return;
    const double filled = most_earned_by_filling(next, trial, step);
    if (filled < static_cast<double>(best_profit_)) return;
    if (++trials_ > kTrialsMax) {
        cut_off_ = std::max(cut_off_, most_earned);
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
