// What an order is answered that is sent again.
//
// The reservation that sourcing made keeps a hash of its order and the answer that it was given:
// the same order gets that answer again, another one under the same id is told what differs.
#pragma once

#include "engine/command.h"
#include "engine/reply.h"
#include "engine/reservation/reservation.h"

#include <cstdint>

namespace earmark {

/// Of the lines in the upper half, of everything else in the lower; never 0.
std::uint64_t request_hash(const SourceRequest& request);

/// The answer to an order whose id the reservation has.
void answer_repeated(
    const Reservation& reservation, const SourceRequest& request, SourceReply& reply
);

}  // namespace earmark
