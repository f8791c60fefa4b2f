#include "engine/rules/touched_lines.h"

#include "engine/network_units.h"
#include "engine/node_figures.h"

#include <algorithm>
#include <array>
#include <optional>
#include <ranges>
#include <vector>

namespace earmark {

namespace {

constexpr std::size_t kLinesLookedAtMax = 100'000;

/// A line with what would be counted back if it were asked for anew.
struct LiveLine {
    SkuId sku;
    NodeId node;
    Day day = kNoDay;
    Units units = 0;
    SegmentId segment;
    Lsn made = 0;
};

class TouchedLines {
  public:
    TouchedLines(const EngineState& state, const PreviewDraft& draft)
        : state_(state), draft_(draft) {}

    bool is_touched(const LiveLine& line) {
        return std::ranges::any_of(draft_.methods(), [&](std::uint8_t method) {
            if (!is_group_place(line.node) &&
                draft_.stops(
                    line.sku,
                    line.node,
                    {.segment = line.segment, .method = method, .day = line.day}
                ))
                return true;
            return is_refused(line, method);
        });
    }

  private:
    bool is_refused(const LiveLine& line, std::uint8_t method) {
        const ItemSlot* slot = state_.items.find_slot(line.sku);
        if (slot == nullptr) return false;
        const Asking asking{.segment = line.segment, .method = method, .day = line.day};
        bool is_refused = false;
        state_.items.read_positions(line.sku, *slot, [&](const ItemStock& stock) {
            is_refused =
                is_concerned(line, asking, stock) &&
                granted(line, asking, draft_.stock_after(line.sku, stock, buffer_)) < line.units;
        });
        return is_refused;
    }

    /// Whether the rows have a say there; at any node of a group's.
    bool is_concerned(const LiveLine& line, const Asking& asking, const ItemStock& stock) const {
        if (!is_group_place(line.node)) {
            const auto position = position_at(stock, line.node);
            return position && draft_.decides_at(line.sku, *position, stock, asking);
        }
        const Group* group = draft_.after().groups->find(group_at(line.node));
        const PositionBlock* block = stock.positions;
        const std::uint32_t count =
            block == nullptr ? 0 : std::min(block->count(), block->capacity());
        for (std::uint32_t index = 0; group != nullptr && index < count; ++index) {
            const Position position = block->load_counters(index);
            if (!group->contains(position.node())) continue;
            if (draft_.stops(
                    line.sku, position.node(), {.segment = asking.segment, .method = asking.method}
                ) ||
                draft_.decides_at(line.sku, position, stock, asking))
                return true;
        }
        return false;
    }

    /// What the line would get if it were asked for anew, its own units counted back.
    Units granted(const LiveLine& line, const Asking& asking, const ItemStock& stock) const {
        const ReferenceData& reference = draft_.after();
        const std::array<OwnDated, 1> dated{{{line.day, line.units}}};
        OwnUnits own{.segment = line.segment, .made = line.made};
        if (line.day == kNoDay) {
            own.held = line.units;
        } else {
            own.dated = dated;
        }
        const std::array<PositionDelta, 1> counted_back{
            {{.sku = line.sku, .node = line.node, .reserved = line.units}}
        };
        const NetworkAsking network{
            .place = line.node,
            .asking = asking,
            .own = counted_back,
            .own_stamp = {.segment = line.segment, .made = line.made}
        };
        if (is_group_place(line.node))
            return most_addable(state_.items, line.sku, stock, reference, network);
        const auto position = position_at(stock, line.node);
        if (!position) return 0;
        SellingWalk selling(state_.items, line.sku, stock, reference, asking);
        if (line.day != kNoDay) return selling.at(*position, own).ats;
        NodeAvailability entry;
        add_node_figures(
            {state_.items, line.sku, stock, reference}, selling, *position, own, network, entry
        );
        return entry.figures.ats;
    }

    const EngineState& state_;
    const PreviewDraft& draft_;
    RowsBuffer buffer_;
};

bool may_be_touched(const PreviewDraft& draft, const Reservation& reservation) {
    const auto keys = reservation.keys();
    return !reservation.is_finished() && std::ranges::any_of(keys, [&](const ReservationKey& key) {
        return draft.concerns(key.sku());
    });
}

/// Holding the reservation's stripe.
void add_lines(
    TouchedLines& lines,
    const PreviewDraft& draft,
    const Reservation& reservation,
    RulePreviewReply& reply
) {
    for (std::size_t index = 0; index < reservation.line_count(); ++index) {
        const LineUnits units = reservation.units(index);
        const ReservationKey& key = reservation.keys()[index];
        if (units.held + units.allocated == 0 || !draft.concerns(key.sku())) continue;
        const LiveLine line{
            .sku = key.sku(),
            .node = key.node(),
            .day = reservation.day(index),
            .units = units.held + units.allocated,
            .segment = reservation.segment(),
            .made = reservation.made()
        };
        if (!lines.is_touched(line)) continue;
        reply.touched.push_back(
            {.reservation = std::string(reservation.id()),
             .state = reservation.state,
             .line = key.line(),
             .sku = line.sku,
             .node = line.node,
             .day = line.day,
             .held = units.held,
             .allocated = units.allocated}
        );
        ++reply.totals.lines;
        reply.totals.touched += line.units;
    }
}

}  // namespace

NextReservation add_touched_lines(
    const EngineState& state,
    const PreviewDraft& draft,
    const ReservationCursor& cursor,
    std::size_t limit,
    RulePreviewReply& reply
) {
    TouchedLines lines(state, draft);
    std::string_view after = cursor.id;
    std::vector<const Reservation*> found;
    std::size_t looked_at = 0;
    for (std::uint32_t index = cursor.stripe; index < ReservationTable::kStripes; ++index) {
        ReservationLock stripe(state.reservations, index);
        found.clear();
        for (const Reservation* reservation : stripe->all()) {
            looked_at += reservation->line_count();
            if (reservation->id() > after && may_be_touched(draft, *reservation))
                found.push_back(reservation);
        }
        std::ranges::sort(found, {}, &Reservation::id);
        for (const Reservation* reservation : found) {
            if (reply.positions.size() + reply.touched.size() >= limit)
                return {index, std::string(after)};
            add_lines(lines, draft, *reservation, reply);
            after = reservation->id();
        }
        after = {};
        if (looked_at >= kLinesLookedAtMax) return {index + 1, {}};
    }
    return {ReservationTable::kStripes, {}};
}

}  // namespace earmark
