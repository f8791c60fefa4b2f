#include "engine/assortment/order_parts.h"

#include "engine/assortment/assortment_change.h"
#include "engine/assortment/ordering.h"

#include <algorithm>
#include <string>

namespace earmark {

namespace {

UnfilledReason reason_of(LineVerdict verdict) {
    if (verdict == LineVerdict::below_minimum) return UnfilledReason::below_minimum;
    if (verdict == LineVerdict::above_maximum) return UnfilledReason::above_maximum;
    return UnfilledReason::not_in_increments;
}

/// The row of the same kit in a line before, so that one order sees a kit in one way only.
const OrderRow* known_kit(const OrderRows& rows, SkuId sku) {
    const auto known = std::ranges::find_if(rows.rows, [&](const OrderRow& row) {
        return row.is_whole_kit() && row.kit == sku;
    });
    return known == rows.rows.end() ? nullptr : &*known;
}

void add_kit(const FlatKit& kit, const OrderLine& line, std::uint32_t asked, OrderRows& rows) {
    rows.has_kits = true;
    if (!kit.is_together) {
        for (const KitPart& part : kit.parts) {
            rows.rows.push_back(
                {.asked = asked,
                 .sku = part.sku,
                 .kit = line.sku,
                 .quantity = line.quantity * part.quantity,
                 .per_kit = part.quantity}
            );
        }
        return;
    }
    OrderRow row{.asked = asked, .sku = line.sku, .kit = line.sku, .quantity = line.quantity};
    if (const OrderRow* known = known_kit(rows, line.sku)) {
        row.parts_begin = known->parts_begin;
        row.parts_count = known->parts_count;
    } else {
        row.parts_begin = static_cast<std::uint32_t>(rows.parts.size());
        row.parts_count = static_cast<std::uint32_t>(kit.parts.size());
        rows.parts.insert(rows.parts.end(), kit.parts.begin(), kit.parts.end());
    }
    rows.rows.push_back(row);
}

bool travels_together(const SourceRequest& request, std::uint32_t line) {
    return std::ranges::find(request.together, line, &TogetherLine::line) != request.together.end();
}

bool refuse_kit_of_set(const OrderLine& line, SourceReply& reply) {
    reply.outcome = Outcome::kits_not_planned;
    reply.detail = found_expected(
        "line " + std::to_string(line.line) + " that travels together with others",
        "a kit",
        "an item that is none"
    );
    return false;
}

bool is_within_limits(
    const FlatKit& kit, const OrderLine& line, std::size_t rows, SourceReply& reply
) {
    for (const KitPart& part : kit.parts) {
        if (times(line.quantity, part.quantity) <= kUnitsMax) continue;
        reply.outcome = Outcome::bad_value;
        reply.detail = found_expected(
            "units of a part of line " + std::to_string(line.line),
            "more",
            "at most " + std::to_string(kUnitsMax)
        );
        return false;
    }
    if (rows + kit.parts.size() <= kReservationLinesMax) return true;
    reply.outcome = Outcome::too_many_lines;
    reply.detail = found_expected("lines and parts of kits", "more", "at most 4096");
    return false;
}

}  // namespace

bool OrderRows::has_kits_apart() const {
    return std::ranges::any_of(rows, [](const OrderRow& row) { return row.is_part(); });
}

std::span<const OrderRow> OrderRows::line_at(std::size_t begin) const {
    std::size_t end = begin;
    while (end < rows.size() && rows[end].asked == rows[begin].asked)
        ++end;
    return std::span(rows).subspan(begin, end - begin);
}

PartOfKit OrderRows::part_of(const SourceRequest& request, std::uint32_t line, SkuId sku) const {
    for (const OrderRow& row : rows) {
        if (request.lines[row.asked].line != line || row.kit.is_none()) continue;
        if (row.is_part() && row.sku == sku) return {row.kit, row.per_kit};
        for (const KitPart& part : parts_of(row))
            if (part.sku == sku) return {row.kit, part.quantity};
    }
    return {};
}

bool take_apart(
    const ItemTable& items, const SourceRequest& request, OrderRows& rows, SourceReply& reply
) {
    static thread_local FlatKit kit;
    rows.rows.clear();
    rows.parts.clear();
    rows.sets.clear();
    rows.has_kits = false;
    for (std::uint32_t index = 0; index < request.lines.size(); ++index) {
        const OrderLine& line = request.lines[index];
        kit.parts.clear();
        if (may_have_rows(items, line.sku)) {
            const LineVerdict verdict = check_order_quantity(items, line.sku, line.quantity);
            if (verdict != LineVerdict::reserved) {
                reply.unfilled.push_back(
                    {.line = line.line, .quantity = line.quantity, .reason = reason_of(verdict)}
                );
            }
            flatten(items, line.sku, kit);
        }
        if (kit.parts.empty()) {
            rows.rows.push_back({.asked = index, .sku = line.sku, .quantity = line.quantity});
            continue;
        }
        if (travels_together(request, line.line)) return refuse_kit_of_set(line, reply);
        if (!is_within_limits(kit, line, rows.rows.size(), reply)) return false;
        add_kit(kit, line, index, rows);
    }
    join_sets(request.together, request.lines, rows);
    if (!reply.unfilled.empty()) reply.outcome = Outcome::cannot_source;
    return reply.unfilled.empty();
}

void join_sets(
    std::span<const TogetherLine> together, std::span<const OrderLine> lines, OrderRows& rows
) {
    rows.sets.clear();
    if (together.empty()) return;
    static thread_local std::vector<std::uint32_t> numbers;  // Of each set that was met.
    static thread_local std::vector<TogetherLine> by_line;
    numbers.clear();
    by_line.assign(together.begin(), together.end());
    std::ranges::sort(by_line, {}, &TogetherLine::line);
    for (OrderRow& row : rows.rows) {
        const std::uint32_t line = lines[row.asked].line;
        const auto known = std::ranges::lower_bound(by_line, line, {}, &TogetherLine::line);
        if (known == by_line.end() || known->line != line) continue;
        const auto number = std::ranges::find(numbers, known->set);
        row.set = static_cast<std::uint32_t>(number - numbers.begin()) + 1;
        if (number == numbers.end()) numbers.push_back(known->set);
    }
    for (std::uint32_t set = 1; set <= numbers.size(); ++set) {
        const std::size_t begin = rows.parts.size();
        for (const OrderRow& row : rows.rows) {
            if (row.set != set) continue;
            const auto same = std::find_if(
                rows.parts.begin() + static_cast<std::ptrdiff_t>(begin),
                rows.parts.end(),
                [&](const KitPart& part) { return part.sku == row.sku; }
            );
            if (same == rows.parts.end()) {
                rows.parts.push_back({row.sku, row.quantity});
            } else {
                same->quantity += row.quantity;
            }
        }
        rows.sets.push_back(
            {static_cast<std::uint32_t>(begin),
             static_cast<std::uint32_t>(rows.parts.size() - begin)}
        );
    }
}

}  // namespace earmark
