// A plan in the caller's words: shipments with their costs, and why lines are not filled.
#pragma once

#include "engine/base/bytes.h"
#include "engine/order_candidates.h"
#include "engine/reply.h"
#include "engine/sourcing/plan.h"

#include <cstddef>
#include <span>
#include <vector>

namespace earmark {

/// Fills cost, shipments and unfilled lines. The outcome is done, or cannot_source. granted: what
/// each row of the order gets of the plan; empty = rows take what there is, one after the other.
void answer_plan(
    const OrderCandidates& candidates,
    const Plan& plan,
    std::span<const Units> granted,
    const SourceRequest& request,
    SourceReply& reply
);

/// What a repeated request is answered with, kept with the reservation.
std::vector<std::byte> encode_answer(const SourceReply& reply);

/// Requires: bytes that encode_answer made; the log's checksums vouch for them.
void decode_answer(std::span<const std::byte> bytes, SourceReply& reply);

}  // namespace earmark
