// ChangeEvent: a record of the log as a program wants it, told to those who follow the changes.
//
// Fields say what became so, by handle; which of them are filled depends on the kind. A record of
// a kind that is not taken apart here still becomes an event: its kind, its head and its text.
#pragma once

#include "engine/backorders/backorder.h"
#include "engine/change.h"
#include "engine/change_log.h"
#include "engine/levels/level.h"
#include "engine/reply.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

struct ChangeEvent {
    Lsn lsn = 0;
    ChangeKind kind{};
    bool understood = false;  ///< False: of the body only `text` is told.
    Time time{};
    std::string actor;
    std::string reason;

    /// Of a reservation, as it is afterwards; `id` also names a group, tariff, source or segment.
    std::optional<ReservationEvent> event;
    std::string id;
    std::string reference;
    SegmentId segment;
    std::optional<ReservationState> state;
    Time expires_at{};  ///< While something is held.
    std::vector<ReservationLine> lines;
    std::vector<PositionDelta> moves;  ///< By how much counters moved.
    std::string into;                  ///< Of a split: the new reservation, and its lines.
    std::vector<ReservationLine> into_lines;

    std::vector<SupplyOutcome> positions;  ///< As supply left them.

    std::vector<LevelCrossing> levels;      ///< Places whose level is another now.
    std::vector<LevelRuleRow> level_rules;  ///< Rules put or removed.

    SkuId sku;                           ///< Of the rules below.
    std::vector<SegmentRow> rules;       ///< As they are afterwards.
    std::vector<SegmentRow> rules_gone;  ///< By node, segment and begin.

    std::vector<BackorderEntry> backorders;       ///< As they are afterwards.
    std::vector<BackorderEntry> backorders_gone;  ///< As they were.

    // Of reference data: whose attributes or members were put.
    std::vector<SkuId> items;
    std::vector<NodeId> nodes;
    GroupId group;

    std::string text;  ///< In words, if asked for or if nothing else can be told.
};

/// "reservation"; empty for a kind that this version does not know.
std::string_view change_kind_name(ChangeKind kind);

/// The kind of that name.
std::optional<ChangeKind> change_kind_named(std::string_view name);

enum class EventText : std::uint8_t { if_needed, always };

/// Never fails: what cannot be taken apart is told as a text.
ChangeEvent event_of(Lsn lsn, std::span<const std::byte> record, EventText text);

}  // namespace earmark
