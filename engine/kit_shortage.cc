#include "engine/kit_shortage.h"

#include "engine/sourcing/incumbent.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace earmark {

namespace {

constexpr std::size_t kShortageChoicesMax = 64;
constexpr std::size_t kWholeLineChoicesMax = 12;
constexpr std::size_t kShortageLooksMax = 200'000;
constexpr std::size_t kShortageSolvesMax = 1'000;

}  // namespace

void KitShortage::plan(Plan& plan, std::vector<Units>& granted) {
    plan = {};
    plan.status = PlanStatus::undecided;
    find_choices();
    find_loose_choices();
    look_at_lines();
    if (choices_.size() > (is_whole_lines_ ? kWholeLineChoicesMax : kShortageChoicesMax)) return;
    price_shortage();
    const Status tried = is_whole_lines_ ? try_whole_lines(plan, granted) : try_all(plan, granted);
    candidates_.problem() = problem_;
    if (!tried) {
        plan.status = PlanStatus::undecided;
    } else if (has_best_) {
        plan.short_units = best_short_;
        plan.status = is_proven_ ? PlanStatus::optimal : PlanStatus::feasible;
        plan.lower_bound = is_proven_ ? plan.cost : 0;
    } else if (is_proven_) {
        plan.status = PlanStatus::infeasible;
    }
}

Status KitShortage::try_all(Plan& plan, std::vector<Units>& granted) {
    Units least = 0;
    Units most = 0;
    for (const Choice& choice : choices_) {
        least += choice.least_short;
        most += choice.asked;
    }
    Status tried = Done{};
    for (Units is_short = least; tried && is_short <= most; ++is_short) {
        if ((has_best_ && is_short > best_short_) || is_spent()) break;
        tried = try_all_of(is_short, plan, granted);
    }
    return tried;
}

/// Of lines that stay whole each is left out or not.
Status KitShortage::try_whole_lines(Plan& plan, std::vector<Units>& granted) {
    std::vector<std::pair<Units, std::uint32_t>> subsets;
    subsets.reserve(std::size_t{1} << choices_.size());
    for (std::uint32_t left_out = 0; left_out >> choices_.size() == 0; ++left_out) {
        Units is_short = 0;
        for (std::size_t index = 0; index < choices_.size(); ++index)
            is_short += (left_out >> index & 1U) != 0 ? choices_[index].asked : 0;
        subsets.emplace_back(is_short, left_out);
    }
    std::ranges::sort(subsets);
    for (const auto& [is_short, left_out] : subsets) {
        if ((has_best_ && is_short > best_short_) || is_spent()) break;
        for (std::size_t index = 0; index < choices_.size(); ++index) {
            Choice& choice = choices_[index];
            choice.is_short = (left_out >> index & 1U) != 0 ? choice.asked : 0;
        }
        ask_for_choices();
        if (!is_there()) continue;
        if (const Status tried = try_choices(is_short, plan, granted); !tried) return tried;
    }
    return Done{};
}

/// Whether no more choices are tried, so that the plan is not proven.
bool KitShortage::is_spent() {
    if (looks_ < kShortageLooksMax && solves_ < kShortageSolvesMax && solver_.steps_left() > 0)
        return false;
    is_proven_ = false;
    return true;
}

/// One for each line of a kit that may ship apart.
void KitShortage::find_choices() {
    const auto& rows = candidates_.rows().rows;
    is_chosen_.assign(candidates_.lines().size(), false);
    for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
        end = begin + candidates_.rows().line_at(begin).size();
        if (!rows[begin].is_part()) continue;
        Choice& choice = choices_.emplace_back();
        choice.is_kit = true;
        choice.asked = rows[begin].quantity / rows[begin].per_kit;
        Units there = choice.asked;
        for (std::size_t row = begin; row < end; ++row) {
            const std::size_t line = candidates_.plan_line(row);
            choice.rows.push_back(row);
            is_chosen_[line] = true;
            there = std::min(there, candidates_.lines()[line].ats_reachable / rows[row].per_kit);
        }
        choice.least_short = choice.asked - there;
    }
}

/// One for the loose units of each line of the plan that has parts of kits, too.
void KitShortage::find_loose_choices() {
    const auto& rows = candidates_.rows().rows;
    for (std::size_t line = 0; line < is_chosen_.size(); ++line) {
        if (!is_chosen_[line]) {
            others_ += problem_.quantity[line];
            continue;
        }
        Choice choice;
        for (std::size_t row = 0; row < rows.size(); ++row) {
            if (candidates_.plan_line(row) != line || rows[row].is_part()) continue;
            choice.rows.push_back(row);
            choice.asked += rows[row].quantity;
        }
        if (!choice.rows.empty()) choices_.push_back(std::move(choice));
    }
}

/// What there is of the lines chosen from, and of their items.
void KitShortage::look_at_lines() {
    const auto lines = candidates_.lines();
    std::vector<SkuId> skus;
    for (std::size_t line = 0; line < lines.size(); ++line) {
        if (!is_chosen_[line]) continue;
        const auto known = std::ranges::find(skus, lines[line].sku);
        const auto item = static_cast<std::size_t>(known - skus.begin());
        if (known == skus.end()) {
            skus.push_back(lines[line].sku);
            items_.emplace_back();
        }
        const Units there = lines[line].ats_reachable;
        items_[item].there = std::max(items_[item].there, there);
        lines_.push_back({line, item, there});
    }
}

/// A unit of another line left out is dearer than any plan, and one of what is chosen dearer than
/// all of those: the plan of least cost leaves out none that is chosen if there is such a plan, and
/// then as few others as can be.
void KitShortage::price_shortage() {
    PlanProblem& problem = candidates_.problem();
    problem.allow_partial = others_ > 0;
    if (others_ == 0) return;
    problem.short_cost.assign(problem.line_count, 0);
    const auto bounds = check_problem(problem);
    if (!bounds) return;
    unit_price_ = bounds->cost_max + 1;
    std::int64_t dearest = 0;
    // What is too dear to count, the solver refuses by name.
    if (__builtin_mul_overflow(unit_price_, others_ + 1, &dearest))
        dearest = std::numeric_limits<std::int64_t>::max();
    for (std::size_t line = 0; line < problem.line_count; ++line)
        problem.short_cost[line] = is_chosen_[line] ? dearest : unit_price_;
}

/// All choices that leave out so many.
Status KitShortage::try_all_of(Units is_short, Plan& plan, std::vector<Units>& granted) {
    Status tried = Done{};
    for (bool is_one = spread(0, is_short); is_one && tried; is_one = next_choices()) {
        if (is_spent()) break;
        ++looks_;
        ask_for_choices();
        if (is_there()) tried = try_choices(is_short, plan, granted);
    }
    return tried;
}

/// Leaves out so many of the choices from `begin` on, of the last ones first. False: they cannot be
/// left out so.
bool KitShortage::spread(std::size_t begin, Units left) {
    for (std::size_t index = begin; index < choices_.size(); ++index) {
        choices_[index].is_short = choices_[index].least_short;
        left -= choices_[index].is_short;
    }
    for (std::size_t index = choices_.size(); index > begin && left > 0; --index) {
        Choice& choice = choices_[index - 1];
        const Units more = std::min(left, choice.asked - choice.is_short);
        choice.is_short += more;
        left -= more;
    }
    return left == 0;
}

/// The next choices that leave out as many, in the order of their numbers.
bool KitShortage::next_choices() {
    Units behind = 0;
    for (std::size_t index = choices_.size(); index-- > 0;) {
        Choice& choice = choices_[index];
        if (behind > 0 && choice.is_short < choice.asked) {
            const Units more = choice.is_short + 1;
            Units least = 0;
            for (std::size_t later = index + 1; later < choices_.size(); ++later)
                least += choices_[later].least_short;
            if (behind - 1 >= least && spread(index + 1, behind - 1)) {
                choice.is_short = more;
                return true;
            }
        }
        behind += choice.is_short;
    }
    return false;
}

void KitShortage::ask_for_choices() {
    auto& quantity = candidates_.problem().quantity;
    for (std::size_t line = 0; line < quantity.size(); ++line)
        quantity[line] = is_chosen_[line] ? 0 : problem_.quantity[line];
    for (const Choice& choice : choices_) {
        Units left = choice.asked - choice.is_short;
        for (const std::size_t row : choice.rows)
            quantity[candidates_.plan_line(row)] += granted_of(choice, row, left);
    }
}

/// What a row gets of what its choice fills; `left`: of loose units, for the rows from this one on.
Units KitShortage::granted_of(const Choice& choice, std::size_t row, Units& left) const {
    const OrderRow& asked = candidates_.rows().rows[row];
    if (choice.is_kit) return (choice.asked - choice.is_short) * asked.per_kit;
    const Units given = std::min(left, asked.quantity);
    left -= given;
    return given;
}

/// Whether there may be as much as is chosen: a cheap look ahead of a search.
bool KitShortage::is_there() {
    const auto& quantity = candidates_.problem().quantity;
    for (Item& item : items_)
        item.left = item.there;
    for (const ChosenLine& chosen : lines_) {
        Item& item = items_[chosen.item];
        item.left -= quantity[chosen.line];
        if (item.left < 0 || quantity[chosen.line] > chosen.there) return false;
    }
    return true;
}

Status KitShortage::try_choices(Units is_short, Plan& plan, std::vector<Units>& granted) {
    ++solves_;
    if (const Status solved = solver_.solve(tried_); !solved) return solved;
    if (tried_.status == PlanStatus::infeasible) return Done{};
    const bool is_exact = tried_.status == PlanStatus::optimal;
    is_proven_ = is_proven_ && is_exact;
    if (!tried_.has_plan()) return Done{};
    // Then no plan fills them, or it was not found.
    if (!fills_choices(tried_)) return Done{};
    const Units others = short_of_others(tried_);
    keep(is_short + others, tried_.cost - unit_price_ * others, plan, granted);
    return Done{};
}

bool KitShortage::fills_choices(const Plan& tried) const {
    std::vector<Units> left = candidates_.problem().quantity;
    for (const PlannedUnits& planned : tried.shipments)
        left[planned.line] -= planned.units;
    for (std::size_t line = 0; line < left.size(); ++line)
        if (is_chosen_[line] && left[line] > 0) return false;
    return true;
}

Units KitShortage::short_of_others(const Plan& tried) const {
    Units left = others_;
    for (const PlannedUnits& planned : tried.shipments)
        if (!is_chosen_[planned.line]) left -= planned.units;
    return left;
}

/// The plan that was tried, if it is better than the best so far.
void KitShortage::keep(Units is_short, std::int64_t cost, Plan& plan, std::vector<Units>& granted) {
    const auto worth = std::pair(is_short, cost);
    const auto best = std::pair(best_short_, plan.cost);
    const bool is_better = !has_best_ || worth < best ||
                           (worth == best && comes_first(tried_.shipments, plan.shipments));
    if (!is_better) return;
    has_best_ = true;
    best_short_ = is_short;
    plan.cost = cost;
    plan.shipments = tried_.shipments;
    plan.ties_settled = tried_.ties_settled;
    const auto& rows = candidates_.rows().rows;
    granted.assign(rows.size(), 0);
    for (std::size_t row = 0; row < rows.size(); ++row)
        granted[row] = rows[row].quantity;
    for (const Choice& choice : choices_) {
        Units left = choice.asked - choice.is_short;
        for (const std::size_t row : choice.rows)
            granted[row] = granted_of(choice, row, left);
    }
}

}  // namespace earmark
