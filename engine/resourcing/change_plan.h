// Which units a changed order gives back, and where what is added or planned anew leaves from.
#pragma once

#include "engine/order_candidates.h"
#include "engine/resourcing/order_change.h"
#include "engine/resourcing/order_rewrite.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace earmark {

/// Plans changes of orders, one after the other. Reuse one object for many.
class ChangePlanner {
  public:
    /// Plans on the stock of the moment; the change's lines are then those of the reservation.
    /// Anything but done is why it cannot be planned, and is in the reply.
    Outcome make(
        const EngineState& state,
        const ReferenceData& reference,
        Time now,
        PlanSolver& solver,
        OrderChange& change,
        ChangeOrderReply& reply
    );

    /// What was asked of the stock, to be checked before it is held.
    const SourceRequest& request() const { return request_; }

  private:
    /// The moment, and who solves.
    struct Moment {
        const EngineState& state;
        const ReferenceData& reference;
        Time now;
        PlanSolver& solver;
    };

    void find_late(const Moment& moment, OrderChange& change);
    std::vector<bool> shippable(
        const Moment& moment,
        const OrderChange& change,
        const std::vector<std::size_t>& places,
        const SourceRequest& request
    );
    std::vector<std::size_t> give_back_stranded(
        const Moment& moment, const SourceRequest& request, OrderChange& change
    );
    std::optional<CostTerms> plan_stay(
        const Moment& moment,
        const OrderChange& change,
        const SourceRequest& request,
        const std::vector<Units>& units
    );
    void give_back_surplus(const Moment& moment, OrderChange& change, ChangeOrderReply& reply);
    bool plan_kept(const Moment& moment, const OrderChange& change, const SourceRequest& request);
    Outcome plan_loose(const Moment& moment, OrderChange& change, ChangeOrderReply& reply);
    Outcome plan_beside(const Moment& moment, OrderChange& change, ChangeOrderReply& reply);
    static std::vector<std::size_t> surplus_places(const OrderChange& change);
    void find_rest(const OrderChange& change);
    void start_rows();
    void add_row(std::uint32_t line, SkuId sku, Units units);

    SourceRequest request_;
    std::vector<NodeId> excluded_;
    std::vector<bool> is_loosened_;    ///< By line of the reservation.
    std::vector<PlacedLine> anchors_;  ///< Where lines of which units are added have others.
    std::vector<OrderLine> asked_;
    OrderRows rows_;
    std::vector<OwnStock> own_;
    std::vector<CapacityLoad> own_days_;
    std::vector<PlannedDay> booked_;  ///< The days that its shipments have.
    ShipmentsSoFar so_far_;
    OrderCandidates candidates_;
    Plan plan_;
    SourceReply planned_;
};

}  // namespace earmark
