#include "engine/sourcing/unit_division.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace earmark {

namespace {

constexpr double kNearlyWhole = 1e-6;
constexpr double kLoadSlack = 1e-6;  ///< Loads are sums of fractions of grams.
constexpr std::size_t kDivisionDepthMax = 200;

/// So little more for each unit of a column, each another, that no two choices cost the same and
/// the simplex method does not go round in circles; together far less than one.
double apart(std::size_t column) {
    constexpr double kLeast = 1e-5;
    constexpr double kGolden = 0.6180339887;
    const double turns = static_cast<double>(column) * kGolden;
    return kLeast * (1 + turns - std::floor(turns));
}

bool is_whole(double value) {
    return std::abs(value - std::round(value)) <= kNearlyWhole;
}

}  // namespace

std::int64_t UnitDivision::run(
    OrderModel& model, const Loads& loads, Incumbent& incumbent, StepBudget& budget
) {
    incumbent_ = &incumbent;
    budget_ = &budget;
    unexplored_ = kNoValue;
    depth_ = 0;
    start(model, loads, incumbent.value());
    explore(-kNoValue);
    return std::min(unexplored_, incumbent.value());
}

std::int64_t UnitDivision::bound(
    OrderModel& model, const Loads& loads, std::int64_t limit, std::uint64_t& steps
) {
    start(model, loads, limit);
    return holds_leasts() ? std::min(relax(steps), limit) : limit;
}

void UnitDivision::start(OrderModel& model, const Loads& loads, std::int64_t limit) {
    model_ = &model;
    loads_ = loads;
    read();
    is_flat_ = has_flat_rates();
    find_lattice();
    start_relaxation(limit);
}

std::int64_t UnitDivision::unit_cost(std::size_t sender, std::size_t line) const {
    if (is_short(sender)) return model_->short_price(line);
    return model_->problem().unit_cost_of(loads_.senders[sender].node, model_->lines()[line]);
}

std::int64_t UnitDivision::line_cost(std::size_t sender) const {
    return is_short(sender) ? 0 : model_->line_cost(loads_.senders[sender].node);
}

void UnitDivision::read() {
    line_count_ = model_->line_count();
    column_count_ = loads_.senders.size() * line_count_;
    ranges_.assign(column_count_, {});
    limits_.clear();
    takes_.clear();
    for (std::size_t sender = 0; sender < loads_.senders.size(); ++sender) {
        for (std::size_t line = 0; line < line_count_; ++line) {
            ranges_[column_of(sender, line)].most =
                is_short(sender) ? model_->need(line)
                                 : model_->most_units(loads_.senders[sender].node, line);
        }
        if (!is_short(sender)) add_limits(sender);
    }
}

/// Its load, and what else its units can come up against.
void UnitDivision::add_limits(std::size_t sender) {
    const Sender& own = loads_.senders[sender];
    const auto add = [&](double most, bool is_load, const auto& take) {
        double all = 0;
        for (std::size_t line = 0; line < line_count_; ++line) {
            takes_.push_back(take(line));
            all += takes_.back() * static_cast<double>(ranges_[column_of(sender, line)].most);
        }
        if (is_load || all > most) {
            limits_.push_back({sender, most, is_load});
        } else {
            takes_.resize(takes_.size() - line_count_);
        }
    };
    add(loads_.ends[own.window.last] + kLoadSlack, true, [&](std::size_t line) {
        return loads_.line_grams[line];
    });
    const std::int64_t capacity = model_->capacity(own.node);
    if (capacity < kNoValue)
        add(static_cast<double>(capacity), false, [](std::size_t) { return 1.0; });
    for (const auto& group : model_->item_groups()) {
        const auto stock = static_cast<double>(model_->item_stock(own.node, group.front()));
        add(stock, false, [&](std::size_t line) {
            return std::find(group.begin(), group.end(), line) == group.end() ? 0.0 : 1.0;
        });
    }
}

/// What values of plans can be, if rates are decided.
void UnitDivision::find_lattice() {
    base_ = loads_.cost;
    for (const auto& [node, window, rates, may_be_closed] : loads_.senders)
        if (!rates.empty()) base_ += static_cast<std::int64_t>(rates[window.first]);
    unit_ = 0;
    for (std::size_t sender = 0; sender < loads_.senders.size(); ++sender)
        unit_ = std::gcd(unit_, line_cost(sender));
    for (std::size_t line = 0; line < line_count_; ++line) {
        std::int64_t first = -1;
        for (std::size_t sender = 0; sender < loads_.senders.size(); ++sender) {
            if (ranges_[column_of(sender, line)].most == 0) continue;
            if (first < 0) first = unit_cost(sender, line);
            unit_ = std::gcd(unit_, unit_cost(sender, line) - first);
        }
        base_ += std::max<std::int64_t>(first, 0) * model_->need(line);
    }
}

std::int64_t UnitDivision::on_lattice(std::int64_t bound) const {
    if (unit_ == 0) return std::max(bound, base_);
    const std::int64_t above = (bound - base_) % unit_;
    if (above == 0) return bound;
    return above > 0 ? bound + unit_ - above : bound - above;
}

void UnitDivision::start_relaxation(std::int64_t value_limit) {
    constexpr double kDearest = 1e13;
    dear_ = std::clamp(static_cast<double>(value_limit - loads_.cost), 1.0, kDearest);
    relaxation_.start(line_count_ + limits_.size(), column_count_ + loads_.senders.size());
    for (std::size_t line = 0; line < line_count_; ++line) {
        for (std::size_t column = line; column < column_count_; column += line_count_)
            relaxation_.set_entry(line, column, 1);
        const auto need = static_cast<double>(model_->need(line));
        relaxation_.set_right_side(line, need);
        // So dear that it is no plan of interest, but always a solution.
        relaxation_.set_box(relaxation_.slack_of(line), {0, need});
        relaxation_.set_cost(relaxation_.slack_of(line), dear_);
    }
    for (std::size_t limit = 0; limit < limits_.size(); ++limit) {
        const std::size_t row = line_count_ + limit;
        for (std::size_t line = 0; line < line_count_; ++line) {
            relaxation_.set_entry(
                row, column_of(limits_[limit].sender, line), takes_[limit * line_count_ + line]
            );
        }
        relaxation_.set_right_side(row, limits_[limit].most);
        relaxation_.set_box(relaxation_.slack_of(row), {0, limits_[limit].most});
        if (!limits_[limit].is_load) continue;
        // What a load lacks that is too light, as dear.
        const std::size_t lacking = column_count_ + limits_[limit].sender;
        relaxation_.set_entry(row, lacking, 1);
        relaxation_.set_box(lacking, {0, limits_[limit].most});
        relaxation_.set_cost(lacking, dear_);
    }
    lines_.assign(loads_.senders.size(), {});
    for (std::size_t sender = 0; sender < loads_.senders.size(); ++sender) {
        if (is_short(sender)) continue;
        const double middle = loads_.ends[loads_.senders[sender].window.last] / 2;
        lines_[sender] = line_below(sender, middle);
    }
}

bool UnitDivision::has_flat_rates() const {
    for (std::size_t sender = 0; sender < loads_.senders.size(); ++sender) {
        if (is_short(sender)) continue;
        const auto [node, window, rates, may_be_closed] = loads_.senders[sender];
        const auto [first, last] = loads_.senders[sender].window;
        if (rates[first] != rates[last] || (may_be_closed && rates[last] != 0)) return false;
    }
    return true;
}

/// Of a plan that ships from the sender.
double UnitDivision::least_load(std::size_t sender) const {
    const std::size_t first = loads_.senders[sender].window.first;
    return first == 0 || loads_.senders[sender].may_be_closed ? 0 : loads_.ends[first - 1];
}

/// That in the relaxation.
double UnitDivision::load_of(std::size_t sender) const {
    double grams = 0;
    for (std::size_t line = 0; line < line_count_; ++line)
        grams += loads_.line_grams[line] * relaxation_.value(column_of(sender, line));
    return grams;
}

/// The highest at so many grams.
UnitDivision::Line UnitDivision::line_below(std::size_t sender, double grams) const {
    const auto [node, whole, rates, may_be_closed] = loads_.senders[sender];
    const auto [first, last] = loads_.senders[sender].window;
    double from = least_load(sender);
    double rate = may_be_closed ? 0 : rates[first];
    // From corner to corner of the hull below, until one is beyond.
    while (true) {
        double slope = std::numeric_limits<double>::infinity();
        std::size_t next = last;
        for (std::size_t cell = first; cell <= last; ++cell) {
            if (loads_.ends[cell] <= from) continue;
            const double to_cell = (rates[cell] - rate) / (loads_.ends[cell] - from);
            if (to_cell > slope) continue;
            slope = to_cell;
            next = cell;
        }
        if (slope == std::numeric_limits<double>::infinity()) return {rate, 0};
        if (grams <= loads_.ends[next] || next == last) return {rate - slope * from, slope};
        from = loads_.ends[next];
        rate = rates[next];
    }
}

/// Of one unit; what its line costs is spread over all it may be.
double UnitDivision::slope_of(std::size_t column) const {
    const std::size_t sender = column / line_count_;
    const auto cost = static_cast<double>(unit_cost(sender, column % line_count_));
    const auto [least, most] = ranges_[column];
    const double rate = lines_[sender].slope * loads_.line_grams[column % line_count_];
    if (least > 0 || most == 0) return cost + rate;
    return cost + rate + static_cast<double>(line_cost(sender)) / static_cast<double>(most);
}

/// Whether the least of all ranges is within what lines want and limits leave.
bool UnitDivision::holds_leasts() const {
    for (std::size_t line = 0; line < line_count_; ++line) {
        std::int64_t least = 0;
        std::int64_t most = 0;
        for (std::size_t column = line; column < column_count_; column += line_count_) {
            least += ranges_[column].least;
            most += ranges_[column].most;
        }
        if (least > model_->need(line) || most < model_->need(line)) return false;
    }
    for (std::size_t limit = 0; limit < limits_.size(); ++limit) {
        double least = 0;
        for (std::size_t line = 0; line < line_count_; ++line) {
            least += takes_[limit * line_count_ + line] *
                     static_cast<double>(ranges_[column_of(limits_[limit].sender, line)].least);
        }
        if (least > limits_[limit].most) return false;
    }
    return true;
}

void UnitDivision::explore(std::int64_t inherited) {
    if (budget_->is_spent()) {
        unexplored_ = std::min(unexplored_, inherited);
        return;
    }
    if (!holds_leasts()) return;
    const std::int64_t bound = std::max(inherited, relax(budget_->used));
    if (bound >= incumbent_->value()) return;
    const std::size_t column = branching_column();
    if (column == column_count_ || depth_ == kDivisionDepthMax) {
        offer();
        if (bound < incumbent_->value()) unexplored_ = std::min(unexplored_, bound);
        return;
    }
    narrow();
    branch(column, bound);
}

void UnitDivision::set_boxes() {
    for (std::size_t column = 0; column < column_count_; ++column) {
        const auto [least, most] = ranges_[column];
        relaxation_.set_box(column, {static_cast<double>(least), static_cast<double>(most)});
    }
    for (std::size_t limit = 0; limit < limits_.size(); ++limit) {
        const auto [sender, most, is_load] = limits_[limit];
        if (!is_load) continue;
        const double heaviest = loads_.ends[loads_.senders[sender].window.last] + kLoadSlack;
        // A load lighter than its rate asks for is charged no more: as good, and easier to find.
        const double lightest = is_flat_ ? 0 : std::max(least_load(sender) - kLoadSlack, 0.0);
        relaxation_.set_box(
            relaxation_.slack_of(line_count_ + limit), {most - heaviest, most - lightest}
        );
    }
}

/// What divisions within the ranges and windows cost at least.
std::int64_t UnitDivision::relax(std::uint64_t& steps) {
    constexpr int kLinesTried = 4;
    set_boxes();
    std::int64_t best = -kNoValue;
    for (int i = 0; i < kLinesTried; ++i) {
        for (std::size_t column = 0; column < column_count_; ++column)
            relaxation_.set_cost(column, slope_of(column) + apart(column));
        relaxation_.solve(steps);
        steps += column_count_ * (limits_.size() + 4);
        best = std::max(best, find_bound());
        bool has_changed = false;
        for (std::size_t sender = 0; sender < loads_.senders.size(); ++sender) {
            if (is_short(sender)) continue;
            const Line line = line_below(sender, load_of(sender));
            steps += loads_.senders[sender].window.last - loads_.senders[sender].window.first;
            has_changed = has_changed || line.slope != lines_[sender].slope ||
                          line.start != lines_[sender].start;
            lines_[sender] = line;
        }
        if (!has_changed) break;
    }
    return best;
}

/// By the prices of the relaxation, whatever they are.
std::int64_t UnitDivision::find_bound() {
    constexpr double kRounded = 1e-12;
    const auto rows = line_count_ + limits_.size();
    prices_.resize(rows);
    double sum = 0;
    double moved = 1;
    const auto add = [&](double part) {
        sum += part;
        moved += std::abs(part);
    };
    for (std::size_t line = 0; line < line_count_; ++line) {
        prices_[line] = dear_ - relaxation_.reduced_cost(relaxation_.slack_of(line));
        add(prices_[line] * static_cast<double>(model_->need(line)));
    }
    for (std::size_t limit = 0; limit < limits_.size(); ++limit) {
        const std::size_t row = line_count_ + limit;
        // Of a load that must be heavier, it is negative.
        prices_[row] = relaxation_.reduced_cost(relaxation_.slack_of(row));
        const auto [least, most] = relaxation_.box(relaxation_.slack_of(row));
        add(-prices_[row] * (limits_[limit].most - (prices_[row] < 0 ? most : least)));
    }
    margins_.resize(column_count_);
    for (std::size_t column = 0; column < column_count_; ++column) {
        const std::size_t line = column % line_count_;
        const std::size_t sender = column / line_count_;
        margins_[column] = static_cast<double>(unit_cost(sender, line)) +
                           lines_[sender].slope * loads_.line_grams[line] - prices_[line];
    }
    for (const Line& line : lines_)
        add(line.start);
    for (std::size_t limit = 0; limit < limits_.size(); ++limit) {
        for (std::size_t line = 0; line < line_count_; ++line) {
            margins_[column_of(limits_[limit].sender, line)] +=
                prices_[line_count_ + limit] * takes_[limit * line_count_ + line];
        }
    }
    for (std::size_t column = 0; column < column_count_; ++column) {
        const auto [least, most] = ranges_[column];
        if (most == 0) continue;
        const auto some = static_cast<double>(std::max<std::int64_t>(least, 1));
        const double ships =
            static_cast<double>(line_cost(column / line_count_)) +
            std::min(margins_[column] * some, margins_[column] * static_cast<double>(most));
        add(least > 0 ? ships : std::min(ships, 0.0));
    }
    const double bound = std::ceil(sum - moved * kRounded);
    if (bound >= static_cast<double>(kNoValue) / 2) return kNoValue;
    relaxed_ = loads_.cost + static_cast<std::int64_t>(bound);
    return is_flat_ ? on_lattice(relaxed_) : relaxed_;
}

/// Leaves out what is in no division of interest, going by the latest prices.
void UnitDivision::narrow() {
    const auto room = static_cast<double>(incumbent_->value() - relaxed_);
    for (std::size_t column = 0; column < column_count_; ++column) {
        Range& range = ranges_[column];
        const double width = static_cast<double>(range.most - range.least);
        const double margin = margins_[column];
        if (std::abs(margin) * width <= room) continue;
        const auto moves = static_cast<std::int64_t>(room / std::abs(margin) + kNearlyWhole);
        if (margin > 0) {
            range.most = std::min(range.most, range.least + moves);
        } else if (range.least > 0 || line_cost(column / line_count_) == 0) {
            range.least = std::max(range.least, range.most - moves);
        }
    }
}

/// What the relaxation does not pay of a line's cost.
double UnitDivision::unpaid_line(std::size_t column) const {
    const auto [least, most] = ranges_[column];
    const double value = relaxation_.value(column);
    if (least > 0 || most == 0 || value <= kNearlyWhole) return 0;
    const double unused = 1 - value / static_cast<double>(most);
    return static_cast<double>(line_cost(column / line_count_)) * std::max(unused, 0.0);
}

/// The column whose next whole numbers cost most, either way; column_count_ if all are whole and
/// fully paid.
std::size_t UnitDivision::branching_column() const {
    std::size_t best = column_count_;
    double most = -1;
    for (std::size_t column = 0; column < column_count_; ++column) {
        const double value = relaxation_.value(column);
        double score = -1;
        if (!is_whole(value)) {
            const auto [down, up] = relaxation_.penalty(column);
            const double part = value - std::floor(value);
            score = std::min(down, up) * 4 + std::max(down, up) + std::min(part, 1 - part);
        } else if (const double lost = unpaid_line(column); lost > kNearlyWhole) {
            score = lost;
        }
        if (score <= most) continue;
        most = score;
        best = column;
    }
    return best;
}

void UnitDivision::branch(std::size_t column, std::int64_t bound) {
    const double value = relaxation_.value(column);
    // Whole, it is in doubt whether anything of the line is shipped.
    const std::int64_t below = is_whole(value) ? 0 : static_cast<std::int64_t>(std::floor(value));
    const bool up_first = value - static_cast<double>(below) > 0.5;
    if (frames_.size() <= depth_) frames_.resize(depth_ + 1);
    frames_[depth_].ranges = ranges_;
    relaxation_.save(frames_[depth_].basis);
    budget_->used += column_count_ * (line_count_ + limits_.size());
    for (const bool is_up : {up_first, !up_first}) {
        Range& range = ranges_[column];
        if (is_up) {
            range.least = std::max(range.least, below + 1);
        } else {
            range.most = std::min(range.most, below);
        }
        if (range.least <= range.most) {
            ++depth_;
            explore(bound);
            --depth_;
        }
        ranges_ = frames_[depth_].ranges;
        relaxation_.restore(frames_[depth_].basis);
    }
}

/// What the relaxation says, in whole units.
void UnitDivision::offer() {
    plan_.clear();
    for (std::size_t column = 0; column < column_count_; ++column) {
        const std::size_t sender = column / line_count_;
        const std::int64_t units = std::llround(relaxation_.value(column));
        if (units == 0 || is_short(sender)) continue;
        plan_.push_back({loads_.senders[sender].node, model_->lines()[column % line_count_], units}
        );
    }
    incumbent_->offer(plan_, model_->value_of(plan_));
}

}  // namespace earmark
