#include "engine/amend_kits.h"

#include "engine/assortment/assortment_change.h"
#include "engine/network/network_place.h"
#include "engine/reservation_change.h"

#include <algorithm>

namespace earmark {

bool KitAmender::is_kit(const AmendLine& asked) {
    parts_.clear();
    kit_ = {};
    bool is_known = false;
    for (const AmendedLine& line : lines_) {
        if (line.line != asked.line) continue;
        is_known = true;
        const bool is_new =
            std::ranges::none_of(parts_, [&](const KitPart& part) { return part.sku == line.sku; });
        if (line.part.kit.is_none() || !is_new) continue;
        kit_ = line.part.kit;
        parts_.push_back({line.sku, line.part.per_kit});
    }
    if (is_known || asked.sku.is_none() || !may_have_rows(state_.items, asked.sku))
        return !parts_.empty();
    static thread_local FlatKit kit;
    flatten(state_.items, asked.sku, kit);
    parts_ = kit.parts;
    kit_ = asked.sku;
    return !parts_.empty();
}

Outcome KitAmender::apply(
    const AmendLine& asked, std::optional<Day> day, LineVerdict& verdict, std::size_t& target
) {
    const bool is_other = !asked.sku.is_none() && asked.sku != kit_;
    if (is_other) return fail(asked, "is a line of another item");
    for (const KitPart& part : parts_) {
        if (times(asked.quantity, part.quantity) > kUnitsMax)
            verdict = LineVerdict::quantity_too_large;
    }
    if (verdict != LineVerdict::reserved) return Outcome::done;
    return asked.from.is_none() ? set(asked, day, verdict, target)
                                : move(asked, day, verdict, target);
}

Outcome KitAmender::fail(const AmendLine& asked, std::string_view why) {
    detail_ = "line " + std::to_string(asked.line) + " " + std::string(why);
    return Outcome::bad_value;
}

std::vector<NodeId> KitAmender::places(std::uint32_t line) const {
    std::vector<NodeId> places;
    for (const AmendedLine& each : lines_) {
        if (each.line == line && !std::ranges::count(places, each.node))
            places.push_back(each.node);
    }
    return places;
}

KitAmender::Rows KitAmender::rows_at(std::uint32_t line, NodeId node) const {
    Rows rows;
    rows.of_parts.assign(parts_.size(), kNowhere);
    for (std::size_t index = 0; index < lines_.size(); ++index) {
        if (lines_[index].line != line || lines_[index].node != node) continue;
        const auto part = std::ranges::find(parts_, lines_[index].sku, &KitPart::sku);
        std::size_t& row = rows.of_parts[static_cast<std::size_t>(part - parts_.begin())];
        rows.is_whole = rows.is_whole && row == kNowhere;
        row = index;
        rows.is_there = true;
    }
    if (!rows.is_there) return rows;
    for (std::size_t part = 0; part < parts_.size(); ++part) {
        const std::size_t row = rows.of_parts[part];
        if (row == kNowhere) {
            rows.is_whole = false;
            continue;
        }
        const Units held = lines_[row].units.held;
        if (part == 0) rows.kits = held / parts_[part].quantity;
        rows.is_whole = rows.is_whole && held == rows.kits * parts_[part].quantity;
    }
    return rows;
}

/// Whether any of them is ordered.
bool KitAmender::is_ordered(const Rows& rows) const {
    return std::ranges::any_of(rows.of_parts, [&](std::size_t row) {
        return row != kNowhere && lines_[row].units.allocated > 0;
    });
}

/// A kit that ships together is held at a node, and so is one of which nothing is known any more.
LineVerdict KitAmender::judge_place(NodeId node, Day day) const {
    const LineVerdict verdict = check_place(state_, kit_, node, day);
    if (verdict != LineVerdict::reserved || !is_group_place(node)) return verdict;
    KitParts kit;
    read_parts(state_.items, kit_, kit);
    return kit.count == 0 || kit.is_together ? LineVerdict::kit_needs_node : verdict;
}

/// Whether every counter can hold so many kits more.
bool KitAmender::has_room(const Rows& rows, Units kits, bool is_move) const {
    for (std::size_t part = 0; part < parts_.size(); ++part) {
        const std::size_t row = rows.of_parts[part];
        if (row == kNowhere) continue;
        const Units by = kits * parts_[part].quantity;
        if (lines_[row].units.granted + by > kUnitsMax) return false;
        if (is_move && lines_[row].requested + by > kUnitsMax) return false;
    }
    return true;
}

void KitAmender::raise(const AmendLine& asked, NodeId node, Rows& rows, Units kits) {
    for (std::size_t part = 0; part < parts_.size(); ++part) {
        std::size_t& row = rows.of_parts[part];
        if (row == kNowhere) {
            row = lines_.size();
            lines_.push_back(
                {.line = asked.line,
                 .sku = parts_[part].sku,
                 .node = node,
                 .part = {kit_, parts_[part].quantity}}
            );
        }
        lines_[row].units.held += kits * parts_[part].quantity;
        lines_[row].units.granted += kits * parts_[part].quantity;
        lines_[row].is_touched = true;
    }
}

Outcome KitAmender::set(
    const AmendLine& asked, std::optional<Day> day, LineVerdict& verdict, std::size_t& target
) {
    const std::vector<NodeId> known = places(asked.line);
    if (asked.node.is_none() && known.size() > 1)
        return fail(asked, "is at several nodes: name one of them");
    const NodeId node = asked.node.is_none() && !known.empty() ? known.front() : asked.node;
    Rows rows = rows_at(asked.line, node);
    if (!rows.is_there && asked.quantity == 0)
        return fail(asked, known.empty() ? "is not in the reservation" : "is not at that node");
    if (!rows.is_whole)
        return fail(asked, "has not all parts of its kits there: release or split it instead");
    Day day_now = kNoDay;
    for (const AmendedLine& line : lines_) {
        if (line.line == asked.line && (!rows.is_there || line.node == node)) day_now = line.day;
    }
    const Day for_day = day.value_or(day_now);
    const bool is_other_day = asked.quantity > 0 && for_day != day_now;
    if (is_other_day && is_ordered(rows)) return fail(asked, kPartlyOrdered);
    if (asked.quantity > rows.kits || is_other_day) verdict = judge_place(node, for_day);
    if (verdict != LineVerdict::reserved) return Outcome::done;
    const Units more = asked.quantity - rows.kits;
    if (!has_room(rows, more, /*is_move=*/false)) {
        verdict = LineVerdict::quantity_too_large;
        return Outcome::done;
    }
    raise(asked, node, rows, more);
    for (const std::size_t row : rows.of_parts) {
        if (asked.quantity > 0) lines_[row].day = for_day;
        lines_[row].requested = lines_[row].units.granted;
        lines_[row].units.verdict = LineVerdict::reserved;
    }
    target = rows.of_parts.front();
    return Outcome::done;
}

Outcome KitAmender::move(
    const AmendLine& asked, std::optional<Day> day, LineVerdict& verdict, std::size_t& target
) {
    if (asked.node.is_none() || asked.node == asked.from)
        return fail(asked, "has to move to another node: name it");
    Rows source = rows_at(asked.line, asked.from);
    if (!source.is_there)
        return fail(asked, "is not in the reservation at the node it should leave");
    Rows goal = rows_at(asked.line, asked.node);
    if (!source.is_whole || !goal.is_whole)
        return fail(asked, "has not all parts of its kits there: release or split it instead");
    if (source.kits < asked.quantity) {
        detail_ = found_expected(
            "quantity of line " + std::to_string(asked.line),
            std::to_string(asked.quantity),
            "at most " + std::to_string(source.kits) + " whole kits held"
        );
        return Outcome::more_than_there_is;
    }
    const Day for_day = day.value_or(lines_[source.of_parts.front()].day);
    if (goal.is_there && lines_[goal.of_parts.front()].day != for_day) {
        if (is_ordered(goal)) return fail(asked, kPartlyOrdered);
        if (goal.kits > 0) return fail(asked, "is there for another day: name one");
    }
    verdict = judge_place(asked.node, for_day);
    if (verdict != LineVerdict::reserved) return Outcome::done;
    if (!has_room(goal, asked.quantity, /*is_move=*/true)) {
        verdict = LineVerdict::quantity_too_large;
        return Outcome::done;
    }
    raise(asked, asked.node, goal, asked.quantity);
    raise(asked, asked.from, source, -asked.quantity);
    for (std::size_t part = 0; part < parts_.size(); ++part) {
        const Units units = asked.quantity * parts_[part].quantity;
        lines_[goal.of_parts[part]].day = for_day;
        lines_[goal.of_parts[part]].requested += units;
        lines_[source.of_parts[part]].requested -= units;
    }
    target = goal.of_parts.front();
    return Outcome::done;
}

}  // namespace earmark
