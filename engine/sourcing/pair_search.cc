#include "engine/sourcing/pair_search.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace earmark {

namespace {

constexpr std::int64_t kCellsMax = 1024;
constexpr std::int64_t kUnitsMax = 400;  ///< Of all pairs.
constexpr std::size_t kNodesMax = 16;

}  // namespace

bool PairSearch::run(
    OrderModel& model,
    const UnitBox& box,
    std::span<const std::int64_t> prices,
    std::uint64_t visits_max,
    Incumbent& incumbent,
    std::uint64_t& steps
) {
    model_ = &model;
    incumbent_ = &incumbent;
    if (!fits(box, prices)) return false;
    order_lines();
    nodes_.clear();
    pairs_.assign(box.nodes.size() * order_.size(), Pair{});
    tables_.clear();
    choices_.clear();
    table_steps_ = 0;
    std::int64_t bound = model.constant();
    for (std::size_t node = 0; node < box.nodes.size(); ++node)
        nodes_.push_back({box.nodes[node], PlanProblem::kNoTariff, false, 0, 0, 0});
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        read_node(box, node, prices);
        fill_tables(node);
        bound += model.problem().fixed_cost[nodes_[node].id] + model.problem().split_penalty +
                 tables_[pair(node, 0).table];
    }
    read_rest();
    short_reduced_.clear();
    for (const std::uint32_t line : order_) {
        bound += model.need(line) * prices[line];
        short_reduced_.push_back(model.short_price(line) - prices[line]);
    }
    visits_left_ = visits_max;
    const bool is_done = bound >= incumbent.value() || descend(0, model.need(order_[0]), bound);
    steps += table_steps_ + (visits_max - visits_left_) * 16;
    return is_done;
}

/// Whether tables would not be too large, nor sums of prices.
bool PairSearch::fits(const UnitBox& box, std::span<const std::int64_t> prices) const {
    if (box.nodes.size() > kNodesMax) return false;
    std::int64_t units = 0;
    for (const std::int64_t most : box.most) {
        if (most > kUnitsMax) return false;
        units += most;
    }
    if (units > kUnitsMax) return false;
    std::int64_t worth = 0;
    for (std::size_t line = 0; line < model_->line_count(); ++line) {
        const std::int64_t limit = kNoValue / 64 / std::max<std::int64_t>(model_->need(line), 1);
        if (prices[line] > limit) return false;
        worth += model_->need(line) * prices[line];
    }
    return worth < kNoValue / 64;
}

void PairSearch::order_lines() {
    const auto size_of = [&](std::uint32_t line) {
        const ShipmentLoad load = model_->tariff().unit_load(model_->lines()[line]);
        return load.weight + load.volume;
    };
    order_.resize(model_->line_count());
    std::iota(order_.begin(), order_.end(), 0U);
    std::sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
        return size_of(a) != size_of(b) ? size_of(a) > size_of(b) : a < b;
    });
}

void PairSearch::read_node(
    const UnitBox& box, std::size_t node, std::span<const std::int64_t> prices
) {
    const PlanProblem& problem = model_->problem();
    Node& own = nodes_[node];
    if (problem.has_tariffs()) own.column = problem.tariff_column[own.id];
    own.bills_volume = own.column != PlanProblem::kNoTariff && model_->bills_volume(own.column);
    own.room = model_->capacity(own.id);
    std::int64_t heaviest = 0;
    for (std::size_t place = 0; place < order_.size(); ++place) {
        const std::uint32_t line = order_[place];
        Pair& at = pair(node, place);
        at.least = box.least[node * order_.size() + line];
        at.most = box.most[node * order_.size() + line];
        at.cost = problem.unit_cost_of(own.id, model_->lines()[line]) - prices[line];
        const ShipmentLoad load = model_->tariff().unit_load(model_->lines()[line]);
        if (own.column != PlanProblem::kNoTariff)
            at.load = own.bills_volume ? load.volume : load.weight;
        heaviest += at.load * at.most;
    }
    own.cell_bits =
        static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(heaviest / kCellsMax)));
}

/// What the nodes after each pair's have of its line.
void PairSearch::read_rest() {
    for (std::size_t place = 0; place < order_.size(); ++place) {
        for (std::size_t node = nodes_.size() - 1; node-- > 0;) {
            const Pair& after = pair(node + 1, place);
            pair(node, place).least_after = after.least_after + after.least;
            pair(node, place).most_after = after.most_after + after.most;
        }
    }
}

std::int64_t PairSearch::rate_at(const Node& node, std::int64_t load) const {
    if (node.column == PlanProblem::kNoTariff) return 0;
    return model_->tariff().rate_of(
        node.id, node.bills_volume ? ShipmentLoad{0, load} : ShipmentLoad{load, 0}
    );
}

void PairSearch::fill_tables(std::size_t node) {
    const Node& own = nodes_[node];
    std::int64_t heaviest = 0;
    for (std::size_t place = 0; place < order_.size(); ++place) {
        Pair& at = pair(node, place);
        at.table = tables_.size();
        tables_.resize(tables_.size() + static_cast<std::size_t>(heaviest >> own.cell_bits) + 1);
        heaviest += at.load * at.most;
        at.next_table = tables_.size();
    }
    const auto last = static_cast<std::size_t>(heaviest >> own.cell_bits) + 1;
    fill_last_table(node, last);
    const std::int64_t line_cost = model_->line_cost(own.id);
    for (std::size_t place = order_.size(); place-- > 0;) {
        const Pair& at = pair(node, place);
        const std::size_t cells = at.next_table - at.table;
        std::int64_t* here = tables_.data() + at.table;
        std::fill(here, here + cells, kNoValue);
        for (std::int64_t units = at.least; units <= at.most; ++units) {
            const std::int64_t cost = units * at.cost + (units > 0 ? line_cost : 0);
            const auto moved = static_cast<std::size_t>((units * at.load) >> own.cell_bits);
            const std::int64_t* next = tables_.data() + at.next_table + moved;
            for (std::size_t cell = 0; cell < cells; ++cell)
                here[cell] = std::min(here[cell], next[cell] + cost);
        }
        table_steps_ += cells * static_cast<std::size_t>(at.most - at.least + 1);
    }
}

/// Every line is decided: the rates.
void PairSearch::fill_last_table(std::size_t node, std::size_t cells) {
    const Node& own = nodes_[node];
    for (std::size_t cell = 0; cell < cells; ++cell)
        tables_.push_back(rate_at(own, static_cast<std::int64_t>(cell) << own.cell_bits));
    table_steps_ += cells * 8;
}

/// Pushes what the pair may have, where the bound stays below the best, the lowest bound first.
void PairSearch::list_choices(std::size_t at, std::int64_t left, std::int64_t bound) {
    const Pair& own = pairs_[at];
    const Node& node = nodes_[at % nodes_.size()];
    const std::int64_t decided =
        tables_[own.table + static_cast<std::size_t>(node.load >> node.cell_bits)];
    const bool is_last = at % nodes_.size() + 1 == nodes_.size();
    std::int64_t least = own.least;
    if (model_->must_fill()) least = std::max(least, left - own.most_after);
    const std::int64_t most = std::min({own.most, left - own.least_after, node.room});
    const std::size_t first = choices_.size();
    for (std::int64_t units = least; units <= most; ++units) {
        const auto cell =
            static_cast<std::size_t>((node.load + units * own.load) >> node.cell_bits);
        std::int64_t raised = bound - decided + units * own.cost +
                              (units > 0 ? model_->line_cost(node.id) : 0) +
                              tables_[own.next_table + cell];
        if (is_last) raised += (left - units) * short_reduced_[at / nodes_.size()];
        if (raised >= incumbent_->value()) continue;
        choices_.push_back({units, raised});
        for (std::size_t i = choices_.size() - 1;
             i > first && choices_[i].bound < choices_[i - 1].bound;
             --i)
            std::swap(choices_[i], choices_[i - 1]);
    }
}

/// False if there was too much to look at.
bool PairSearch::descend(std::size_t at, std::int64_t left, std::int64_t bound) {
    if (at == pairs_.size()) {
        offer();
        return true;
    }
    if (visits_left_ == 0) return false;
    --visits_left_;
    const std::size_t first = choices_.size();
    list_choices(at, left, bound);
    Node& node = nodes_[at % nodes_.size()];
    const bool is_last = at % nodes_.size() + 1 == nodes_.size();
    const std::size_t place = (at + 1) / nodes_.size();
    bool is_done = true;
    for (std::size_t i = first; i < choices_.size() && is_done; ++i) {
        const Choice choice = choices_[i];
        if (choice.bound >= incumbent_->value()) break;
        pairs_[at].units = choice.units;
        node.load += choice.units * pairs_[at].load;
        node.room -= choice.units;
        std::int64_t rest = left - choice.units;
        if (is_last && place < order_.size()) rest = model_->need(order_[place]);
        is_done = descend(at + 1, rest, choice.bound);
        node.load -= choice.units * pairs_[at].load;
        node.room += choice.units;
    }
    choices_.resize(first);
    return is_done;
}

void PairSearch::offer() {
    plan_.clear();
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        for (std::size_t place = 0; place < order_.size(); ++place) {
            const std::int64_t units = pair(node, place).units;
            if (units == 0) continue;
            plan_.push_back({nodes_[node].id, model_->lines()[order_[place]], units});
        }
    }
    incumbent_->offer(plan_, model_->value_of(plan_));
}

}  // namespace earmark
