// Questions about a plan: what it would be if things were otherwise, and why it is what it is.
//
// What-if: the order is quoted as source() does, with other stock, nodes, tariffs, services or
// another profile than there are. Nothing is changed by it, nor is anything held.
//
// Explained: for each node why it ships nothing, or how much more the best plan costs that uses it
// (of a node that ships: the best plan without it). Such a figure is exact: the order is planned
// anew for it. A plan uses a node if the node ships at least one unit; the best of these is the
// best over the lines of the order of those in which the node ships some of that line.
#pragma once

#include "engine/capacity/capacity_uses.h"
#include "engine/command.h"
#include "engine/conditions/sourcing_rule.h"
#include "engine/profile/profile.h"
#include "engine/reply.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

enum class StockIfChange : std::uint8_t {
    set,  ///< So much may be sold there,
    add,  ///< or so much more than may be now; less than nothing is nothing.
};

/// What may be sold of an item at a node: after holds, safety stock, rules and network holds.
struct StockIf {
    SkuId sku;
    NodeId node;
    StockIfChange change = StockIfChange::set;
    Units units = 0;
};

enum class NodeIfChange : std::uint8_t {
    enable,
    disable,
    tariff,   ///< It ships by the tariff `name`, and by no service.
    service,  ///< It ships by the services that its rows name, and by no other.
};

struct NodeIf {
    NodeId node;
    NodeIfChange change = NodeIfChange::disable;
    std::string_view name{};
};

struct PlanQuestion {
    SourceRequest order{};  ///< Of mode quote.
    std::span<const StockIf> stock{};
    std::span<const NodeIf> nodes{};
    /// As if these sourcing rules were put or removed: judged as those that are.
    std::span<const SourcingRuleRow> rules{};
    std::optional<ProfileRow> profile{};  ///< In place of that of the order, which has none then.
    bool explain = false;
    /// What others take of nodes' days, besides what is used of their limits; rows of one day add.
    std::span<const CapacityLoad> taken{};
};

/// Rows of stock, of nodes and of what is taken of their days, each.
inline constexpr std::size_t kPlanIfRowsMax = 16'384;

/// So many nodes are priced, those of the plan first, then by priority.
inline constexpr std::size_t kPricedNodesMax = 64;

/// After so many steps of the search, about a few seconds, no more nodes are priced.
inline constexpr std::uint64_t kPricingStepsMax = 2'000'000'000;

enum class PlanFate : std::uint8_t {
    chosen,
    not_chosen,  ///< It could ship some of the order.
    disabled,
    no_shipping,   ///< It does not sell by the order's method.
    not_in_group,  ///< Of the order.
    not_allowed,
    excluded,
    sale_stopped,      ///< Of all that it has of the order; `rule` names the first stop.
    no_stock,          ///< Nothing of the order may be sold there.
    no_lane,           ///< Its tariff does not reach the address.
    no_service,        ///< None of its services does.
    too_late,          ///< For the order's need-by day; `earliest` is the first day it could be.
    not_carried,       ///< Its services refuse what it has of the order.
    no_capacity,       ///< Its days that would do are full.
    excluded_by_rule,  ///< A sourcing rule keeps it from shipping what it has; `rule` names it.
    no_whole_line,     ///< Of no line that stays whole it has all.
};

enum class NodePricing : std::uint8_t {
    not_asked,   ///< It cannot ship, or there is no plan to compare with.
    proven,      ///< No plan that does otherwise costs less.
    found,       ///< Such a plan costs as much; one that costs less may exist.
    no_plan,     ///< Chosen: there is no plan without it. Not chosen: none that uses it.
    not_priced,  ///< There are too many nodes, or it takes too long.
};

struct ExplainedNode {
    NodeId node;
    PlanFate fate = PlanFate::no_stock;
    NodePricing pricing = NodePricing::not_asked;
    Micros more = 0;            ///< What the other plan costs above this one.
    Micros more_objective = 0;  ///< The same in what plans are compared by.
    Units more_unfilled = 0;    ///< Units that the other plan leaves out besides.
    Day earliest = kNoDay;
    /// Of sale_stopped the stop, of others the first sourcing rule that keeps it from shipping some
    /// or all that it has of the order; empty = none.
    std::string rule{};
};

/// A term's part of what the plan costs.
struct CostShare {
    std::string term;
    Micros amount = 0;
    /// Rounded so that those of a plan add up to 100 %; 0 of a plan that costs nothing.
    std::uint32_t hundredths_of_percent = 0;
};

/// A sourcing rule that limits the order further than the order does itself: the plan, and the best
/// one without rules of its effect.
struct ExplainedLimit {
    std::string rule{};
    SourcingEffect effect = SourcingEffect::most_shipments;
    std::uint32_t shipments_most = 0;       ///< Of most_shipments.
    std::uint32_t nodes_per_line_most = 0;  ///< Of most_nodes_per_line.
    bool binds = false;                     ///< Whether the plan is worse for it.
    bool is_proven = false;                 ///< Both plans are proven: else `more` may be off.
    Micros more = 0;            ///< What the plan costs above the other, if it fills as much.
    Micros more_objective = 0;  ///< The same in what plans are compared by.
    Units more_unfilled = 0;    ///< Units that it leaves out besides.
};

/// Of a line that is not filled: what the order wants of its item beyond what there is.
struct ExplainedLine {
    std::uint32_t line = 0;
    Units short_anywhere = 0;   ///< At all nodes that sell and ship,
    Units short_allowed = 0;    ///< at those of them that the order allows,
    Units short_reachable = 0;  ///< and at those of these that reach the address in time.
    /// The first day on which it could be there from nodes that may ship it to the order, with the
    /// stock and the receipts that there are, whenever the order needs it; of nodes that say no
    /// dates, on which they have it (LineDays). Nothing = none is known.
    std::optional<Day> earliest{};
};

struct PlanAnswer {
    SourceReply plan;  ///< As source() answers; without substitutes.
    Day today = kNoDay;
    /// What the plan would take of the days of nodes with a limit: of each node once.
    std::vector<CapacityLoad> taken{};
    // Only if an explanation is asked for.
    std::vector<CostShare> shares{};
    std::vector<ExplainedNode> nodes{};  ///< Every node, by handle.
    std::vector<ExplainedLine> lines{};
    std::vector<ExplainedLimit> limits{};
};

std::string_view to_string(PlanFate fate);
std::string_view to_string(NodePricing pricing);

}  // namespace earmark
