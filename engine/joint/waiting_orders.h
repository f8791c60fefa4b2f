// Orders as the engine sources them one by one, to be planned together: each with tariffs, handling
// by line, penalties and weights of its own, whole lines or lines that split, over those nodes
// alone that can serve it.
//
// A shipment leaves its node on one of some days, which other orders' shipments fill up, too.
//
// What an order costs is what its PlanProblem says, what the days of its shipments cost, and the
// price of each unit left out. No plan costs more than first come, first served: that one is made
// first, and is what is made better.
#pragma once

#include "engine/base/result.h"
#include "engine/joint/departures.h"
#include "engine/joint/joint_problem.h"
#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_problem.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace earmark {

struct JointOptions;

/// Units of an item at a node that only one order may take.
struct WaitingOwn {
    std::uint32_t node = 0;
    std::uint32_t item = 0;
    std::int64_t units = 0;
};

/// What one unit of a line takes of one of several items.
struct WaitingPart {
    std::uint32_t line = 0;
    std::uint32_t item = 0;
    std::int64_t units = 1;
    /// By node of the problem: what there is of the item, as the line's own stock is of the line.
    std::vector<std::int64_t> stock{};
};

struct WaitingOrder {
    /// The node's shipments take of no room.
    static constexpr std::uint32_t kAnyDay = ~std::uint32_t{0};

    /// Its stock is what the order could get of what there is, capacity is not looked at.
    /// short_cost is said in any case; without allow_partial all of the order is filled, or
    /// nothing.
    PlanProblem problem;
    std::vector<std::uint32_t> node;  ///< By node of the problem.
    /// By line; not looked at where it has parts. Lines of one item: see PlanProblem::item.
    std::vector<std::uint32_t> item;
    /// Of lines that take of several items (kits, lines that travel together): each item once a
    /// line, and where the line has stock there is some of each. What lines take of the same items
    /// is shared, whatever PlanProblem::item says. Of a day their units count as room_per_unit.
    std::vector<WaitingPart> parts{};
    /// By node of the problem: index of WaitingOrders::departures, or kAnyDay. Empty: all kAnyDay.
    std::vector<std::uint32_t> departures{};
    /// Likewise by rate choice of the problem, of what ships by it: its node has kAnyDay, and no
    /// choice limits of its own. Empty: all kAnyDay.
    std::vector<std::uint32_t> choice_departures{};
    std::vector<std::int64_t> rows{};  ///< By line: how many lines it counts as. Empty: 1.
    /// By itself it is filled as far as that can be, whatever that costs: what is said of units
    /// left out only compares it with other orders.
    bool fills_most = false;
    /// Part of its problem's stock, each node and item at most once: others do not see it, and it
    /// adds up with what they have themselves.
    std::vector<WaitingOwn> own{};

    bool has_parts(std::size_t line) const {
        return std::ranges::any_of(parts, [&](const WaitingPart& part) {
            return part.line == line;
        });
    }
};

struct WaitingOrders {
    std::size_t node_count = 0;
    std::vector<DayRoom> rooms;
    std::vector<DayRooms> days;
    std::vector<Departures> departures;  ///< Each of one node; orders may share them.
    std::vector<WaitingOrder> orders;    ///< As they came.
};

struct WaitingUnits {
    std::uint32_t node = 0;  ///< The order's own.
    std::uint32_t line = 0;
    std::int64_t units = 0;
    /// Of the node's; 0 where it has none. Of a node whose choices have some these are counted one
    /// choice after the other, those of kAnyDay as one.
    std::uint32_t departure = 0;

    friend bool operator==(const WaitingUnits&, const WaitingUnits&) = default;
};

/// By which departures planned units leave.
struct LeavingBy {
    std::uint32_t departures = WaitingOrder::kAnyDay;  ///< Of WaitingOrders; kAnyDay: by none.
    std::uint32_t departure = 0;                       ///< Of those.
    bool chooses = false;                              ///< A choice of the node leaves by them.
};

/// Requires: the plan is one of the order's.
LeavingBy leaving_by(
    const WaitingOrders& waiting, const WaitingOrder& order, const WaitingUnits& planned
);

struct WaitingPlan {
    JointPlan joint;                               ///< Without its shipments.
    std::vector<std::vector<WaitingUnits>> plans;  ///< By order; units of a node stand together.
    std::vector<std::int64_t> cost;                ///< By order, with what is left out.
    std::int64_t first_come_cost = 0;              ///< Of first come, first served.
    std::int64_t first_come_short_units = 0;
};

/// Checks each order's problem, and that all together can be added up.
///
/// Returns: what neither a plan nor all prices of scarce units together pass.
/// Errors: bad_input, limit_exceeded - as check_problem; the detail names the order.
Result<std::int64_t> check_waiting_orders(const WaitingOrders& waiting);

/// Finds a plan and a bound; `plan` is overwritten. As plan_jointly of a JointProblem.
Status plan_jointly(const WaitingOrders& waiting, const JointOptions& options, WaitingPlan& plan);

}  // namespace earmark
