#include "engine/assortment/assortment_change.h"
#include "engine/backorders/taken_backorders.h"
#include "engine/change.h"
#include "engine/conditions/sourcing_rule_change.h"
#include "engine/count_change.h"
#include "engine/engine.h"
#include "engine/levels/level_board.h"
#include "engine/network/network_place.h"
#include "engine/reference_change.h"
#include "engine/rules/rule_change.h"
#include "engine/shipping_change.h"

#include <array>
#include <ctime>

namespace earmark {

namespace {

std::string text_of(Time time) {
    const auto us = time.time_since_epoch().count();
    const std::time_t seconds = us / 1'000'000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 40> text{};
    const std::size_t bytes = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    std::string fraction = std::to_string(us % 1'000'000);
    fraction.insert(0, 6 - std::min<std::size_t>(6, fraction.size()), '0');
    return std::string(text.data(), bytes) + "." + fraction + "Z";
}

std::string signed_text(Units units) {
    return (units > 0 ? "+" : "") + std::to_string(units);
}

std::string place(SkuId sku, NodeId node) {
    const GroupId group = group_at(node);
    return "; item " + std::to_string(sku.value()) +
           (group.is_none() ? " node " + std::to_string(node.value())
                            : " group " + std::to_string(group.value()));
}

std::string describe_items(ByteReader& in) {
    const auto count = in.get<std::uint32_t>();
    std::string text = "items, " + std::to_string(count) + " rows:";
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index) {
        SkuId sku;
        const ItemRow row = get_item(in, sku);
        text += " " + std::string(row.sku) + " (" + std::to_string(sku.value()) + ")";
    }
    return text;
}

std::string describe_nodes(ByteReader& in) {
    const auto count = in.get<std::uint32_t>();
    std::string text = "nodes, " + std::to_string(count) + " rows:";
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index) {
        in.get<Lsn>();
        NodeId id;
        const NodeRow row = get_node(in, id);
        text += " " + std::string(row.key) + " (" + std::to_string(id.value()) + ")";
    }
    return text;
}

std::string describe_supply(ByteReader& in) {
    FeedNumbers numbers;
    const SourceId source = get_feed(in, numbers);
    const auto count = in.get<std::uint32_t>();
    std::string text = "supply, source " + std::to_string(source.value()) + ", " +
                       std::to_string(count) + " positions";
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index) {
        const SupplyOutcome row = get_supply_outcome(in);
        text += place(row.sku, row.node) + " on hand " + std::to_string(row.on_hand) + " safety " +
                std::to_string(row.safety);
        if (row.moved != 0) text += " moved " + std::to_string(row.moved);
        if (row.sequence != 0) text += " sequence " + std::to_string(row.sequence);
    }
    return text;
}

std::string describe_count(ByteReader& in) {
    CountSummary head;
    if (!get_count_head(in, head)) return "count, broken";
    return "count " + head.id + " of node " + std::to_string(head.node.value()) + " as of " +
           text_of(head.taken_at) + ", " + std::to_string(head.differing) + " of " +
           std::to_string(head.positions) + " positions differ";
}

std::string describe_found(ByteReader& in) {
    std::string text = "count " + std::string(in.get_text()) + " found";
    const auto count = in.get<std::uint32_t>();
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index) {
        Correction correction;
        get_correction(in, correction);
        text += "; sku " + std::to_string(correction.sku.value()) + " book " +
                std::to_string(correction.book) + " counted " + std::to_string(correction.counted);
    }
    return text;
}

std::string describe_settled(ByteReader& in) {
    std::string text = "count " + std::string(in.get_text()) + " settled";
    const auto count = in.get<std::uint32_t>();
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index) {
        SettledCorrection settled;
        get_settled(in, settled);
        text += "; correction " + std::to_string(settled.index) + " " +
                std::string(to_string(settled.state));
        if (settled.state != CorrectionState::applied) continue;
        text += place(settled.position.sku, settled.position.node) + " on hand " +
                std::to_string(settled.position.on_hand);
    }
    return text;
}

std::string describe_reservation(ByteReader& in) {
    const auto event = in.get<ReservationEvent>();
    ReservationImage image;
    if (!get_reservation(in, image)) return "reservation, broken";
    std::string text = std::string(to_string(event)) + " " + std::string(image.texts.id) +
                       ", now " + std::string(to_string(image.head.state));
    if (image.head.state == ReservationState::held)
        text += " until " + text_of(Time(Duration(image.head.due_us)));
    if (!image.texts.reference.empty()) text += " for " + std::string(image.texts.reference);
    const auto count = in.get<std::uint32_t>();
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index) {
        const PositionDelta delta = get_delta(in);
        text += place(delta.sku, delta.node);
        if (delta.reserved != 0) text += " reserved " + signed_text(delta.reserved);
        if (delta.allocated != 0) text += " allocated " + signed_text(delta.allocated);
        if (delta.on_hand != 0) text += " on hand " + signed_text(delta.on_hand);
        if (delta.day != kNoDay) text += " for " + format_day(delta.day);
    }
    return text;
}

std::string describe_split(ByteReader& in) {
    ReservationImage rest;
    ReservationImage made;
    if (!get_reservation(in, rest) || !get_reservation(in, made)) return "split, broken";
    std::string text = "split " + std::string(rest.texts.id) + " into " +
                       std::string(made.texts.id) + ", held until " +
                       text_of(Time(Duration(made.head.due_us)));
    for (const ReservationKey& key : made.keys)
        text += place(key.sku(), key.node()) + " takes " + std::to_string(key.quantity());
    return text;
}

std::string describe_segment_rows(ByteReader& in) {
    SegmentOutcome outcome;
    if (!get_segment_outcome(in, outcome)) return "segment rules, broken";
    std::string text = "segment rules";
    const auto add = [&](const SegmentRow& row, std::string_view what) {
        text += place(outcome.sku, row.node) + " segment " + std::to_string(row.segment.value()) +
                std::string(what);
    };
    for (const SegmentRow& row : outcome.dropped)
        add(row, " ended");
    for (const SegmentRow& row : outcome.put) {
        add(row, row.active ? " in effect" : " to come");
        const std::string unit =
            row.basis == SegmentBasis::percent ? " hundredths of a percent" : "";
        text += " rank " + std::to_string(row.rank) + " floor " + std::to_string(row.floor) + unit;
        if (row.ceiling != kNoCeiling) text += " ceiling " + std::to_string(row.ceiling) + unit;
        if (row.standing) text += " standing";
    }
    return text;
}

std::string place_text(const LevelPlace& place) {
    if (!place.node.is_none()) return "node " + std::to_string(place.node.value());
    if (!place.group.is_none()) return "group " + std::to_string(place.group.value());
    return "network";
}

std::string describe_level_rules(ByteReader& in) {
    std::vector<LevelRuleRow> rows;
    if (!get_level_rules(in, rows)) return "level rules, broken";
    std::string text = "level rules";
    for (const LevelRuleRow& row : rows) {
        const LevelRule& rule = row.rule;
        text += "; ";
        if (!rule.sku.is_none()) text += "item " + std::to_string(rule.sku.value()) + " ";
        if (!rule.category.empty()) text += "category " + rule.category + " ";
        text += rule.scope == LevelScope::each_node ? "each node" : place_text(rule.place);
        text += row.remove ? " removed"
                           : " low below " + std::to_string(rule.low) + " medium below " +
                                 std::to_string(rule.medium);
    }
    return text;
}

std::string describe_levels(ByteReader& in) {
    std::vector<LevelCrossing> crossings;
    if (!get_crossings(in, crossings)) return "levels, broken";
    std::string text = "levels";
    for (const LevelCrossing& crossing : crossings) {
        text += "; item " + std::to_string(crossing.sku.value()) + " " +
                place_text(crossing.place) + " " + std::string(to_string(crossing.before)) +
                " -> " + std::string(to_string(crossing.after)) + " at " +
                std::to_string(crossing.ats);
    }
    return text;
}

std::string describe_dated_rows(const DatedOutcome& outcome) {
    std::string text = "dated supply";
    const auto add = [&](const DatedRow& row) {
        switch (row.kind) {
            case DatedRow::Kind::terms:
                text += "; item " + std::to_string(outcome.sku.value()) + " terms: past due days " +
                        std::to_string(row.past_due_days) + " lead days " +
                        std::to_string(row.lead_days) + " horizon days " +
                        std::to_string(row.horizon_days);
                return;
            case DatedRow::Kind::waiting:
                text += "; " + place(outcome.sku, row.node) + " backorder '" +
                        std::string(row.id()) + "' wants " + std::to_string(row.wanted) + " for " +
                        format_day(row.day);
                if (!row.segment.is_none())
                    text += " in segment " + std::to_string(row.segment.value());
                text += ", confirmed " + std::to_string(row.confirmed);
                if (row.confirmed > 0) text += " for " + format_day(row.confirmed_day);
                return;
            case DatedRow::Kind::stock:
                text += place(outcome.sku, row.node) + " " +
                        std::string(to_string(row.disposition)) + " " + std::to_string(row.open);
                return;
            case DatedRow::Kind::demand:
                return;
            case DatedRow::Kind::supply:
                break;
        }
        text += place(outcome.sku, row.node) + " " + std::string(to_string(row.type)) + " " +
                std::string(row.id()) + " for " + format_day(row.day) + " open " +
                std::to_string(row.open) + " received " + std::to_string(row.received);
    };
    for (const DatedRow& row : outcome.dropped) {
        add(row);
        text += ", gone";
    }
    for (const DatedRow& row : outcome.put)
        add(row);
    for (const PositionDelta& delta : outcome.moved) {
        text += delta.day == kNoDay
                    ? place(delta.sku, delta.node) + " on hand " + signed_text(delta.on_hand)
                    : place(delta.sku, delta.node) + " reserved for " + format_day(delta.day) +
                          " " + signed_text(delta.reserved);
    }
    if (!outcome.number.source.is_none()) {
        text += "; source " + std::to_string(outcome.number.source.value()) + " sequence " +
                std::to_string(outcome.number.sequence) + " of node " +
                std::to_string(outcome.number.node.value());
    }
    if (outcome.corrected != 0) text += "; corrected " + std::to_string(outcome.corrected);
    return text;
}

std::string describe_dated_rows(ByteReader& in) {
    DatedOutcome outcome;
    return get_dated_outcome(in, outcome) ? describe_dated_rows(outcome) : "dated supply, broken";
}

std::string describe_claimed(ByteReader& in) {
    ReservationImage image;
    if (!get_reservation(in, image)) return "claimed, broken";
    return "reservation '" + std::string(image.texts.id) + "' claimed; " + describe_dated_rows(in);
}

std::string describe_backorders_taken(ByteReader& in) {
    ReservationImage image;
    std::vector<DatedOutcome> outcomes;
    if (!get_reservation(in, image) || !get_taken_outcomes(in, outcomes))
        return "backorders taken, broken";
    std::string text =
        "reservation '" + std::string(image.texts.id) + "' in the place of backorders";
    for (const DatedOutcome& outcome : outcomes)
        text += "; " + describe_dated_rows(outcome);
    return text;
}

std::string describe_assortment(ByteReader& in) {
    AssortmentOutcome outcome;
    return get_assortment_outcome(in, outcome) ? describe_assortment(outcome)
                                               : "assortment, broken";
}

std::string describe_tariff(ByteReader& in) {
    Tariff tariff;
    if (!get_tariff(in, tariff)) return "tariff, broken";
    const std::string from = tariff.from == kNoDay ? "" : " from " + format_day(tariff.from);
    return "tariff " + tariff.name + from;
}

/// "profile green (3)".
std::string describe_named(std::string_view what, ByteReader& in) {
    const auto id = in.get<std::uint16_t>();
    std::string text(what);
    text += ' ';
    text += in.get_text();
    return text + " (" + std::to_string(id) + ")";
}

std::string describe_group(ByteReader& in) {
    std::string text = describe_named("group", in);
    return text + ", " + std::to_string(in.get<std::uint32_t>()) + " members";
}

std::string describe_scarcity(ByteReader& in) {
    const bool replaces = in.get<std::uint8_t>() != 0;
    return std::string(replaces ? "a new set of " : "more of a set of ") + "scarcity prices, " +
           std::to_string(in.get<std::uint32_t>());
}

std::string describe_body(ChangeKind kind, ByteReader& in) {
    switch (kind) {
        case ChangeKind::items:
            return describe_items(in);
        case ChangeKind::nodes:
            return describe_nodes(in);
        case ChangeKind::groups:
            return describe_group(in);
        case ChangeKind::tariffs:
            return describe_tariff(in);
        case ChangeKind::profiles:
            return describe_named("profile", in);
        case ChangeKind::scarcity:
            return describe_scarcity(in);
        case ChangeKind::zones:
            return "zones, " + std::to_string(in.get<std::uint32_t>()) + " pairs";
        case ChangeKind::source:
            return describe_named("source", in);
        case ChangeKind::segment:
            return describe_named("segment", in);
        case ChangeKind::segment_rows:
            return describe_segment_rows(in);
        case ChangeKind::level_rules:
            return describe_level_rules(in);
        case ChangeKind::levels:
            return describe_levels(in);
        case ChangeKind::day:
            return "day " + format_day(in.get<Day>());
        case ChangeKind::dated_rows:
        case ChangeKind::backorder:
        case ChangeKind::backorders_confirmed:
            return describe_dated_rows(in);
        case ChangeKind::assortment:
            return describe_assortment(in);
        case ChangeKind::past_due:
            return "late supply counts for " + std::to_string(in.get<std::uint16_t>()) + " days";
        case ChangeKind::supply:
            return describe_supply(in);
        case ChangeKind::reservation:
            return describe_reservation(in);
        case ChangeKind::split:
            return describe_split(in);
        case ChangeKind::claimed:
            return describe_claimed(in);
        case ChangeKind::backorders_taken:
            return describe_backorders_taken(in);
        case ChangeKind::selling_rules:
            return describe_rule_changes(in);
        case ChangeKind::shipping:
            return describe_shipping_changes(in);
        case ChangeKind::sourcing_rules:
            return describe_sourcing_rows(in);
        case ChangeKind::forgotten:
            return "forgotten " + std::string(in.get_text());
        case ChangeKind::movements_kept:
            return "movements kept since " + text_of(Time(Duration(in.get<std::int64_t>())));
        case ChangeKind::count_closed:
            return describe_count(in);
        case ChangeKind::count_found:
            return describe_found(in);
        case ChangeKind::count_settled:
            return describe_settled(in);
        case ChangeKind::count_forgotten:
            return "forgotten count " + std::string(in.get_text());
    }
    return "unknown kind " + std::to_string(static_cast<int>(kind));
}

}  // namespace

std::string describe_record(std::span<const std::byte> record) {
    ByteReader in(record);
    const ChangeHead head = get_head(in);
    if (in.failed()) return "broken record of " + std::to_string(record.size()) + " bytes";
    std::string text = text_of(head.time) + " " + describe_body(head.kind, in);
    if (!head.actor.empty()) text += "; by " + std::string(head.actor);
    if (!head.reason.empty()) text += "; because " + std::string(head.reason);
    if (in.failed()) text += " (cut off)";
    return text;
}

}  // namespace earmark
