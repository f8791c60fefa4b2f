// SourcingRuling: what the sourcing rules of one day say of one order.
#pragma once

#include "engine/command.h"
#include "engine/conditions/sourcing_book.h"
#include "engine/order_so_far.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace earmark {

struct EngineState;
struct PlanLine;

class SourcingRuling {
  public:
    /// Forgets the order before.
    void clear() {
        met_.clear();
        found_.clear();
        has_exclusions_ = false;
        has_penalties_ = false;
        wish_ = {};
        fewest_ = nullptr;
        whole_ = nullptr;
        fewest_nodes_ = nullptr;
        complete_ = nullptr;
    }

    /// Finds the rules that the order, with the address it goes to, and its lines meet. Of an order
    /// that has more, `staying`, rules about whole orders and what an order comes to see that, too.
    /// The index outlives what is asked. Reuse one object for many orders.
    ///
    /// Cost: a look at each rule; at each line for those of items that the order meets.
    void start(
        const EngineState& state,
        const SourcingIndex& index,
        const SourceRequest& request,
        std::span<const PlanLine> lines,
        std::span<const StayingUnits> staying,
        Day today
    );

    /// What the order itself prefers, besides what rules do. All outlive what is asked.
    void prefer(std::span<const NodeId> places, Micros penalty, const GroupTable& groups) {
        wish_ = {places, penalty, &groups};
        has_penalties_ = true;
    }

    /// Whether any rule keeps anything of the order from any node.
    bool has_exclusions() const { return has_exclusions_; }

    /// The first rule by name that keeps a line from a node; null if none does.
    const SourcingRule* excluding(std::size_t line, NodeId node) const;

    /// Notes that a node has stock that the rule keeps it from shipping.
    void note(NodeId node, const SourcingRule& rule) { found_.emplace_back(node, &rule); }
    /// The first that was noted of a node; null if none was.
    const SourcingRule* noted(NodeId node) const;

    /// The rule of fewest shipments that the order meets, the first by name of several; null: none.
    const SourcingRule* fewest_shipments() const { return fewest_; }
    /// The first rule by name that keeps the order's lines whole; null: none.
    const SourcingRule* keeping_whole() const { return whole_; }
    /// The rule of fewest nodes per line, likewise; null: none.
    const SourcingRule* fewest_nodes_per_line() const { return fewest_nodes_; }
    /// The first rule by name by which the order ships complete; null: none.
    const SourcingRule* shipping_complete() const { return complete_; }

    bool has_penalties() const { return has_penalties_; }
    /// What a shipment of the node costs for not being of the preferred ones.
    Micros penalty(NodeId node) const;

  private:
    /// A rule that some of the order meets.
    struct Met {
        const SourcingIndex::Entry* entry = nullptr;
        std::size_t first_word = 0;  ///< Of line_bits_.
    };

    /// Of the order: nodes, and groups as places.
    struct Wish {
        std::span<const NodeId> places{};
        Micros penalty = 0;
        const GroupTable* groups = nullptr;
    };

    class OrderSums;
    bool meets_order(const SourcingRule& rule, const SourceRequest& request, OrderSums& sums) const;
    void add(
        const EngineState& state,
        const SourcingIndex::Entry& entry,
        std::span<const PlanLine> lines,
        std::span<const StayingUnits> staying
    );
    void limit(const SourcingRule& rule);

    std::vector<Met> met_;
    std::vector<std::uint64_t> line_bits_;
    std::vector<std::pair<NodeId, const SourcingRule*>> found_;
    Wish wish_;
    const SourcingRule* fewest_ = nullptr;
    const SourcingRule* whole_ = nullptr;
    const SourcingRule* fewest_nodes_ = nullptr;
    const SourcingRule* complete_ = nullptr;
    bool has_exclusions_ = false;
    bool has_penalties_ = false;
};

}  // namespace earmark
