// A plan of one order that was made before, together with those of other orders: it is held as it
// is if all of it is still there and costs no more. If not, the order is planned again by itself,
// and pays for units what they are worth to the others, so that it leaves them what they were
// planned.
#pragma once

#include "engine/command.h"
#include "engine/engine_state.h"
#include "engine/order_candidates.h"
#include "engine/outcome.h"
#include "engine/profile/scarcity.h"
#include "engine/reply.h"
#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_solver.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <span>

namespace earmark {

struct PinnedUnits {
    NodeId node;
    std::uint32_t line = 0;  ///< Of the order's problem: OrderCandidates.
    Units units = 0;
};

/// By ScarcityTable::key: of one smallest unit, beside what the order pays.
using UnitPrices = boost::unordered_flat_map<std::uint64_t, Micros>;

struct PinnedPlan {
    std::span<const PinnedUnits> units;  ///< Units of one node stand together. Not none.
    std::span<const PlannedDay> days{};
    std::int64_t cost = 0;  ///< Of its shipments, as plans of the order are compared.
    const UnitPrices* prices = nullptr;
    bool is_stale = false;  ///< It did not fit any more.
};

/// What a quote counts as taken by quotes before it.
struct QuotedBefore {
    const SupposedStock* stock = nullptr;
    std::span<const CapacityLoad> days{};  ///< By node and day.
};

/// The plan, if it can be made of what the candidates have at its cost; else it is stale, and the
/// order is planned anew at the prices. Its bound is none: 0.
///
/// Requires: an order without kits that ship apart. One with kits or lines that travel together is
///           not planned anew: the caller does that.
/// Errors: those of check_problem.
Status plan_pinned(PinnedPlan& pinned, OrderCandidates& candidates, PlanSolver& solver, Plan& plan);

/// As Engine::source, of a plan that was made before; without one, if that is null. A request that
/// holds nothing supposes what was quoted before it; others look at what there is.
void source_pinned(
    EngineState& state,
    const SourceRequest& request,
    PinnedPlan* pinned,
    const QuotedBefore& before,
    const CallContext& context,
    SourceReply& reply
);

}  // namespace earmark
