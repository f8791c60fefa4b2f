// Exact plans for orders of very few whole lines, in one pass over all nodes without any bound.
//
// There are only 2^lines different shipments of a node, and a plan has no more shipments than the
// order has lines. So of the shipments of the same k of n lines none but the n - k + 1 that come
// first by cost, then node, can be in the plan that comes first (plan.h): the other lines leave
// from n - k other nodes at most, and one of the listed nodes could take its place. The shortlists
// are combined by depth-first search under the least cost of covering what is left if nodes could
// be used twice, by dynamic programming over sets of lines: first for plans that cost no more than
// that, which most orders have.
#pragma once

#include "engine/sourcing/incumbent.h"
#include "engine/sourcing/order_model.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace earmark {

class WholeLineShortlist {
  public:
    /// With more lines bounds on nodes pay for themselves (WholeLineSearch).
    static constexpr std::size_t kLinesMax = 4;

    /// Improves the incumbent to the best plan that ships anything and comes first.
    ///
    /// Requires: whole lines, from 1 to kLinesMax of them. Cost: nodes x 2^(lines each can ship).
    void solve(OrderModel& model, Incumbent& incumbent, StepBudget& budget);

  private:
    using Lines = std::uint32_t;  ///< A set, one bit a line.
    static constexpr std::size_t kSetsMax = std::size_t{1} << kLinesMax;

    struct Offer {
        std::int64_t cost;
        std::uint32_t node;
    };
    /// Of one set of lines, by cost, then node.
    struct Shortlist {
        std::array<Offer, kLinesMax> offers;
        std::size_t count = 0;
        std::size_t most = 0;
        std::int64_t cost_max = kNoValue;  ///< What costs as much, of a later node, is not listed.
    };

    void prepare();
    std::int64_t rate(std::uint32_t column, Lines set) {
        const std::int64_t known = rates_[(std::size_t{column} << line_count_) + set];
        return known >= 0 ? known : find_rate(column, set);
    }
    std::int64_t find_rate(std::uint32_t column, Lines set);
    void read_nodes();
    void read_node(
        std::uint32_t node, Lines lines, const std::array<std::int64_t, kLinesMax>& costs
    );
    void list(Shortlist& shortlist, Offer offer);
    void bound_sets();
    /// Partial plans that reach this are not looked at.
    std::int64_t limit() const { return std::min(limit_, incumbent_->tie_limit()); }
    bool has_too_many(std::size_t shipments, std::int64_t bound) const;
    void combine(Lines left, std::int64_t value, std::size_t count);
    void offer_chosen(std::int64_t value, std::size_t count);

    OrderModel* model_ = nullptr;
    Incumbent* incumbent_ = nullptr;
    std::size_t line_count_ = 0;
    std::size_t shipments_max_ = 0;
    std::int64_t limit_ = kNoValue;
    std::array<std::int64_t, kLinesMax> short_{};  ///< By line: price of leaving it out.
    std::array<std::int64_t, kSetsMax> units_{};   ///< By set.
    std::array<ShipmentLoad, kSetsMax> loads_{};
    std::array<std::int64_t, kSetsMax> grams_{};  ///< By set, for columns of this divisor.
    std::int64_t dim_cm3_per_kg_ = -1;
    std::vector<std::int64_t> rates_;               ///< By column and set; negative: not known yet.
    std::array<Shortlist, kSetsMax> shortlists_{};  ///< By set.
    std::array<std::int64_t, kSetsMax> least_{};    ///< By set: no plan covers it for less.
    struct Chosen {
        std::uint32_t node;
        Lines lines;
    };
    std::array<Chosen, kLinesMax> chosen_{};
    std::vector<PlannedUnits> plan_;
};

}  // namespace earmark
