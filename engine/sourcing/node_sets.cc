#include "engine/sourcing/node_sets.h"

#include <algorithm>
#include <utility>

namespace earmark {

namespace {

constexpr std::uint64_t kVisitsMax = 20'000;
constexpr std::size_t kFoundMax = 256;

/// What is left of `units` when `taken` is taken.
template <typename Counts>
Counts less(const Counts& units, const Counts& taken) {
    Counts left;
    for (std::size_t i = 0; i < left.size(); ++i)
        left[i] = static_cast<std::uint8_t>(units[i] > taken[i] ? units[i] - taken[i] : 0);
    return left;
}

template <typename Counts>
bool exceeds(const Counts& units, const Counts& most) {
    std::uint8_t more = 0;
    for (std::size_t i = 0; i < units.size(); ++i)
        more |= static_cast<std::uint8_t>(units[i] > most[i] ? 1 : 0);
    return more != 0;
}

}  // namespace

bool NodeSets::list(
    const NodeTable& table,
    const NodeBound& bound,
    std::size_t places,
    std::int64_t limit,
    bool is_lossless,
    std::uint64_t& steps
) {
    limit_ = limit;
    is_lossless_ = is_lossless;
    visits_left_ = kVisitsMax;
    found_.clear();
    members_.clear();
    read(table, bound, places);
    const bool is_done = open_.size() < places || extend(table, 0, 0, missing_);
    steps += table.node_count * table.line_count + (kVisitsMax - visits_left_) * 6;
    if (!is_done) return false;
    const auto beyond = std::remove_if(found_.begin(), found_.end(), [&](const Found& found) {
        return found.bound >= limit_;
    });
    found_.erase(beyond, found_.end());
    std::sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) {
        return std::pair(a.bound, a.first) < std::pair(b.bound, b.first);
    });
    return true;
}

void NodeSets::read(const NodeTable& table, const NodeBound& bound, std::size_t places) {
    places_ = places;
    base_ = table.constant;
    for (std::size_t line = 0; line < table.line_count; ++line)
        base_ += table.need[line] * bound.prices()[line];
    open_.clear();
    chosen_.clear();
    for (std::uint32_t node = 0; node < table.node_count; ++node) {
        if (table.fate[node] == NodeFate::open) open_.push_back(node);
        if (table.fate[node] != NodeFate::shipping) continue;
        chosen_.push_back(node);
        base_ = std::max(base_ - bound.profit(node), -kNoValue);
    }
    width_ = chosen_.size() + places;
    std::sort(open_.begin(), open_.end(), [&](std::uint32_t a, std::uint32_t b) {
        return bound.profit(a) != bound.profit(b) ? bound.profit(a) > bound.profit(b) : a < b;
    });
    profits_.clear();
    for (const std::uint32_t node : open_)
        profits_.push_back(bound.profit(node));
    ladders_.set_prices(table.price_max);
    read_units(table, places);
}

void NodeSets::read_units(const NodeTable& table, std::size_t places) {
    has_.assign(open_.size(), Counts{});
    missing_ = {};
    most_ = {};
    if (!table.model->must_fill()) return;
    for (std::size_t line = 0; line < std::min(table.line_count, kLanes); ++line) {
        std::int64_t missing = table.need[line];
        for (const std::uint32_t node : chosen_)
            missing -= table.most_of(node, line);
        if (missing <= 0) continue;
        // Rounded so that no set seems to fill less than it does.
        const std::int64_t part = (missing + 254) / 255;
        missing_[line] = static_cast<std::uint8_t>(missing / part);
        std::int64_t most = 0;
        for (std::size_t i = 0; i < open_.size(); ++i) {
            const std::int64_t units = std::min(table.most_of(open_[i], line), missing);
            has_[i][line] = static_cast<std::uint8_t>((units + part - 1) / part);
            most = std::max<std::int64_t>(most, has_[i][line]);
        }
        for (std::size_t count = 0; count < places; ++count) {
            most_[count][line] = static_cast<std::uint8_t>(
                std::min<std::int64_t>(most * static_cast<std::int64_t>(count), 255)
            );
        }
    }
}

bool NodeSets::extend(
    const NodeTable& table, std::size_t start, std::int64_t sum, const Counts& missing
) {
    if (places_ == 1) return close(table, start, sum, missing);
    for (std::size_t i = start; i + places_ <= open_.size(); ++i) {
        if (base_ - sum - profit_of_next(i, places_) >= limit_) return true;
        if (visits_left_-- == 0) return false;
        const Counts left = less(missing, has_[i]);
        if (exceeds(left, most_[places_ - 1])) continue;
        chosen_.push_back(open_[i]);
        --places_;
        const bool is_done = extend(table, i + 1, sum + profits_[i], left);
        ++places_;
        chosen_.pop_back();
        if (!is_done) return false;
    }
    return true;
}

/// Tries every node for the last place.
bool NodeSets::close(
    const NodeTable& table, std::size_t start, std::int64_t sum, const Counts& missing
) {
    bool has_ladders = false;
    for (std::size_t i = start; i < open_.size(); ++i) {
        const std::int64_t by_prices = base_ - sum - profits_[i];
        if (by_prices >= limit_) return true;
        if (visits_left_-- == 0) return false;
        if (exceeds(missing, has_[i])) continue;
        if (!has_ladders) ladders_.build(table, chosen_);
        has_ladders = true;
        const std::uint64_t evaluation = std::min<std::uint64_t>(table.line_count, visits_left_);
        visits_left_ -= evaluation;
        const std::int64_t by_ladders = ladders_.cost() - ladders_.saving(table, open_[i]);
        const std::int64_t bound = std::max(by_prices, by_ladders);
        if (bound >= limit_) continue;
        chosen_.push_back(open_[i]);
        const bool is_done = take(bound);
        chosen_.pop_back();
        if (!is_done) return false;
    }
    return true;
}

bool NodeSets::take(std::int64_t bound) {
    // Sets that cost the same are kept: which comes first is not decided here.
    if (is_lossless_ && bound + 1 < limit_) {
        limit_ = bound + 1;
        found_.clear();
        members_.clear();
    }
    if (found_.size() == kFoundMax) return false;
    found_.push_back({bound, members_.size()});
    members_.insert(members_.end(), chosen_.begin(), chosen_.end());
    return true;
}

}  // namespace earmark
