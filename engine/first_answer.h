// What repeating a reserve answers after the reservation's lines have changed.
//
// As long as a reservation has the lines of its request, they tell the first answer. Before they
// change, a hash of them and what was granted of each are put into its detail.
#pragma once

#include "engine/command.h"
#include "engine/reply.h"
#include "engine/reservation/reservation.h"

#include <cstdint>
#include <span>

namespace earmark {

/// Of what makes two requests have the same lines; never 0.
std::uint64_t hash_of(const ReserveRequest& request);

/// Call before the lines of a reservation change; later calls do nothing.
void keep_first_answer(Reservation& reservation);

/// Keeps what the request is answered that makes a reservation whose lines do not tell it.
void keep_first_answer(
    const ReserveRequest& request, const ReserveReply& reply, ReservationDetail& detail
);

/// What the request that made the reservation was granted, line by line.
/// Requires: the request is that one.
void recall_first_answer(
    const Reservation& reservation, const ReserveRequest& request, ReserveReply& reply
);

}  // namespace earmark
