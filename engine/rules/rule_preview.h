// A preview: what rows about rules of selling, about rules of segments, about terms of promising or
// about nodes would do, told without doing it.
//
// The rows are judged as the change would judge them, against a working copy, and every position
// that they may concern is asked twice: by the rules as they are and by the rules as they would be.
// A rule that begins later is taken to be in effect already, all others as they are now. Asked is
// for each segment and delivery method that a row names, or that a rule names which a row replaces
// or removes; a rule for anyone is asked for anyone, one for any method as goods are shipped. Nodes
// and terms are asked for anyone, as goods are shipped; terms for the days on which they make a
// difference, too (promising/terms_draft.h). What may be had without limit is told as kUnitsMax,
// and is in no total.
//
// Touched is what is held or ordered, and would not be granted in full if it were asked for anew,
// its own units counted back, at a place that a row concerns:
//   - where a stop of the rows keeps it from sale: all of it;
//   - where a safety rule of the rows applies, or one that they take away: if what is free there is
//     less than the safety stock;
//   - where rules of segments are among the rows: if the hold's segment may take less than it has;
//   - where terms of promising change what may be had for the line's day: if that is less than it
//   has;
//   - at a node that the rows disable: all of it;
//   - a network hold, if its group's nodes no longer have enough for all such holds.
// It stands nevertheless. A hold does not keep by which method it was to leave, so a rule for one
// method touches whatever it would refuse to that method. Rows that change nothing (`unchanged`)
// concern their places, too: asked after the change, the same rows tell what it has touched.
//
// Pages: positions by item and node, then lines by reservation. Each page looks at a bounded part
// of the state, as it is then, and may therefore come back short or empty with a `next`.
#pragma once

#include "engine/base/day.h"
#include "engine/command.h"
#include "engine/promising/promising.h"
#include "engine/reply.h"
#include "engine/rules/selling_rule.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

inline constexpr std::uint32_t kPreviewPageMax = 1'000;  ///< Positions and lines.
inline constexpr std::size_t kPreviewAskersMax = 64;     ///< Segments by methods of one preview.

template <typename Row>
struct PreviewRequest {
    std::span<const Row> rows;
    std::string_view after{};               ///< `next` of the page before; empty = from the first.
    std::uint32_t limit = kPreviewPageMax;  ///< Positions and lines; may be passed by one item's
                                            ///< node or one reservation.
};
using RulePreviewRequest = PreviewRequest<SellingRuleRow>;
using SegmentPreviewRequest = PreviewRequest<SegmentRuleRow>;
using TermsPreviewRequest = PreviewRequest<PromiseTermsRow>;
using NodePreviewRequest = PreviewRequest<NodeRow>;

/// What one position gives, and why it does not give more.
struct OfferFigures {
    Units ats = 0;
    Units withheld = 0;
    Units kept = 0;
    bool is_stopped = false;  ///< By a rule, or since the node is disabled.

    friend bool operator==(const OfferFigures&, const OfferFigures&) = default;
};

/// A position whose answer to one who asks changes.
struct PositionPreview {
    SkuId sku;
    NodeId node;
    SegmentId segment{};  ///< Who asks.
    std::uint8_t method = method_ship;
    Day day = kNoDay;  ///< For which day is asked; none = now.
    OfferFigures before{};
    OfferFigures after{};
};

/// A line that is touched.
struct TouchedLine {
    std::string reservation;
    ReservationState state = ReservationState::held;
    std::uint32_t line = 0;
    SkuId sku;
    NodeId node;       ///< Or a group's place.
    Day day = kNoDay;  ///< For when it is promised; none = now.
    Units held = 0;
    Units allocated = 0;
};

/// Of what a page tells; pages add up. Units are of each item's smallest.
struct PreviewTotals {
    std::uint64_t positions = 0;  ///< Each as often as its answer to another asker changes.
    Units unavailable = 0;
    Units available = 0;
    std::uint64_t lines = 0;
    Units touched = 0;
};

struct RulePreviewReply {
    SupplyReply judged;  ///< As the change itself would answer.
    std::vector<PositionPreview> positions;
    std::vector<TouchedLine> touched;
    PreviewTotals totals;
    std::string next;  ///< Where to go on; empty = that was all.
};

}  // namespace earmark
