// A reservation as one looks at it from outside: what must be the same before and after a crash.
#pragma once

#include "engine/reply.h"

#include <span>
#include <string>
#include <vector>

namespace earmark::integration {

/// Whether it is there, its state, and where the units of each line are. Lines that got nothing are
/// left out; the others are sorted by line and node.
class Picture {
  public:
    /// Of one that is not there.
    Picture() = default;

    /// Of one just made: everything granted is held.
    static Picture of_made(const ReserveRequest& request, const ReserveReply& reply);
    static Picture of_made(const SourceReply& reply);
    static Picture of(const ReservationReply& reply);

    bool is_there() const { return is_there_; }
    ReservationState state() const { return state_; }
    const std::vector<ReservationLine>& lines() const { return lines_; }

    /// Units of a line that a step may take.
    static Units source_of(ReservationStep step, const ReservationLine& line);

    /// What the step must lead to; no parts = everything there is.
    /// Parts name their nodes. The state is left to the engine.
    Picture after(ReservationStep step, std::span<const PartLine> parts) const;

    /// Equal but for the state.
    bool has_units_of(const Picture& other) const;

    std::string text() const;

    friend bool operator==(const Picture& a, const Picture& b) {
        return a.is_there_ == b.is_there_ && a.state_ == b.state_ && a.has_units_of(b);
    }

  private:
    void tidy();

    bool is_there_ = false;
    ReservationState state_ = ReservationState::held;
    std::vector<ReservationLine> lines_;
};

}  // namespace earmark::integration
