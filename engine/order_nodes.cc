// Of OrderCandidates: its nodes in the order of their priority, without those that no plan needs.
#include "engine/order_candidates.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace earmark {

/// Whether what a node has of lines, and charges for them, is all by which a plan tells it from
/// others.
bool OrderCandidates::may_leave_out_alike() const {
    const auto has_rivals = [](const PlanLine& line) { return line.has_rivals; };
    const bool has_limits = !room_.empty() || !line_room_.empty() || limits_services_;
    return splitting_ == LineSplit::whole_lines && lines_.size() <= AlikeNodes::kLinesMax &&
           !rows_->has_bundles() && !has_network_items() && !has_limits && joinable_.empty() &&
           placed_.empty() && anchored_.empty() && request_->profile.is_none() &&
           !ruling_.has_penalties() && std::ranges::none_of(lines_, has_rivals);
}

void OrderCandidates::note_whole_lines() {
    whole_lines_.assign(nodes_.size(), 0);
    for (const Stock& stock : stock_) {
        const bool is_whole = stock.ats >= lines_[stock.line].quantity;
        whole_lines_[stock.candidate] |= AlikeNodes::Lines{is_whole} << stock.line;
    }
    alike_.start(nodes_.size());
}

/// Those are told apart that ship by a service or courier, or that orders are collected from.
bool OrderCandidates::is_needed(std::uint32_t place, const NodeFacts& node) {
    const Candidate& candidate = nodes_[place];
    if (whole_lines_[place] == 0) return false;
    if (candidate.is_collected || candidate.courier != nullptr || candidate.services.count > 0)
        return true;
    return alike_.needs_another({node.charges, candidate.zone, whole_lines_[place]});
}

/// By priority, then node: marks their ranks and reads the marks in order.
void OrderCandidates::order_nodes(const ReferenceData& reference, LookFor look_for) {
    static thread_local std::vector<std::uint64_t> marks;   // One bit by rank.
    static thread_local std::vector<std::uint32_t> places;  // By rank.
    static thread_local std::vector<Candidate> sorted;
    constexpr std::uint32_t kBits = 64;
    const std::size_t count = reference.node_facts.size();
    marks.assign(count / kBits + 1, 0);
    if (places.size() < count) places.resize(count);
    for (std::uint32_t place = 0; place < nodes_.size(); ++place) {
        const std::uint32_t rank = reference.facts_of(nodes_[place].node).rank;
        marks[rank / kBits] |= std::uint64_t{1} << (rank % kBits);
        places[rank] = place;
    }
    sorted.clear();
    rank_.resize(nodes_.size());
    const bool leaves_out_alike = look_for == LookFor::first_plan && may_leave_out_alike();
    if (leaves_out_alike) note_whole_lines();
    for (std::uint32_t word = 0; word < marks.size(); ++word) {
        for (std::uint64_t left = marks[word]; left != 0; left &= left - 1) {
            const auto bit = static_cast<std::uint32_t>(std::countr_zero(left));
            const std::uint32_t place = places[word * kBits + bit];
            if (leaves_out_alike && !is_needed(place, reference.facts_of(nodes_[place].node))) {
                rank_[place] = kLeftOut;
                continue;
            }
            rank_[place] = static_cast<std::uint32_t>(sorted.size());
            sorted.push_back(nodes_[place]);
        }
    }
    nodes_.swap(sorted);
}

}  // namespace earmark
