// What live holds and orders add up to, by position and by day: what the audits compare with.
#pragma once

#include "engine/base/day.h"
#include "engine/inventory/dated_row.h"
#include "engine/inventory/position.h"
#include "engine/reply.h"
#include "engine/reservation/reservation.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>
#include <xxhash.h>

namespace earmark {

/// An audit counts all findings and lists no more than these.
inline constexpr std::size_t kFindingsMax = 100;

struct AuditSum {
    Units reserved = 0;
    Units allocated = 0;
};

struct PositionKeyHash {
    std::size_t operator()(std::uint64_t key) const { return XXH3_64bits(&key, sizeof(key)); }
};

/// By position_key.
using PositionSums = boost::unordered_flat_map<std::uint64_t, AuditSum, PositionKeyHash>;

/// What is held and ordered for days: by item, node and day.
using DatedSums = std::map<std::tuple<SkuId, NodeId, Day>, AuditSum>;

inline std::uint64_t position_key(SkuId sku, NodeId node) {
    return (std::uint64_t{sku.value()} << 32U) | node.value();
}

/// Adds what is held and ordered by a line, if anything is.
inline void add_line(
    const Reservation& reservation,
    std::size_t line,
    PositionSums& sums,
    DatedSums& dated,
    AuditReply& reply
) {
    const LineUnits units = reservation.units(line);
    if (units.held == 0 && units.allocated == 0) return;
    ++reply.open_lines;
    const ReservationKey& key = reservation.keys()[line];
    const Day day = reservation.day(line);
    AuditSum& sum = day == kNoDay ? sums[position_key(key.sku(), key.node())]
                                  : dated[{key.sku(), key.node(), day}];
    sum.reserved += units.held;
    sum.allocated += units.allocated;
}

/// Tells of counters that say something else than the holds and orders.
inline void compare_sums(
    SkuId sku, const Position& position, const AuditSum& sums, AuditReply& reply
) {
    if (position.reserved() == sums.reserved && position.allocated() == sums.allocated) return;
    ++reply.mismatches;
    if (reply.findings.size() == kFindingsMax) return;
    reply.findings.push_back({
        .sku = sku,
        .node = position.node(),
        .reserved_counter = position.reserved(),
        .reserved_sum = sums.reserved,
        .allocated_counter = position.allocated(),
        .allocated_sum = sums.allocated,
    });
}

/// The same of what counts for a day.
inline void compare_sums(SkuId sku, const DatedRow& row, const AuditSum& sum, AuditReply& reply) {
    if (row.reserved == sum.reserved && row.allocated == sum.allocated) return;
    ++reply.mismatches;
    if (reply.findings.size() == kFindingsMax) return;
    reply.findings.push_back({
        .sku = sku,
        .node = row.node,
        .day = row.day,
        .reserved_counter = row.reserved,
        .reserved_sum = sum.reserved,
        .allocated_counter = row.allocated,
        .allocated_sum = sum.allocated,
    });
}

}  // namespace earmark
