// The lines of a held reservation as an amend would leave them: each line of the request changes a
// copy of the reservation's lines, one after the other, and nothing else.
#pragma once

#include "engine/command.h"
#include "engine/engine_state.h"
#include "engine/reply.h"
#include "engine/reservation/reservation.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace earmark {

/// A line at a node as it will be.
struct AmendedLine {
    std::uint32_t line = 0;
    SkuId sku;
    NodeId node;
    PartOfKit part{};  ///< Of which kit it is a part.
    Units requested = 0;
    LineUnits units{};
    Day day = kNoDay;         ///< For when it will be promised; none = for now.
    Units held_now = 0;       ///< In the reservation as it is,
    Day day_now = kNoDay;     ///< for this day.
    Units ats = 0;            ///< What was available, own units counted back.
    bool is_touched = false;  ///< The request says something of it.
    bool is_short = false;    ///< There is not enough stock for it.
    LineVerdict why_short = LineVerdict::insufficient_stock;

    Units more() const { return units.held - held_now; }
    bool is_dated() const { return day != kNoDay || (held_now > 0 && day_now != kNoDay); }

    /// A line for another day gives all back and takes all anew.
    Units given_back() const { return day == day_now ? std::max<Units>(0, -more()) : held_now; }
    Units taken() const { return day == day_now ? std::max<Units>(0, more()) : units.held; }
};

/// The copy, and which of its lines each line of the request changed: of a kit, its first part.
struct AmendedLines {
    std::vector<AmendedLine> lines;
    std::vector<std::size_t> targets;
};

void copy_lines(const Reservation& reservation, std::vector<AmendedLine>& lines);

/// A line has one day, and what is ordered keeps its own.
inline constexpr std::string_view kPartlyOrdered =
    "is ordered there in part, for another day: split off what is held";

/// Applies every line of the request to the copy: done, lines_refused with the verdicts of the
/// lines in the reply, or what is wrong with the request.
Outcome amend_lines(
    const EngineState& state,
    const AmendRequest& request,
    AmendedLines& amended,
    ReservationReply& reply
);

}  // namespace earmark
