// How much leaves the nodes on a day, against what may: a report. Limits are rows about shipping
// (CapacityRow).
#pragma once

#include "engine/base/day.h"
#include "engine/base/strong_id.h"
#include "engine/change_log.h"
#include "engine/outcome.h"
#include "engine/shipping/shipping_rows.h"

#include <cstdint>
#include <string>
#include <vector>

namespace earmark {

struct CapacityRequest {
    NodeId node{};     ///< None = every node that has a limit.
    Day day = kNoDay;  ///< None = today, UTC.
};

/// A limit of a node's day.
struct CapacityEntry {
    NodeId node;
    std::uint8_t method = 0;  ///< 0 = of all methods together.
    CapacityUnit unit = CapacityUnit::shipments;
    Units most = 0;
    Units used = 0;  ///< Above `most` where the limit came later.

    Units left() const { return most > used ? most - used : 0; }
    friend bool operator==(const CapacityEntry&, const CapacityEntry&) = default;
};

struct CapacityReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    Day day = kNoDay;
    std::vector<CapacityEntry> entries;  ///< By node, method and unit.
    Lsn lsn = 0;
};

}  // namespace earmark
