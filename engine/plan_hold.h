// Holding what an order's plan takes, in the step that answers the order.
//
// All of the plan has to be there still once its items are locked: its units, beside what the
// order's backorders give back for it; that none of its kits is stopped where its parts are sold;
// and room on the days of its nodes. Then one record makes the reservation.
#pragma once

#include "engine/assortment/order_parts.h"
#include "engine/backorders/taken_backorders.h"
#include "engine/capacity/capacity_step.h"
#include "engine/change.h"
#include "engine/command.h"
#include "engine/contended_plan.h"
#include "engine/engine_state.h"
#include "engine/reply.h"
#include "engine/reservation/reservation_table.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace earmark {

/// Where a plan is made: under item locks nothing of what it sees can be gone when it is held,
/// except what no backorder gives back.
enum class PlannedUnder : std::uint8_t { no_locks, item_locks };

/// Holds the plan in the reply to one order.
///
/// Thread: the one that makes it, which makes no other meanwhile: its room is the thread's.
class PlanHold {
  public:
    /// All outlive it. `rows` are the order's, as its plan has them.
    PlanHold(
        EngineState& state,
        const SourceRequest& request,
        const OrderRows& rows,
        const CallContext& context,
        SourceReply& reply
    );

    /// Locks the plan's items unless the caller has done so. Holding the stripe of the order's id.
    ///
    /// Outcomes: in the reply, if answered: too_many_lines - it is more than a reservation has;
    ///           those of the log's space and of BackorderTake::settle.
    Holding hold(ReservationTable::Stripe& stripe, PlannedUnder planned);

    /// Whether planning again would change nothing: the units of the plan are there, or what its
    /// backorders say refuses it, as the reply then tells.
    bool is_final_quote();

  private:
    struct Taken {
        std::vector<ReservationKey> keys;
        std::vector<PositionDelta> deltas;  ///< By item.
    };

    static Taken& taken_of_thread();

    void collect();
    Holding refuse(Outcome outcome, std::string detail = {});
    std::unique_ptr<ReservationDetail> make_detail() const;
    void lock_items(ItemLocks& locks) const;
    bool settle_backorders(BackorderTake& taken);
    bool is_there(PlannedUnder planned, const BackorderTake& taken) const;
    bool is_kit_stopped() const;
    bool take_days(const ReservationDetail& detail, CapacityStep& capacity) const;
    Reservation& make(ReservationTable::Stripe& stripe, std::unique_ptr<ReservationDetail> detail)
        const;

    EngineState& state_;
    const SourceRequest& request_;
    const OrderRows& rows_;
    const CallContext& context_;
    SourceReply& reply_;
    Taken& taken_;
};

}  // namespace earmark
