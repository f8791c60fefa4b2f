// SegmentRow: what a segment may claim of an item at a node, and what it has taken there.
//
// An item that no segment concerns has none of these. Of the others each row is eight words, kept
// in a block beside the positions and sorted by node, rank and segment, so that a reader who walks
// the positions walks these along with them, and finds the rules of a node in the order in which
// scarce stock goes to their floors (DOMAIN 3).
//
// A rule over a group is a row at the group's place. What is taken at nodes is counted for it in
// tallies, rows at these nodes: whatever group a node is in, so that what a group has used is the
// sum over the nodes that it has when it is asked, and replay need not know groups.
//
//     word 0   node 24 bits | rank 16, a tally's group | segment 16 | flags 8
//     word 1   floor, units or hundredths of a percent
//     word 2   ceiling, likewise; a flag says whether there is one
//     word 3   live: held and ordered by the segment and counted by this row
//     word 4   shipped to the segment since the rule began
//     word 5   shipped to anyone since the rule began
//     word 6   from and until, in seconds since 1970, 32 bits each; 0 = open
//     word 7   began: the LSN at which the rule took effect
#pragma once

#include "engine/base/day.h"
#include "engine/base/strong_id.h"
#include "engine/change_log.h"
#include "engine/limits.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <tuple>

namespace earmark {

/// What a rule's floor or ceiling counts.
enum class SegmentBasis : std::uint8_t {
    units,
    percent,  ///< Hundredths of a percent of on hand plus what was shipped since the rule began.
};

inline constexpr Units kNoCeiling = -1;
inline constexpr Units kHundredPercent = 10'000;
inline constexpr std::uint16_t kSegmentRankMax = 65'534;

struct SegmentRow {
    enum class Kind : std::uint8_t {
        rule,
        use,    ///< Only counts the segment's live units, whatever rules there are.
        tally,  ///< Counts what a group's rule counts, at this node.
    };

    NodeId node;
    SegmentId segment;
    Kind kind = Kind::rule;
    std::uint16_t rank = 0;  ///< Lower = stronger claim. Of a tally: the group of the rule.
    bool active = false;     ///< Its time has come.
    bool standing = false;   ///< Counts all that is live and nothing shipped.
    SegmentBasis basis = SegmentBasis::units;
    Units floor = 0;
    Units ceiling = kNoCeiling;
    Units live = 0;
    Units shipped = 0;
    Units shipped_to_all = 0;
    std::uint32_t from_s = 0;
    std::uint32_t until_s = 0;
    Lsn began = 0;

    using Words = std::array<std::uint64_t, 8>;
    Words words() const;
    static SegmentRow from(const Words& words);
    static NodeId node_of(std::uint64_t first_word) {
        return NodeId(static_cast<std::uint32_t>(first_word >> 40U));
    }

    /// Rows of one item are sorted by this; no two are equal.
    auto key() const {
        const std::uint32_t last = kind == Kind::use     ? 0xffffU
                                   : kind == Kind::tally ? 0x10000U + rank
                                                         : rank;
        return std::tuple(node.value(), last, segment.value(), from_s);
    }

    /// Whether a hold made by the record `made` counts here.
    bool counts(Lsn made) const { return standing || made > began; }

    /// Units of the floor or the ceiling, given on hand at the node.
    Units of_basis(Units figure, Units on_hand) const {
        if (basis == SegmentBasis::units) return figure;
        const Units base = on_hand + shipped_to_all;
        const Units percent = std::min(figure, kHundredPercent);
        return base / kHundredPercent * percent +
               base % kHundredPercent * percent / kHundredPercent;
    }

    bool is_rule() const { return kind == Kind::rule; }

    /// The tally at another node of this rule over the group, empty.
    SegmentRow tally_at(NodeId where, GroupId group) const {
        SegmentRow tally;
        tally.node = where;
        tally.segment = segment;
        tally.kind = Kind::tally;
        tally.rank = group.value();
        tally.from_s = from_s;
        return tally;
    }
    bool is_tally_of(const SegmentRow& rule, GroupId group) const {
        return kind == Kind::tally && rank == group.value() && segment == rule.segment &&
               from_s == rule.from_s;
    }

    Units used() const { return standing ? live : live + shipped; }

    friend bool operator==(const SegmentRow&, const SegmentRow&) = default;
};

/// Units for a day, counted back; negative ones are taken besides.
struct OwnDated {
    Day day = kNoDay;
    Units units = 0;
};

/// Units that a segment has used by every rule, whenever it began, counted back; negative ones are
/// used besides.
struct OwnUse {
    SegmentId segment{};
    Units units = 0;
};

/// Units of the asking reservation at a position, counted back as if it were not there.
struct OwnUnits {
    Units held = 0;  ///< For now.
    SegmentId segment{};
    Lsn made = 0;
    std::span<const OwnDated> dated{};
    std::span<const OwnUse> uses{};  ///< Beside `segment`: of whom the units are, if of several.

    Units all() const {
        Units sum = held;
        for (const OwnDated& each : dated)
            sum += each.units;
        return sum;
    }

    /// What a rule has counted of them.
    Units counted_by(const SegmentRow& rule) const {
        Units sum = rule.segment == segment && rule.counts(made) ? all() : 0;
        for (const OwnUse& each : uses)
            sum += each.segment == rule.segment ? each.units : 0;
        return sum;
    }
};

/// Shares what is available at a node among the segments: give it the node's active rules in rank
/// order, then ask.
///
///     left = A;  for h in rank order: granted_h = min(unspent_h, left); left -= granted_h
///     ATS(g) = min(granted_g + left, ceiling_g - used_g), never below 0
class SegmentShares {
  public:
    SegmentShares(SegmentId asking, Units available, Units on_hand, const OwnUnits& own)
        : asking_(asking), left_(available), on_hand_(on_hand), own_(own) {}

    /// Returns what its floor is granted.
    Units add(const SegmentRow& rule) {
        const Units used = rule.used() - own_.counted_by(rule);
        const Units floor = rule.of_basis(rule.floor, on_hand_);
        const Units ceiling =
            rule.ceiling == kNoCeiling ? kUnitsMax : rule.of_basis(rule.ceiling, on_hand_);
        const Units unspent = std::max<Units>(0, std::min(floor, ceiling) - used);
        const Units granted = std::min(unspent, left_);
        left_ -= granted;
        if (rule.segment != asking_) return granted;
        granted_ = granted;
        if (rule.ceiling == kNoCeiling) return granted;
        room_ = ceiling - used;
        used_ = used;
        return granted;
    }

    Units ats() const { return std::max<Units>(0, std::min(offered(), room_)); }

    /// What floors leave to the asking segment, and what its ceiling does.
    Units offered() const { return granted_ + left_; }
    Units room() const { return room_; }

    /// What the asking segment does not get for its ceiling, and what it has used of that.
    Units over_ceiling() const { return granted_ + left_ - ats(); }
    Units used_of_ceiling() const { return used_; }
    Units ceiling() const { return room_ + used_; }

  private:
    const SegmentId asking_;
    Units left_;
    const Units on_hand_;
    const OwnUnits own_;
    Units granted_ = 0;
    Units room_ = kUnitsMax;
    Units used_ = 0;
};

}  // namespace earmark
