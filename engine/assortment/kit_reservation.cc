#include "engine/assortment/kit_reservation.h"

#include "engine/base/sort_few.h"
#include "engine/first_answer.h"
#include "engine/network_promises.h"
#include "engine/selling.h"

#include <algorithm>
#include <tuple>

namespace earmark {

namespace {

constexpr Lsn kPartsNotMadeYet = ~Lsn{0};

/// What the lines of a request have taken so far, item by item.
class Takings {
  public:
    explicit Takings(std::span<const FlatLine> lines) {
        items_.clear();
        for (const FlatLine& line : lines)
            items_.push_back(line.sku);
        std::sort(items_.begin(), items_.end());
        items_.erase(std::unique(items_.begin(), items_.end()), items_.end());
        if (taken_.size() < items_.size()) taken_.resize(items_.size());
        for (auto& taken : taken_)
            taken.clear();
    }

    std::vector<PositionDelta>& of(SkuId sku) {
        const auto place = std::lower_bound(items_.begin(), items_.end(), sku);
        return taken_[static_cast<std::size_t>(place - items_.begin())];
    }

    void collect(std::vector<PositionDelta>& deltas) const {
        deltas.clear();
        for (const auto& taken : taken_)
            deltas.insert(deltas.end(), taken.begin(), taken.end());
    }

  private:
    static thread_local std::vector<SkuId> items_;
    static thread_local std::vector<std::vector<PositionDelta>> taken_;
};

thread_local std::vector<SkuId> Takings::items_;
thread_local std::vector<std::vector<PositionDelta>> Takings::taken_;

struct Room {
    Units ats = 0;   ///< As if the request had taken nothing yet.
    Units left = 0;  ///< By its lines so far.
};

/// What a request may take of one item at one place.
class RoomReader {
  public:
    RoomReader(const EngineState& state, const ReserveRequest& request)
        : items_(state.items),
          reference_(state.reference.current()),
          asking_{request.segment, request.method, request.ignore_safety} {}

    Room at(SkuId sku, NodeId place, Day day, std::span<const PositionDelta> taken) const {
        const bool is_network = is_group_place(place) || takes_of_groups(taken) ||
                                has_networks(items_, sku, items_.stock(sku), reference_);
        Asking for_day = asking_;
        for_day.day = day;
        if (is_network) {
            return {
                .ats = beside_groups(sku, place, for_day, {}),
                .left = beside_groups(sku, place, for_day, taken)
            };
        }
        return {
            .ats = available_at_node(items_, reference_, sku, place, for_day),
            .left = available_at_node(items_, reference_, sku, place, for_day, own_of(place, taken))
        };
    }

    bool is_stopped_at(SkuId sku, NodeId place) const {
        return is_stopped(items_, reference_, sku, place, asking_);
    }

    LineVerdict why_none_at(SkuId sku, NodeId place, Day day) const {
        Asking for_day = asking_;
        for_day.day = day;
        return why_none(items_, reference_, sku, place, for_day);
    }

  private:
    Units beside_groups(
        SkuId sku, NodeId place, const Asking& asking, std::span<const PositionDelta> taken
    ) const {
        const ItemStock stock = items_.stock(sku);
        const NetworkAsking asked{.place = place, .asking = asking, .taken = taken};
        return asking.day == kNoDay ? most_addable(items_, sku, stock, reference_, asked)
                                    : most_promisable(items_, sku, stock, reference_, asked);
    }

    /// Lines before this one may be the first to hold over a group.
    static bool takes_of_groups(std::span<const PositionDelta> taken) {
        return std::ranges::any_of(taken, [](const PositionDelta& delta) {
            return is_group_place(delta.node);
        });
    }

    /// What was taken counts as taken by this very reservation.
    OwnUnits own_of(NodeId node, std::span<const PositionDelta> taken) const {
        static thread_local std::vector<OwnDated> dated;
        dated.clear();
        OwnUnits own{.segment = asking_.segment, .made = kPartsNotMadeYet};
        for (const PositionDelta& delta : taken) {
            if (delta.node != node) continue;
            if (delta.day == kNoDay) {
                own.held -= delta.reserved;
            } else {
                dated.push_back({delta.day, -delta.reserved});
            }
        }
        own.dated = dated;
        return own;
    }

    const ItemTable& items_;
    const ReferenceData& reference_;
    const Asking asking_;
};

/// The lines of one asked line: those from `begin` on that are of it.
std::span<FlatLine> lines_of(FlatRequest& flat, std::size_t begin) {
    std::size_t end = begin;
    while (end < flat.lines.size() && flat.lines[end].asked == flat.lines[begin].asked)
        ++end;
    return std::span(flat.lines).subspan(begin, end - begin);
}

/// What an asked line may have, in its own units: of a kit, kits.
Room room_of(
    const RoomReader& reader,
    const ReserveLine& line,
    Day day,
    std::span<const FlatLine> parts,
    Takings& takings
) {
    const SkuId kit = parts.front().part.kit;
    if (!kit.is_none() && reader.is_stopped_at(kit, line.node)) return {};
    Room room{.ats = kUnitsMax, .left = kUnitsMax};
    for (const FlatLine& part : parts) {
        const Room of_part = reader.at(part.sku, line.node, day, takings.of(part.sku));
        room.ats = std::min(room.ats, of_part.ats / part.part.per_kit);
        room.left = std::min(room.left, of_part.left / part.part.per_kit);
    }
    return room;
}

/// Why a line gets nothing: the reason of the kit itself, or the weightiest of its parts'.
LineVerdict shortage_verdict(
    const RoomReader& reader, const ReserveLine& line, Day day, std::span<const FlatLine> parts
) {
    const SkuId kit = parts.front().part.kit;
    if (!kit.is_none() && reader.is_stopped_at(kit, line.node)) return LineVerdict::sale_stopped;
    LineVerdict verdict = LineVerdict::insufficient_stock;
    for (const FlatLine& part : parts) {
        const LineVerdict reason = reader.why_none_at(part.sku, line.node, day);
        if (reason == LineVerdict::sale_stopped) return reason;
        if (reason != LineVerdict::insufficient_stock) verdict = reason;
    }
    return verdict;
}

/// Lines of a reservation by number and item, each as it stands in the reservation.
std::vector<std::uint32_t>& order_lines(const Reservation& reservation) {
    static thread_local std::vector<std::uint32_t> order;
    order.resize(reservation.line_count());
    for (std::uint32_t index = 0; index < order.size(); ++index)
        order[index] = index;
    const auto keys = reservation.keys();
    sort_few(order.begin(), order.end(), [&](std::uint32_t left, std::uint32_t right) {
        return std::tuple(keys[left].line(), keys[left].sku(), left) <
               std::tuple(keys[right].line(), keys[right].sku(), right);
    });
    return order;
}

/// One part of a request against the lines of its number, which are sorted by item.
class KitTaker {
  public:
    KitTaker(
        const Reservation& reservation,
        std::span<const std::uint32_t> lines,
        NodeId node,
        PartOf part_of,
        std::vector<Units>& taken
    )
        : reservation_(reservation), lines_(lines), node_(node), part_of_(part_of), taken_(taken) {}

    bool is_there() const {
        return std::any_of(lines_.begin(), lines_.end(), [&](std::uint32_t index) {
            return matches(index);
        });
    }

    /// The most that can be taken: whole kits, or units of a line that is of none.
    Units most() const {
        Units most = kUnitsMax;
        visit_items([&](std::span<const std::uint32_t> same) {
            Units sum = 0;
            for (const std::uint32_t index : same)
                sum += matches(index) ? left_of(index) : 0;
            most = std::min(most, sum / reservation_.part_of_kit(same.front()).per_kit);
        });
        return most;
    }

    /// Requires: at most most().
    void take(Units quantity) {
        visit_items([&](std::span<const std::uint32_t> same) {
            Units wanted = quantity * reservation_.part_of_kit(same.front()).per_kit;
            for (const std::uint32_t index : same) {
                if (!matches(index)) continue;
                const Units more = std::min(wanted, left_of(index));
                taken_[index] += more;
                wanted -= more;
            }
        });
    }

  private:
    bool matches(std::uint32_t index) const {
        return node_.is_none() || reservation_.keys()[index].node() == node_;
    }

    Units left_of(std::uint32_t index) const {
        const LineUnits units = reservation_.units(index);
        return (part_of_ == PartOf::held ? units.held : units.allocated) - taken_[index];
    }

    template <typename Visit>
    void visit_items(const Visit& visit) const {
        const auto keys = reservation_.keys();
        for (std::size_t begin = 0, end = 0; begin < lines_.size(); begin = end) {
            while (end < lines_.size() && keys[lines_[end]].sku() == keys[lines_[begin]].sku())
                ++end;
            visit(lines_.subspan(begin, end - begin));
        }
    }

    const Reservation& reservation_;
    const std::span<const std::uint32_t> lines_;
    const NodeId node_;
    const PartOf part_of_;
    std::vector<Units>& taken_;
};

}  // namespace

bool flatten_request(
    const ItemTable& items, const ReserveRequest& request, FlatRequest& flat, ReserveReply& reply
) {
    const auto may_be_kit = [&](const ReserveLine& line) { return may_have_rows(items, line.sku); };
    if (std::none_of(request.lines.begin(), request.lines.end(), may_be_kit)) return false;
    static thread_local FlatKit kit;
    bool has_kits = false;
    flat.lines.clear();
    for (std::uint32_t index = 0; index < request.lines.size(); ++index) {
        const ReserveLine& line = request.lines[index];
        LineVerdict& verdict = reply.lines[index].verdict;
        kit.parts.clear();
        if (verdict == LineVerdict::reserved && may_be_kit(line)) flatten(items, line.sku, kit);
        if (kit.parts.empty()) {
            flat.lines.push_back({.asked = index, .sku = line.sku});
            continue;
        }
        has_kits = true;
        if (kit.is_together && is_group_place(line.node)) verdict = LineVerdict::kit_needs_node;
        for (const KitPart& part : kit.parts) {
            if (times(line.quantity, part.quantity) > kUnitsMax)
                verdict = LineVerdict::quantity_too_large;
            flat.lines.push_back(
                {.asked = index, .sku = part.sku, .part = {line.sku, part.quantity}}
            );
        }
    }
    return has_kits;
}

Lsn decide_flat_lines(
    const EngineState& state,
    const ReserveRequest& request,
    FlatRequest& flat,
    ReserveReply& reply,
    std::vector<PositionDelta>& deltas
) {
    const RoomReader reader(state, request);
    Takings takings(flat.lines);
    Lsn newest = 0;
    for (std::size_t begin = 0; begin < flat.lines.size();) {
        const auto parts = lines_of(flat, begin);
        begin += parts.size();
        const std::uint32_t asked = parts.front().asked;
        const ReserveLine& line = request.lines[asked];
        LineAnswer& answer = reply.lines[asked];
        if (answer.verdict != LineVerdict::reserved) continue;
        const Day day = request.day(asked);
        const Room room = room_of(reader, line, day, parts, takings);
        for (const FlatLine& part : parts)
            newest = std::max(newest, state.items.position_lsn(part.sku));
        answer.ats = room.ats;
        const bool partial = request.filling == Filling::partial;
        answer.reserved = line.quantity <= room.left ? line.quantity : partial ? room.left : 0;
        if (answer.reserved < line.quantity) {
            answer.verdict = answer.reserved > 0 ? LineVerdict::partly_reserved
                                                 : shortage_verdict(reader, line, day, parts);
        }
        if (answer.reserved == 0) continue;
        for (FlatLine& part : parts) {
            part.granted = answer.reserved * part.part.per_kit;
            takings.of(part.sku).push_back(
                {.sku = part.sku, .node = line.node, .reserved = part.granted, .day = day}
            );
        }
    }
    takings.collect(deltas);
    return newest;
}

void put_keys(
    const ReserveRequest& request, const FlatRequest& flat, std::vector<ReservationKey>& keys
) {
    keys.clear();
    for (const FlatLine& line : flat.lines) {
        const ReserveLine& asked = request.lines[line.asked];
        const NodeId node = asked.node.value() <= kNodesMax ? asked.node : NodeId();
        keys.emplace_back(asked.line, line.sku, node, asked.quantity * line.part.per_kit);
    }
}

void fill_detail(
    const ReserveRequest& request,
    const FlatRequest& flat,
    const ReserveReply& reply,
    ReservationDetail& detail
) {
    for (std::size_t index = 0; index < flat.lines.size(); ++index) {
        const FlatLine& line = flat.lines[index];
        LineUnits& units = detail.units[index];
        units.granted = units.held = line.granted;
        units.verdict = reply.lines[line.asked].verdict;
        detail.kits.push_back(line.part);
        if (!request.days.empty()) detail.days.push_back(request.day(line.asked));
    }
    const bool has_days =
        std::any_of(detail.days.begin(), detail.days.end(), [](Day day) { return day != kNoDay; });
    if (!has_days) detail.days.clear();
    keep_first_answer(request, reply, detail);
}

Outcome take_whole_kits(
    const Reservation& reservation,
    std::span<const PartLine> parts,
    PartOf part_of,
    std::vector<Units>& taken,
    std::string& detail
) {
    taken.assign(reservation.line_count(), 0);
    const auto& order = order_lines(reservation);
    const auto number = [&](std::uint32_t index) { return reservation.keys()[index].line(); };
    for (const PartLine& part : parts) {
        const std::string what = "quantity of line " + std::to_string(part.line);
        if (part.quantity <= 0) {
            detail = found_expected(what, std::to_string(part.quantity), "at least 1");
            return Outcome::bad_value;
        }
        const auto same = std::ranges::equal_range(order, part.line, {}, number);
        KitTaker taker(reservation, same, part.node, part_of, taken);
        if (!taker.is_there()) {
            detail = "line " + std::to_string(part.line) + " is not in the reservation" +
                     (part.node.is_none() ? "" : " at that node");
            return Outcome::bad_value;
        }
        const Units most = taker.most();
        if (part.quantity > most) {
            const bool is_kit = !reservation.part_of_kit(same.front()).kit.is_none();
            detail = found_expected(
                what,
                std::to_string(part.quantity),
                "at most " + std::to_string(most) + (is_kit ? " whole kits" : "") +
                    (part_of == PartOf::held ? " held" : " allocated")
            );
            return Outcome::more_than_there_is;
        }
        taker.take(part.quantity);
    }
    return Outcome::done;
}

}  // namespace earmark
