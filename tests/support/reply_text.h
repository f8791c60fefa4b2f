// Replies as text: to compare two engines' answers, and to read the difference.
#pragma once

#include "engine/backorders/backorder.h"
#include "engine/promising/promising.h"
#include "engine/reply.h"

#include <string>

namespace earmark {

// LSNs, details and, in repeated answers, the ATS once seen are left out: they are not part of what
// two engines must agree on.
std::string text_of(const SupplyReply& reply);
std::string text_of(const Availability& figures);
std::string text_of(const AvailabilityReply& reply);
std::string text_of(const ReserveReply& reply);
std::string text_of(const ReservationReply& reply);
std::string text_of(const ReservationEntry& entry);
std::string text_of(const PromiseReply& reply);
std::string text_of(const BackordersReply& reply);
std::string text_of(const ConfirmReply& reply);
std::string text_of(const ReceiptsReply& reply);  ///< In no order.
std::string text_of(const LateReply& reply);

}  // namespace earmark
