// CapacityStep: what one change of a reservation takes of its nodes' days, and gives back.
//
// What a reservation takes follows from its lines: at each node of ReservationDetail::leaving its
// units that are held, ordered or shipped leave on that day as one shipment. So a commit and a
// shipment change nothing, and a release, an expiry or a cancellation give back.
//
// What is more is taken before the change's record is appended, what is less is given back behind
// it: at no LSN do the reservations take more of a day than its limit. A change that only moves
// units between states needs no look at limits; one that may take more is refused, or planned anew,
// where take() says so. Not looked at: units of a group that an order binds to a node.
//
// A reservation without leaving pays for a look at an empty vector.
#pragma once

#include "engine/capacity/capacity_uses.h"
#include "engine/engine_state.h"
#include "engine/reply.h"
#include "engine/reservation/reservation.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

/// A line at a node, as capacity counts it.
struct CapacityLine {
    std::uint32_t line = 0;
    NodeId node;
    Units units = 0;  ///< Held, ordered or shipped.
};

/// Adds what these lines take of the days on which they leave.
void find_loads(
    std::span<const Leaving> leaving,
    std::span<const CapacityLine> lines,
    std::vector<CapacityLoad>& loads
);
void find_loads(const Reservation& reservation, std::vector<CapacityLoad>& loads);

/// Adds when shipments leave nodes that have a limit: what says no date leaves on the order's day,
/// UTC. What joins a shipment whose day is past takes it along to its own.
void add_leaving(
    const CapacityTable* limits,
    std::span<const Shipment> shipments,
    std::uint8_t method,
    Time now,
    std::vector<Leaving>& leaving
);

/// All stripes of the uses, locked for as long as this lives: nobody takes of any day.
class CapacityLocks {
  public:
    explicit CapacityLocks(const CapacityUses& uses) EARMARK_LOCKS_A_SET;
    ~CapacityLocks() EARMARK_LOCKS_A_SET;
    CapacityLocks(const CapacityLocks&) = delete;
    CapacityLocks& operator=(const CapacityLocks&) = delete;

  private:
    const CapacityUses& uses_;
};

class CapacityStep {
  public:
    /// Whether the caller holds CapacityLocks.
    enum class Locked : std::uint8_t { no, yes };

    explicit CapacityStep(EngineState& state, Locked locked = Locked::no)
        : uses_(state.capacity_uses), is_locked_(locked == Locked::yes) {}

    /// The reservation before the change,
    void before(const Reservation& reservation) {
        if (has_leaving(reservation)) note(reservation, -1);
    }
    /// and after it.
    void after(const Reservation& reservation) {
        if (has_leaving(reservation)) note(reservation, +1);
    }
    /// The same of a reservation that is not made yet.
    void after(std::span<const Leaving> leaving, std::span<const CapacityLine> lines);

    /// Takes what is more than before, all of it or nothing: false if a day has no room.
    bool take(const CapacityTable* limits);
    void take_whatever_limits() { take(nullptr); }

    /// Gives back what is less than before. Call when the record is appended.
    void give_back();

  private:
    static bool has_leaving(const Reservation& reservation) {
        return reservation.detail && !reservation.detail->leaving.empty();
    }
    void note(const Reservation& reservation, int by);
    void note(const CapacityLoad& load, int by);
    bool has_room(const CapacityTable& limits) const;
    void apply(bool is_more);

    CapacityUses& uses_;
    const bool is_locked_;
    std::vector<CapacityLoad> changes_;  ///< One a node, day and method.
};

}  // namespace earmark
