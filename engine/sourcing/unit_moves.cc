#include "engine/sourcing/unit_moves.h"

#include <algorithm>
#include <array>

namespace earmark {

namespace {

constexpr std::uint64_t kMovesTriedMax = 20'000;

}  // namespace

std::span<const PlannedUnits> UnitMoves::improve(
    const OrderModel& model, std::span<const PlannedUnits> plan, std::uint64_t& steps
) {
    model_ = &model;
    trials_ = 0;
    read(plan);
    while (trials_ < kMovesTriedMax && (move_some() || exchange_some())) {
    }
    steps += trials_ * 2 * model.line_count();
    plan_.clear();
    for (std::size_t sender = 0; sender < senders_.size(); ++sender) {
        for (std::size_t line = 0; line < model.line_count(); ++line) {
            if (units(sender, line) == 0) continue;
            plan_.push_back({senders_[sender].node, model.lines()[line], units(sender, line)});
        }
    }
    return plan_;
}

void UnitMoves::read(std::span<const PlannedUnits> plan) {
    const std::size_t lines = model_->line_count();
    senders_.clear();
    units_.clear();
    for (const PlannedUnits& planned : plan) {
        std::size_t sender = 0;
        while (sender < senders_.size() && senders_[sender].node != planned.node)
            ++sender;
        if (sender == senders_.size()) {
            senders_.push_back({planned.node, {}, 0, 0});
            units_.resize(units_.size() + lines, 0);
        }
        const auto line =
            std::lower_bound(model_->lines().begin(), model_->lines().end(), planned.line);
        units_[sender * lines + static_cast<std::size_t>(line - model_->lines().begin())] =
            planned.units;
        senders_[sender].load =
            senders_[sender].load + model_->tariff().unit_load(planned.line) * planned.units;
        senders_[sender].units += planned.units;
    }
    for (std::size_t sender = 0; sender < senders_.size(); ++sender)
        senders_[sender].cost = cost_of(sender);
}

std::int64_t UnitMoves::cost_of(std::size_t sender) const {
    const std::uint32_t node = senders_[sender].node;
    if (senders_[sender].units == 0) return 0;
    std::int64_t cost = model_->problem().fixed_cost[node] + model_->problem().split_penalty +
                        model_->tariff().rate_of(node, senders_[sender].load);
    for (std::size_t line = 0; line < model_->line_count(); ++line) {
        if (units(sender, line) == 0) continue;
        cost += units(sender, line) * model_->problem().unit_cost_of(node, model_->lines()[line]) +
                model_->line_cost(node);
    }
    return cost;
}

std::int64_t UnitMoves::most_movable(std::size_t line, std::size_t from, std::size_t to) const {
    const std::uint32_t node = senders_[to].node;
    return std::min(units(from, line), model_->most_units(node, line) - units(to, line));
}

void UnitMoves::apply(const Move& move) {
    const std::size_t lines = model_->line_count();
    const ShipmentLoad load = model_->tariff().unit_load(model_->lines()[move.line]);
    units_[move.from * lines + move.line] -= move.units;
    units_[move.to * lines + move.line] += move.units;
    senders_[move.from].load = senders_[move.from].load + load * -move.units;
    senders_[move.to].load = senders_[move.to].load + load * move.units;
    senders_[move.from].units -= move.units;
    senders_[move.to].units += move.units;
}

/// Makes the moves, all between the same two nodes, if that costs less.
bool UnitMoves::try_moves(std::span<const Move> moves) {
    ++trials_;
    Sender& from = senders_[moves.front().from];
    Sender& to = senders_[moves.front().to];
    for (const Move& move : moves)
        apply(move);
    const std::int64_t from_cost = cost_of(moves.front().from);
    const std::int64_t to_cost = cost_of(moves.front().to);
    const bool has_room =
        from.units <= model_->capacity(from.node) && to.units <= model_->capacity(to.node);
    if (has_room && from_cost + to_cost < from.cost + to.cost) {
        from.cost = from_cost;
        to.cost = to_cost;
        return true;
    }
    for (const Move& move : moves)
        apply({move.line, move.to, move.from, move.units});
    return false;
}

bool UnitMoves::move_some() {
    for (std::size_t from = 0; from < senders_.size(); ++from) {
        for (std::size_t to = 0; to < senders_.size(); ++to) {
            if (from == to) continue;
            for (std::size_t line = 0; line < model_->line_count(); ++line) {
                for (auto some = most_movable(line, from, to); some > 0; some /= 2)
                    if (try_moves(std::array{Move{line, from, to, some}})) return true;
            }
        }
    }
    return false;
}

bool UnitMoves::exchange_some() {
    for (std::size_t a = 0; a < senders_.size(); ++a) {
        for (std::size_t b = a + 1; b < senders_.size(); ++b) {
            for (std::size_t line = 0; line < model_->line_count(); ++line) {
                for (std::size_t back = 0; back < model_->line_count(); ++back) {
                    if (line == back || trials_ >= kMovesTriedMax) continue;
                    const std::int64_t most_back = most_movable(back, b, a);
                    for (auto some = most_movable(line, a, b); some > 0; some /= 2) {
                        for (auto other = most_back; other > 0; other /= 2) {
                            const std::array moves{Move{line, a, b, some}, Move{back, b, a, other}};
                            if (try_moves(moves)) return true;
                        }
                    }
                }
            }
        }
    }
    return false;
}

}  // namespace earmark
