#include "engine/stream/change_event.h"

#include "engine/assortment/assortment_change.h"
#include "engine/backorders/confirm_backorders.h"
#include "engine/backorders/taken_backorders.h"
#include "engine/count_change.h"
#include "engine/engine.h"
#include "engine/levels/level_board.h"

#include <algorithm>

namespace earmark {

namespace {

/// Reads a body into the event; false if it breaks the format.
using ReadBody = bool (*)(ByteReader& in, ChangeEvent& event);

bool read_items(ByteReader& in, ChangeEvent& event) {
    const auto count = in.get<std::uint32_t>();
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index) {
        SkuId sku;
        get_item(in, sku);
        event.items.push_back(sku);
    }
    return !in.failed();
}

bool read_nodes(ByteReader& in, ChangeEvent& event) {
    const auto count = in.get<std::uint32_t>();
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index) {
        in.get<Lsn>();
        NodeId node;
        get_node(in, node);
        event.nodes.push_back(node);
    }
    return !in.failed();
}

bool read_group(ByteReader& in, ChangeEvent& event) {
    event.group = GroupId(in.get<std::uint16_t>());
    event.id = in.get_text();
    const auto count = in.get<std::uint32_t>();
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index) {
        event.nodes.push_back(NodeId(in.get<std::uint32_t>()));
        in.get<std::uint16_t>();
    }
    return !in.failed();
}

bool read_tariff(ByteReader& in, ChangeEvent& event) {
    event.id = in.get_text();
    return !in.failed();
}

bool read_zones(ByteReader& /*in*/, ChangeEvent& /*event*/) {
    return true;
}

bool read_source(ByteReader& in, ChangeEvent& event) {
    in.get<std::uint16_t>();
    event.id = in.get_text();
    return !in.failed();
}

bool read_segment(ByteReader& in, ChangeEvent& event) {
    event.segment = SegmentId(in.get<std::uint16_t>());
    event.id = in.get_text();
    return !in.failed();
}

bool read_supply(ByteReader& in, ChangeEvent& event) {
    FeedNumbers numbers;
    get_feed(in, numbers);
    const auto count = in.get<std::uint32_t>();
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index)
        event.positions.push_back(get_supply_outcome(in));
    return !in.failed();
}

/// Where the units of a line are, as Reservation::units has it.
LineUnits units_of(const ReservationImage& image, std::size_t index) {
    if (image.head.detail) return image.head.detail->units.at(index);
    LineUnits units;
    units.granted = image.keys[index].quantity();
    switch (image.head.place) {
        case UnitsPlace::held:
            units.held = units.granted;
            break;
        case UnitsPlace::allocated:
            units.allocated = units.granted;
            break;
        case UnitsPlace::shipped:
            units.shipped = units.granted;
            break;
        case UnitsPlace::given_back:
            break;
    }
    return units;
}

Day day_of_line(const ReservationImage& image, std::size_t index) {
    const auto* detail = image.head.detail.get();
    return detail == nullptr || detail->days.empty() ? kNoDay : detail->days.at(index);
}

PartOfKit part_of_line(const ReservationImage& image, std::size_t index) {
    const auto* detail = image.head.detail.get();
    return detail == nullptr || detail->kits.empty() ? PartOfKit{} : detail->kits.at(index);
}

bool has_held(const std::vector<ReservationLine>& lines) {
    for (const ReservationLine& line : lines) {
        if (line.held > 0) return true;
    }
    return false;
}

bool read_lines(ByteReader& in, ReservationImage& image, std::vector<ReservationLine>& lines) {
    if (!get_reservation(in, image)) return false;
    if (image.head.detail && image.head.detail->units.size() != image.keys.size()) return false;
    for (std::size_t index = 0; index < image.keys.size(); ++index) {
        const ReservationKey& key = image.keys[index];
        const LineUnits units = units_of(image, index);
        const PartOfKit part = part_of_line(image, index);
        lines.push_back({
            .line = key.line(),
            .sku = key.sku(),
            .node = key.node(),
            .day = day_of_line(image, index),
            .requested = key.quantity(),
            .granted = units.granted,
            .held = units.held,
            .allocated = units.allocated,
            .shipped = units.shipped,
            .kit = part.kit,
            .per_kit = part.per_kit,
        });
    }
    return true;
}

bool read_head(ByteReader& in, ChangeEvent& event) {
    ReservationImage image;
    if (!read_lines(in, image, event.lines)) return false;
    event.id = image.texts.id;
    event.reference = image.texts.reference;
    event.segment = image.head.segment();
    event.state = static_cast<ReservationState>(image.head.state);
    if (has_held(event.lines)) event.expires_at = Time(Duration(image.head.due_us));
    return true;
}

bool read_deltas(ByteReader& in, ChangeEvent& event) {
    const auto count = in.get<std::uint32_t>();
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index)
        event.moves.push_back(get_delta(in));
    return !in.failed();
}

bool read_reservation(ByteReader& in, ChangeEvent& event) {
    event.event = in.get<ReservationEvent>();
    return *event.event <= ReservationEvent::order_changed && read_head(in, event) &&
           read_deltas(in, event);
}

bool read_split(ByteReader& in, ChangeEvent& event) {
    ReservationImage made;
    if (!read_head(in, event) || !read_lines(in, made, event.into_lines)) return false;
    event.into = made.texts.id;
    return true;
}

bool read_forgotten(ByteReader& in, ChangeEvent& event) {
    event.id = in.get_text();
    return !in.failed();
}

bool read_segment_rows(ByteReader& in, ChangeEvent& event) {
    SegmentOutcome outcome;
    if (!get_segment_outcome(in, outcome)) return false;
    event.sku = outcome.sku;
    event.rules = std::move(outcome.put);
    event.rules_gone = std::move(outcome.dropped);
    return true;
}

bool read_level_rules(ByteReader& in, ChangeEvent& event) {
    return get_level_rules(in, event.level_rules);
}

bool read_levels(ByteReader& in, ChangeEvent& event) {
    return get_crossings(in, event.levels);
}

/// The corrections that were made; of those rejected only that there were some.
bool read_settled_count(ByteReader& in, ChangeEvent& event) {
    event.id = in.get_text();
    const auto count = in.get<std::uint32_t>();
    for (std::uint32_t index = 0; index < count; ++index) {
        SettledCorrection settled;
        if (!get_settled(in, settled)) return false;
        if (settled.state == CorrectionState::applied) event.positions.push_back(settled.position);
    }
    return !in.failed();
}

/// The day that came, as `id`.
bool read_day(ByteReader& in, ChangeEvent& event) {
    event.id = format_day(in.get<Day>());
    return !in.failed();
}

/// How many days late supply counts, as `id`.
bool read_past_due(ByteReader& in, ChangeEvent& event) {
    event.id = std::to_string(in.get<std::uint16_t>());
    return !in.failed();
}

/// Where something changed, as moves; what became of it is told in the text.
bool read_dated_rows(ByteReader& in, ChangeEvent& event) {
    DatedOutcome outcome;
    if (!get_dated_outcome(in, outcome)) return false;
    event.moves = std::move(outcome.moved);
    for (const auto* rows : {&outcome.dropped, &outcome.put}) {
        for (const DatedRow& row : *rows) {
            event.id = row.id();
            if (row.node.is_none()) {
                event.items.push_back(outcome.sku);
            } else {
                event.moves.push_back({.sku = outcome.sku, .node = row.node, .day = row.day});
            }
        }
    }
    // A numbered row that found all as it says moved nothing, and is told where it was.
    if (event.moves.empty() && !outcome.number.source.is_none())
        event.moves.push_back({.sku = outcome.sku, .node = outcome.number.node});
    return true;
}

/// Backorders of an outcome. A row that is put anew under another key is not gone.
void tell_backorders(const DatedOutcome& outcome, ChangeEvent& event) {
    const auto is_waiting = [](const DatedRow& row) { return row.kind == DatedRow::Kind::waiting; };
    for (const DatedRow& row : outcome.put) {
        if (is_waiting(row)) event.backorders.push_back(backorder_entry(outcome.sku, row));
    }
    for (const DatedRow& row : outcome.dropped) {
        const bool is_there =
            std::any_of(outcome.put.begin(), outcome.put.end(), [&](const DatedRow& put) {
                return put.node == row.node && put.id() == row.id() && is_waiting(put);
            });
        if (is_waiting(row) && !is_there)
            event.backorders_gone.push_back(backorder_entry(outcome.sku, row));
    }
}

/// One by its name, or all of a node that another confirmation fell to.
bool read_backorders(ByteReader& in, ChangeEvent& event) {
    DatedOutcome outcome;
    if (!get_dated_outcome(in, outcome)) return false;
    tell_backorders(outcome, event);
    if (event.backorders.size() + event.backorders_gone.size() == 1) {
        event.id = event.backorders.empty() ? event.backorders_gone.front().backorder
                                            : event.backorders.front().backorder;
    }
    event.moves = std::move(outcome.moved);
    return true;
}

/// The reservation, and the backorder that it was.
bool read_claimed(ByteReader& in, ChangeEvent& event) {
    DatedOutcome outcome;
    if (!read_head(in, event) || !get_dated_outcome(in, outcome)) return false;
    tell_backorders(outcome, event);
    return true;
}

/// The reservation, and the backorders whose place it took.
bool read_backorders_taken(ByteReader& in, ChangeEvent& event) {
    std::vector<DatedOutcome> outcomes;
    if (!read_head(in, event) || !get_taken_outcomes(in, outcomes)) return false;
    for (const DatedOutcome& outcome : outcomes) {
        tell_backorders(outcome, event);
        event.moves.insert(event.moves.end(), outcome.moved.begin(), outcome.moved.end());
    }
    return read_deltas(in, event);
}

/// Which item; what became of it is told in the text.
bool read_assortment(ByteReader& in, ChangeEvent& event) {
    AssortmentOutcome outcome;
    if (!get_assortment_outcome(in, outcome)) return false;
    event.items.push_back(outcome.sku);
    return true;
}

/// What is known of a kind. Without `read`, events of it carry their text.
struct KindFacts {
    std::string_view name{};
    ReadBody read = nullptr;
};

KindFacts facts_of(ChangeKind kind) {
    switch (kind) {
        case ChangeKind::items:
            return {"items", read_items};
        case ChangeKind::nodes:
            return {"nodes", read_nodes};
        case ChangeKind::groups:
            return {"groups", read_group};
        case ChangeKind::tariffs:
            return {"tariffs", read_tariff};
        case ChangeKind::zones:
            return {"zones", read_zones};
        case ChangeKind::profiles:
            return {"profiles"};
        case ChangeKind::scarcity:
            return {"scarcity"};
        case ChangeKind::source:
            return {"source", read_source};
        case ChangeKind::supply:
            return {"supply", read_supply};
        case ChangeKind::reservation:
            return {"reservation", read_reservation};
        case ChangeKind::forgotten:
            return {"forgotten", read_forgotten};
        case ChangeKind::split:
            return {"split", read_split};
        case ChangeKind::segment:
            return {"segment", read_segment};
        case ChangeKind::segment_rows:
            return {"segment_rows", read_segment_rows};
        case ChangeKind::level_rules:
            return {"level_rules", read_level_rules};
        case ChangeKind::levels:
            return {"levels", read_levels};
        case ChangeKind::movements_kept:
            return {"movements_kept"};
        case ChangeKind::count_closed:
            return {"count_closed"};
        case ChangeKind::count_found:
            return {"count_found"};
        case ChangeKind::count_settled:
            return {"count_settled", read_settled_count};
        case ChangeKind::count_forgotten:
            return {"count_forgotten", read_forgotten};
        case ChangeKind::day:
            return {"day", read_day};
        case ChangeKind::dated_rows:
            return {"dated_rows", read_dated_rows};
        case ChangeKind::assortment:
            return {"assortment", read_assortment};
        case ChangeKind::past_due:
            return {"past_due", read_past_due};
        case ChangeKind::selling_rules:
            return {"selling_rules"};
        case ChangeKind::shipping:
            return {"shipping"};
        case ChangeKind::sourcing_rules:
            return {"sourcing_rules"};
        case ChangeKind::claimed:
            return {"claimed", read_claimed};
        case ChangeKind::backorders_taken:
            return {"backorders_taken", read_backorders_taken};
        case ChangeKind::backorder:
            return {"backorder", read_backorders};
        case ChangeKind::backorders_confirmed:
            return {"backorders_confirmed", read_backorders};
    }
    return {};
}

}  // namespace

std::string_view change_kind_name(ChangeKind kind) {
    return facts_of(kind).name;
}

std::optional<ChangeKind> change_kind_named(std::string_view name) {
    for (unsigned number = 1; number < 256; ++number) {
        const auto kind = static_cast<ChangeKind>(number);
        if (!name.empty() && change_kind_name(kind) == name) return kind;
    }
    return std::nullopt;
}

ChangeEvent event_of(Lsn lsn, std::span<const std::byte> record, EventText text) {
    ByteReader in(record);
    const ChangeHead head = get_head(in);
    ChangeEvent event;
    const KindFacts facts = facts_of(head.kind);
    if (facts.read != nullptr && !in.failed()) {
        event.understood = facts.read(in, event);
        if (!event.understood) event = ChangeEvent();
    }
    event.lsn = lsn;
    event.kind = head.kind;
    event.time = head.time;
    event.actor = head.actor;
    event.reason = head.reason;
    const bool has_more =
        head.kind == ChangeKind::dated_rows || head.kind == ChangeKind::assortment;
    if (!event.understood || has_more || text == EventText::always)
        event.text = describe_record(record);
    return event;
}

}  // namespace earmark
