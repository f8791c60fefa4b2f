#include "engine/sourcing/pair_search.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace earmark {

namespace {

constexpr std::int64_t kCellsMax = 1024;
constexpr std::int64_t kExactEntriesMax = 1 << 18;  ///< Of all nodes.
constexpr std::int64_t kUnitsMax = 400;             ///< Of all pairs.
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
    if (box.nodes.empty()) return true;  // The plan that ships nothing is known from the start.
    if (!fits(box, prices)) return false;
    order_lines();
    nodes_.clear();
    pairs_.assign(box.nodes.size() * order_.size(), Pair{});
    tables_.clear();
    choices_.clear();
    table_steps_ = 0;
    std::int64_t bound = model.constant();
    for (const std::uint32_t id : box.nodes)
        nodes_.push_back({id, PlanProblem::kNoTariff, false, false, 0, 0, 0});
    const auto entries_max =
        std::min<std::int64_t>(static_cast<std::int64_t>(visits_max) / 4, kExactEntriesMax);
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        read_node(box, node, prices, entries_max / static_cast<std::int64_t>(nodes_.size()));
        fill_tables(node);
        const std::int64_t least = tables_[pair(node, 0).table];
        if (least >= kNoValue / 2) return true;
        bound +=
            model.problem().fixed_cost[nodes_[node].id] + model.problem().split_penalty + least;
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
    return is_done || incumbent.is_enough();
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
    const UnitBox& box,
    std::size_t node,
    std::span<const std::int64_t> prices,
    std::int64_t shipments_max
) {
    const PlanProblem& problem = model_->problem();
    Node& own = nodes_[node];
    if (problem.has_tariffs()) own.column = problem.tariff_column[own.id];
    own.bills_volume = own.column != PlanProblem::kNoTariff && model_->bills_volume(own.column);
    own.room = model_->capacity(own.id);
    for (std::size_t place = 0; place < order_.size(); ++place) {
        const std::uint32_t line = order_[place];
        Pair& at = pair(node, place);
        at.least = box.least[node * order_.size() + line];
        at.most = box.most[node * order_.size() + line];
        at.cost = problem.unit_cost_of(own.id, model_->lines()[line]) - prices[line];
    }
    own.is_exact = number_shipments(node, shipments_max);
    if (!own.is_exact) measure_loads(node);
}

/// Gives each shipment of the node a number: the sum of its units above the least, each by its
/// pair's load. False if there are too many.
bool PairSearch::number_shipments(std::size_t node, std::int64_t shipments_max) {
    if (nodes_[node].column == PlanProblem::kNoTariff) return false;
    std::int64_t count = 1;
    for (std::size_t place = 0; place < order_.size(); ++place) {
        Pair& at = pair(node, place);
        at.load = count;
        count *= at.most - at.least + 1;
        if (count > shipments_max) return false;
    }
    return true;
}

void PairSearch::measure_loads(std::size_t node) {
    Node& own = nodes_[node];
    std::int64_t heaviest = 0;
    for (std::size_t place = 0; place < order_.size(); ++place) {
        Pair& at = pair(node, place);
        const ShipmentLoad load = unit_load(place);
        at.load = own.column == PlanProblem::kNoTariff ? 0
                  : own.bills_volume                   ? load.volume
                                                       : load.weight;
        heaviest += at.load * (at.most - at.least);
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
        heaviest += at.load * (at.most - at.least);
        at.next_table = tables_.size();
    }
    if (own.is_exact) {
        fill_exact_rates(node);
    } else {
        fill_rates(node, static_cast<std::size_t>(heaviest >> own.cell_bits) + 1);
    }
    const std::int64_t line_cost = model_->line_cost(own.id);
    for (std::size_t place = order_.size(); place-- > 0;) {
        const Pair& at = pair(node, place);
        const std::size_t cells = at.next_table - at.table;
        std::int64_t* here = tables_.data() + at.table;
        std::fill(here, here + cells, kNoValue);
        for (std::int64_t units = at.least; units <= at.most; ++units) {
            const std::int64_t cost = units * at.cost + (units > 0 ? line_cost : 0);
            const auto moved =
                static_cast<std::size_t>(((units - at.least) * at.load) >> own.cell_bits);
            const std::int64_t* next = tables_.data() + at.next_table + moved;
            for (std::size_t cell = 0; cell < cells; ++cell)
                here[cell] = std::min(here[cell], next[cell] + cost);
        }
        table_steps_ += cells * static_cast<std::size_t>(at.most - at.least + 1);
    }
}

/// Every line is decided: the rate of each shipment.
void PairSearch::fill_exact_rates(std::size_t node) {
    const Node& own = nodes_[node];
    numbered_.assign(1, {});
    for (std::size_t place = 0; place < order_.size(); ++place) {
        const Pair& at = pair(node, place);
        const ShipmentLoad load = unit_load(place);
        const std::size_t before = numbered_.size();
        for (std::size_t i = 0; i < before; ++i) {
            numbered_[i].load = numbered_[i].load + load * at.least;
            numbered_[i].units += at.least;
        }
        for (std::int64_t more = 1; more <= at.most - at.least; ++more) {
            for (std::size_t i = 0; i < before; ++i)
                numbered_.push_back({numbered_[i].load + load * more, numbered_[i].units + more});
        }
    }
    for (const Numbered& shipment : numbered_) {
        tables_.push_back(
            shipment.units > own.room ? kNoValue : model_->tariff().rate_of(own.id, shipment.load)
        );
    }
    table_steps_ += numbered_.size() * 16;
}

/// Every line is decided: the least rate of each cell.
void PairSearch::fill_rates(std::size_t node, std::size_t cells) {
    const Node& own = nodes_[node];
    std::int64_t lightest = 0;
    for (std::size_t place = 0; place < order_.size(); ++place)
        lightest += pair(node, place).load * pair(node, place).least;
    for (std::size_t cell = 0; cell < cells; ++cell) {
        tables_.push_back(
            rate_at(own, lightest + (static_cast<std::int64_t>(cell) << own.cell_bits))
        );
    }
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
        const auto cell = static_cast<std::size_t>(
            (node.load + (units - own.least) * own.load) >> node.cell_bits
        );
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
        node.load += (choice.units - pairs_[at].least) * pairs_[at].load;
        node.room -= choice.units;
        std::int64_t rest = left - choice.units;
        if (is_last && place < order_.size()) rest = model_->need(order_[place]);
        is_done = descend(at + 1, rest, choice.bound) && !incumbent_->is_enough();
        node.load -= (choice.units - pairs_[at].least) * pairs_[at].load;
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
