#include "engine/resourcing/order_change.h"

#include "engine/base/check.h"
#include "engine/network_holds.h"
#include "engine/order_checks.h"
#include "engine/reservation_change.h"
#include "engine/resourcing/order_rewrite.h"

#include <algorithm>

namespace earmark {

namespace {

std::string name_of_line(std::uint32_t line) {
    return "line " + std::to_string(line);
}

void gather_wanted(OrderChange& change) {
    change.wanted.clear();
    for (const AmendedLine& line : change.before) {
        WantedLine* wanted = change.find(line.line);
        if (wanted == nullptr) {
            change.wanted.push_back({.line = line.line, .sku = line.sku});
            wanted = &change.wanted.back();
        }
        wanted->shipped += line.units.shipped;
        wanted->open += open_units(line);
        wanted->has_kit = wanted->has_kit || !line.part.kit.is_none();
        wanted->is_bound = wanted->is_bound || line.day != kNoDay || is_group_place(line.node);
    }
    for (WantedLine& wanted : change.wanted)
        wanted.wanted = wanted.open;
}

Outcome want_new_line(const OrderLine& asked, OrderChange& change, std::string& detail) {
    if (asked.sku.is_none()) {
        detail = name_of_line(asked.line) + " is not in the order";
        return Outcome::bad_value;
    }
    if (asked.quantity == 0) {
        detail = found_expected(
            "quantity of " + name_of_line(asked.line), "0", "1 or more of a line that is added"
        );
        return Outcome::bad_value;
    }
    change.wanted.push_back(
        {.line = asked.line, .sku = asked.sku, .wanted = asked.quantity, .is_named = true}
    );
    return Outcome::done;
}

Outcome want_line(const OrderLine& asked, OrderChange& change, std::string& detail) {
    if (asked.quantity < 0 || asked.quantity > kUnitsMax) {
        detail = found_expected(
            "quantity of " + name_of_line(asked.line),
            std::to_string(asked.quantity),
            "0 to " + std::to_string(kUnitsMax)
        );
        return Outcome::bad_value;
    }
    WantedLine* line = change.find(asked.line);
    if (line == nullptr) return want_new_line(asked, change, detail);
    if (line->is_named) {
        detail = name_of_line(asked.line) + " is named twice";
        return Outcome::repeated_line;
    }
    line->is_named = true;
    if (const Outcome bad = check_movable(*line, detail); bad != Outcome::done) return bad;
    if (!asked.sku.is_none() && asked.sku != line->sku) {
        detail = name_of_line(asked.line) + " is of another item";
        return Outcome::bad_value;
    }
    if (asked.quantity < line->shipped) {
        detail = found_expected(
            "quantity of " + name_of_line(asked.line),
            std::to_string(asked.quantity),
            "at least the " + std::to_string(line->shipped) + " that have shipped"
        );
        return Outcome::more_than_there_is;
    }
    line->wanted = asked.quantity - line->shipped;
    return Outcome::done;
}

/// Whether the order, as it is to be, is one.
Outcome check_sums(const OrderChange& change, std::string& detail) {
    Units sum = 0;
    std::size_t lines = 0;
    for (const WantedLine& line : change.wanted) {
        sum += line.wanted + line.shipped;
        if (line.wanted > 0) ++lines;
        if (sum <= kUnitsMax) continue;
        detail = found_expected(
            "units of all lines", std::to_string(sum), "at most " + std::to_string(kUnitsMax)
        );
        return Outcome::bad_value;
    }
    if (sum == 0) {
        detail = "the change leaves nothing of the order: release or cancel it";
        return Outcome::no_lines;
    }
    if (lines > kOrderLinesMax) {
        detail = found_expected("lines", std::to_string(lines), "at most 1024");
        return Outcome::too_many_lines;
    }
    if (!change.plans_all) return Outcome::done;
    for (const WantedLine& line : change.wanted) {
        if (line.open == 0) continue;
        if (const Outcome bad = check_movable(line, detail); bad != Outcome::done) return bad;
    }
    return Outcome::done;
}

/// What is remembered of the order from now on, and whether that moves anything.
Outcome remember_change(
    const ChangeOrderRequest& request, OrderChange& change, std::string& detail
) {
    OrderMemory& order = change.order;
    const OrderMemory was = order;
    if (request.ship_to) {
        order.country = request.ship_to->country;
        order.postal_code = request.ship_to->postal_code;
        order.location = request.ship_to->location;
    }
    order.residential = request.residential.value_or(order.residential);
    DeliveryWish& wish = order.delivery;
    wish.need_by = request.need_by.value_or(wish.need_by);
    wish.wish_by = request.wish_by.value_or(wish.wish_by);
    wish.lateness_per_day = request.lateness_per_day.value_or(wish.lateness_per_day);
    order.profile = request.profile.value_or(order.profile);
    if (auto bad = bad_wish(wish)) {
        detail = std::move(*bad);
        return Outcome::bad_value;
    }
    const bool is_elsewhere =
        order.country != was.country || order.postal_code != was.postal_code ||
        order.location != was.location || order.residential != was.residential;
    change.plans_all = request.plans_all || is_elsewhere;
    change.judges_days =
        !change.plans_all && wish.need_by != kNoDay && wish.need_by != was.delivery.need_by;
    return Outcome::done;
}

void put_units(OrderChange& change, const WantedLine& line, NodeId node, const LooseUnits& units) {
    if (units.units() == 0) return;
    AmendedLine& there = place_at(change.lines, line.line, line.sku, node);
    there.is_touched = true;
    there.requested += units.units();
    there.units.granted += units.units();
    there.units.held += units.held;
    there.units.allocated += units.allocated;
}

/// Of `units` planned at the node, those that were there as they are.
LooseUnits kept_units(const OrderChange& change, const WantedLine& line, NodeId node, Units units) {
    LooseUnits kept;
    for (const AmendedLine& was : change.before) {
        if (was.line != line.line || was.sku != line.sku || was.node != node) continue;
        kept.allocated = std::min({units, was.units.allocated, line.loose.allocated});
        kept.held = std::min({units - kept.allocated, was.units.held, line.loose.held});
    }
    return kept;
}

LooseUnits pick_loose(WantedLine& line, const LooseUnits& units) {
    line.loose.held -= units.held;
    line.loose.allocated -= units.allocated;
    EARMARK_CHECK(line.loose.held >= 0 && line.loose.allocated >= 0);
    return units;
}

}  // namespace

WantedLine* OrderChange::find(std::uint32_t line) {
    const auto there = std::ranges::find(wanted, line, &WantedLine::line);
    return there == wanted.end() ? nullptr : &*there;
}

Outcome check_movable(const WantedLine& line, std::string& detail) {
    if (line.has_kit) {
        detail =
            name_of_line(line.line) + " holds parts of a kit: cancel it and source the kit anew";
        return Outcome::kits_not_planned;
    }
    if (!line.is_bound) return Outcome::done;
    detail = name_of_line(line.line) + " is promised for a day or held by a group: amend it";
    return Outcome::wrong_state;
}

Outcome find_change(
    const Reservation& reservation,
    const ChangeOrderRequest& request,
    OrderChange& change,
    std::string& detail
) {
    change.lsn = reservation.lsn;
    change.leaving = reservation.detail ? reservation.detail->leaving : std::vector<Leaving>();
    const Outcome unknown = recall_order(reservation, change.order, detail);
    if (unknown != Outcome::done) return unknown;
    copy_lines(reservation, change.before);
    change.adds_held = reservation.has_held();
    change.segment = reservation.segment();
    const Filling as_asked = reservation.partial ? Filling::partial : Filling::all_or_nothing;
    change.filling = request.filling.value_or(as_asked);
    gather_wanted(change);
    for (const OrderLine& asked : request.lines) {
        if (const Outcome bad = want_line(asked, change, detail); bad != Outcome::done) return bad;
    }
    if (const Outcome bad = remember_change(request, change, detail); bad != Outcome::done)
        return bad;
    return check_sums(change, detail);
}

void start_over(OrderChange& change) {
    change.lines = change.before;
    for (WantedLine& line : change.wanted) {
        line.surplus = std::max<Units>(0, line.open - line.wanted);
        line.loose = {};
        (change.adds_held ? line.loose.held : line.loose.allocated) = line.added();
    }
}

LooseUnits take_out(AmendedLine& line, Units units) {
    LooseUnits taken;
    taken.held = std::min(units, line.units.held);
    taken.allocated = units - taken.held;
    EARMARK_CHECK(taken.allocated <= line.units.allocated);
    line.units.held -= taken.held;
    line.units.allocated -= taken.allocated;
    line.units.granted -= units;
    line.requested -= units;
    line.is_touched = line.is_touched || units > 0;
    return taken;
}

void give_back(OrderChange& change, std::size_t index) {
    AmendedLine& line = change.lines[index];
    WantedLine& wanted = *change.find(line.line);
    const Units units = std::min(wanted.surplus, open_units(line));
    wanted.surplus -= units;
    take_out(line, units);
}

void loosen(OrderChange& change, std::size_t index) {
    give_back(change, index);
    AmendedLine& line = change.lines[index];
    WantedLine& wanted = *change.find(line.line);
    const LooseUnits taken = take_out(line, open_units(line));
    wanted.loose.held += taken.held;
    wanted.loose.allocated += taken.allocated;
}

void put_loose(OrderChange& change, const std::vector<Shipment>& shipments) {
    struct Moved {
        WantedLine* line;
        NodeId node;
        Units units;
    };
    std::vector<Moved> moved;
    for (const Shipment& shipment : shipments) {
        for (const ShipmentLine& planned : shipment.lines) {
            WantedLine* line = change.find(planned.line);
            EARMARK_CHECK(line != nullptr);
            const LooseUnits kept = kept_units(change, *line, shipment.node, planned.quantity);
            put_units(change, *line, shipment.node, pick_loose(*line, kept));
            moved.push_back({line, shipment.node, planned.quantity - kept.units()});
        }
    }
    for (const Moved& each : moved) {
        const Units allocated = std::min(each.units, each.line->loose.allocated);
        const LooseUnits units{.held = each.units - allocated, .allocated = allocated};
        put_units(change, *each.line, each.node, pick_loose(*each.line, units));
    }
}

void find_deltas(const OrderChange& change, std::vector<PositionDelta>& deltas) {
    deltas.clear();
    for (std::size_t index = 0; index < change.lines.size(); ++index) {
        const AmendedLine& line = change.lines[index];
        LineUnits was;
        if (index < change.before.size()) was = change.before[index].units;
        const Units held = line.units.held - was.held;
        const Units allocated = line.units.allocated - was.allocated;
        if (held == 0 && allocated == 0) continue;
        deltas.push_back(
            {.sku = line.sku, .node = line.node, .reserved = held, .allocated = allocated}
        );
    }
    merge_deltas(deltas);
}

void tell_given_back(const OrderChange& change, std::vector<GivenBack>& given_back) {
    given_back.clear();
    for (std::size_t index = 0; index < change.before.size(); ++index) {
        const AmendedLine& was = change.before[index];
        const Units units = open_units(was) - open_units(change.lines[index]);
        if (units > 0) given_back.push_back({was.line, was.sku, was.node, units});
    }
}

}  // namespace earmark
