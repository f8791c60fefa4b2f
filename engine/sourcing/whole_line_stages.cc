// The staged form of WholeLineCover: tables by number of shipments, for a limit on these, and a
// stage for each node that must not be used twice.
#include "engine/sourcing/whole_line_cover.h"

#include <algorithm>
#include <bit>

namespace earmark {

/// Value of `lines` with one shipment fewer than `level` means.
std::int64_t WholeLineCover::before(std::size_t stage, std::size_t level, Lines lines) {
    const std::int64_t fewer = at(stage, level - 1, lines);
    const bool may_stay = last_level_open_ && level + 1 == levels_;
    return may_stay ? std::min(fewer, at(stage, level, lines)) : fewer;
}

std::int64_t WholeLineCover::solve_staged() {
    const std::size_t shipments_max = model_->problem().shipments_max;
    last_level_open_ = shipments_max >= line_count_;
    levels_ = last_level_open_ ? 2 : shipments_max + 1;
    stages_.assign((1 + alone_.size()) * levels_ * set_count_, kNoValue);
    fill_pool_stage();
    for (std::size_t stage = 1; stage <= alone_.size(); ++stage)
        fill_own_stage(stage);
    std::size_t best_level = 0;
    std::int64_t best = kNoValue;
    const Lines all = static_cast<Lines>(set_count_ - 1);
    for (std::size_t level = 1; level < levels_; ++level) {
        if (at(alone_.size(), level, all) >= best) continue;
        best = at(alone_.size(), level, all);
        best_level = level;
    }
    if (best_level == 0) return kNoValue;
    is_staged_ = true;
    forget_choices(stages_.size());
    offer(first_choice((alone_.size() * levels_ + best_level) * set_count_ + all));
    return model_->constant() + best;
}

void WholeLineCover::fill_pool_stage() {
    at(0, 0, 0) = 0;
    for (Lines set = 1; set < set_count_; ++set) {
        const std::uint32_t line = highest_line(set);
        const Lines top = Lines{1} << line;
        const Lines rest = set ^ top;
        at(0, 0, set) = std::min(at(0, 0, rest) + short_[line], kNoValue);
        for (std::size_t level = 1; level < levels_; ++level) {
            std::int64_t best = at(0, level, rest) + short_[line];
            Lines with = rest;
            while (true) {
                best = std::min(best, block_[top | with] + before(0, level, rest ^ with));
                if (with == 0) break;
                with = (with - 1) & rest;
            }
            at(0, level, set) = std::min(best, kNoValue);
            steps_ += std::uint64_t{2} << static_cast<unsigned>(std::popcount(rest));
        }
    }
}

void WholeLineCover::fill_own_stage(std::size_t stage) {
    for (std::size_t level = 0; level < levels_; ++level) {
        for (Lines set = 0; set < set_count_; ++set)
            at(stage, level, set) = at(stage - 1, level, set);
    }
    price_blocks_of(alone_[stage - 1]);
    own_sets_.resize(std::max(own_sets_.size(), stage));
    own_sets_[stage - 1] = {node_sets_, node_costs_};
    for (std::size_t level = 1; level < levels_; ++level) {
        for (std::size_t i = 1; i < node_sets_.size(); ++i) {
            const Lines own = node_sets_[i];
            const Lines others = static_cast<Lines>(set_count_ - 1) ^ own;
            Lines with = others;
            while (true) {
                std::int64_t& value = at(stage, level, own | with);
                value = std::min(value, node_costs_[i] + before(stage - 1, level, with));
                if (with == 0) break;
                with = (with - 1) & others;
            }
            steps_ += std::uint64_t{2} << static_cast<unsigned>(std::popcount(others));
        }
    }
}

}  // namespace earmark
