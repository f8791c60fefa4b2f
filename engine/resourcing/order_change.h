// A changed order on a copy of its reservation's lines: what it is to be, what is given back of it,
// and where planned units go. Knows no stock and no prices.
#pragma once

#include "engine/amend_lines.h"
#include "engine/change.h"
#include "engine/resourcing/change_order.h"
#include "engine/resourcing/order_memory.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace earmark {

/// Units of one line that are at no node for the moment.
struct LooseUnits {
    Units held = 0;
    Units allocated = 0;

    Units units() const { return held + allocated; }
};

/// A line of the order, over all its nodes.
struct WantedLine {
    std::uint32_t line = 0;
    SkuId sku;
    Units shipped = 0;
    Units open = 0;      ///< Held or allocated, as it is.
    Units wanted = 0;    ///< Likewise, as it is to be.
    Units surplus = 0;   ///< Still to be given back.
    LooseUnits loose{};  ///< To be planned anew.
    bool is_named = false;
    bool has_kit = false;   ///< Or a part of one, which is not planned anew,
    bool is_bound = false;  ///< nor is what is promised for a day or held by a group.

    Units added() const { return wanted > open ? wanted - open : 0; }
};

struct OrderChange {
    std::vector<AmendedLine> before;
    std::vector<AmendedLine> lines;
    std::vector<WantedLine> wanted;
    OrderMemory order;  ///< As it is to be remembered.
    bool plans_all = false;
    bool judges_days = false;  ///< The goods are needed by a day that was not asked before.
    bool adds_held = false;    ///< What is added is held, else allocated.
    Filling filling = Filling::all_or_nothing;
    SegmentId segment;
    std::vector<Leaving> leaving;  ///< Of the reservation: when its shipments leave.
    Lsn lsn = 0;                   ///< Of the reservation's last change.

    WantedLine* find(std::uint32_t line);
};

inline Units open_units(const AmendedLine& line) {
    return line.units.held + line.units.allocated;
}

/// What the order is to be: done, or what is wrong with the request for this reservation.
Outcome find_change(
    const Reservation& reservation,
    const ChangeOrderRequest& request,
    OrderChange& change,
    std::string& detail
);

/// Why the line cannot be moved; done if it can.
Outcome check_movable(const WantedLine& line, std::string& detail);

/// Starts from the lines as they are: nothing is given back and nothing loose.
void start_over(OrderChange& change);

/// Takes units out of the line at its node, held ones first.
LooseUnits take_out(AmendedLine& line, Units units);

/// Gives back, at line `index`, as much of its surplus as is there.
void give_back(OrderChange& change, std::size_t index);

/// Makes loose what is there at line `index`, but for its surplus, which is given back.
void loosen(OrderChange& change, std::size_t index);

/// Puts units where the plan ships them, from what is loose of their lines: kept at a node as they
/// were there where that can be, else allocated ones first.
void put_loose(OrderChange& change, const std::vector<Shipment>& shipments);

/// By how much positions move from what was to what is, merged by item and node.
void find_deltas(const OrderChange& change, std::vector<PositionDelta>& deltas);

void tell_given_back(const OrderChange& change, std::vector<GivenBack>& given_back);

}  // namespace earmark
