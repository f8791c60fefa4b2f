// The way back through WholeLineCover's tables: of all plans of least cost that which comes first.
#include "engine/sourcing/whole_line_cover.h"

#include <bit>

namespace earmark {

/// The blocks with the highest line of `lines` that a value of cover_ may have come from.
template <typename Consider>
void WholeLineCover::each_split(Lines lines, std::int64_t value, const Consider& consider) const {
    const Lines top = std::bit_floor(lines);
    const Lines rest = lines ^ top;
    for (Lines with = rest;; with = (with - 1) & rest) {
        const Lines block = top | with;
        if (block_[block] + cover_[lines ^ block] == value)
            consider(lines ^ block, block_node_[block], block);
        if (with == 0) return;
    }
}

/// What fill_own_stage() and fill_pool_stage() chose from, of what gave the state its value.
template <typename Consider>
void WholeLineCover::each_staged_step(std::size_t state, const Consider& consider) {
    const std::size_t stage = state / set_count_ / levels_;
    const std::size_t level = state / set_count_ % levels_;
    const auto lines = static_cast<Lines>(state % set_count_);
    const std::int64_t value = at(stage, level, lines);
    const auto place = [&](std::size_t s, std::size_t l, Lines set) {
        return (s * levels_ + l) * set_count_ + set;
    };
    const auto ship = [&](std::size_t from, std::uint32_t node, Lines set, std::int64_t cost) {
        const Lines rest = lines ^ set;
        if (cost + at(from, level - 1, rest) == value)
            consider(place(from, level - 1, rest), node, set);
        const bool may_stay = last_level_open_ && level + 1 == levels_;
        if (may_stay && cost + at(from, level, rest) == value)
            consider(place(from, level, rest), node, set);
    };
    if (stage > 0) {
        if (at(stage - 1, level, lines) == value)
            consider(place(stage - 1, level, lines), WholeLineChoice::kNoNode, 0);
        const NodeSets& own = own_sets_[stage - 1];
        for (std::size_t i = 1; i < own.sets.size() && level > 0; ++i) {
            if ((own.sets[i] & ~lines) == 0)
                ship(stage - 1, alone_[stage - 1], own.sets[i], own.costs[i]);
        }
        return;
    }
    const Lines top = std::bit_floor(lines);
    const Lines rest = lines ^ top;
    if (at(0, level, rest) + short_[highest_line(lines)] == value)
        consider(place(0, level, rest), WholeLineChoice::kNoNode, 0);
    for (Lines with = rest; level > 0; with = (with - 1) & rest) {
        ship(0, block_node_[top | with], top | with, block_[top | with]);
        if (with == 0) break;
    }
}

/// The same of the pool's one table.
template <typename Consider>
void WholeLineCover::each_step(std::size_t state, const Consider& consider) {
    if (is_staged_) return each_staged_step(state, consider);
    const auto lines = static_cast<Lines>(state);
    const Lines rest = lines ^ std::bit_floor(lines);
    if (cover_[rest] + short_[highest_line(lines)] == cover_[lines])
        consider(rest, WholeLineChoice::kNoNode, 0);
    each_split(lines, cover_[lines], consider);
}

void WholeLineCover::offer_splits(Lines lines, std::int64_t value) {
    each_split(lines, value, [&](std::size_t from, std::uint32_t node, Lines block) {
        WholeLineChoice choice = first_choice(from);
        choice.add(node, block);
        offer(choice);
    });
}

void WholeLineCover::forget_choices(std::size_t states) {
    choice_of_.assign(states, -1);
    choices_.clear();
}

void WholeLineCover::offer(const WholeLineChoice& choice) {
    if (has_best_ && !choice.comes_before(best_)) return;
    best_ = choice;
    has_best_ = true;
}

/// Of all the ways to the state's value the one that comes first.
WholeLineChoice WholeLineCover::first_choice(std::size_t state) {
    if (choice_of_[state] >= 0) return choices_[static_cast<std::size_t>(choice_of_[state])];
    WholeLineChoice first;
    bool found = state % set_count_ == 0;
    if (!found) {
        each_step(state, [&](std::size_t from, std::uint32_t node, Lines lines) {
            WholeLineChoice choice = first_choice(from);
            if (lines != 0) choice.add(node, lines);
            if (found && !choice.comes_before(first)) return;
            first = choice;
            found = true;
            steps_ += 16;
        });
    }
    choice_of_[state] = static_cast<std::int32_t>(choices_.size());
    choices_.push_back(first);
    return first;
}

}  // namespace earmark
