// Requests with kits, taken apart: lines of kits become lines of their parts, each of which says of
// which asked line it is and how many of it make one kit. What happens to them happens in whole
// kits.
#pragma once

#include "engine/assortment/assortment_change.h"
#include "engine/change.h"
#include "engine/command.h"
#include "engine/engine_state.h"
#include "engine/reply.h"
#include "engine/reservation/reservation.h"
#include "engine/reservation_change.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace earmark {

/// A line of a reservation to be: what was asked, or a part of the kit that was asked.
struct FlatLine {
    std::uint32_t asked = 0;  ///< Which line of the request.
    SkuId sku;
    PartOfKit part{};
    Units granted = 0;  ///< Once decided.
};

struct FlatRequest {
    std::vector<FlatLine> lines;  ///< In the order of the lines asked.
};

/// Takes a request with kits apart: false, and nothing done, if there are none in it. Lines that
/// have a verdict already stay whole; lines of kits that cannot be get theirs.
bool flatten_request(
    const ItemTable& items, const ReserveRequest& request, FlatRequest& flat, ReserveReply& reply
);

/// Decides every line against the positions of this moment, in the order asked, and collects the
/// deltas: each from what the lines before it left, kits as many as every part allows. Holding the
/// items. Returns the newest LSN seen.
Lsn decide_flat_lines(
    const EngineState& state,
    const ReserveRequest& request,
    FlatRequest& flat,
    ReserveReply& reply,
    std::vector<PositionDelta>& deltas
);

/// The lines of the reservation, as asked.
void put_keys(
    const ReserveRequest& request, const FlatRequest& flat, std::vector<ReservationKey>& keys
);

/// What a reservation with kits remembers besides its lines.
void fill_detail(
    const ReserveRequest& request,
    const FlatRequest& flat,
    const ReserveReply& reply,
    ReservationDetail& detail
);

/// As take_parts, of a reservation with kits: of its lines of kits a part names whole kits.
Outcome take_whole_kits(
    const Reservation& reservation,
    std::span<const PartLine> parts,
    PartOf part_of,
    std::vector<Units>& taken,
    std::string& detail
);

}  // namespace earmark
