#include "engine/inventory/segment_row.h"

#include "engine/inventory/row_list.h"

namespace earmark {

namespace {

constexpr std::uint64_t kUseFlag = 1;
constexpr std::uint64_t kActiveFlag = 2;
constexpr std::uint64_t kStandingFlag = 4;
constexpr std::uint64_t kPercentFlag = 8;
constexpr std::uint64_t kCeilingFlag = 16;
constexpr std::uint64_t kTallyFlag = 32;

}  // namespace

SegmentRow::Words SegmentRow::words() const {
    const std::uint64_t flags = (kind == Kind::use ? kUseFlag : 0) |
                                (kind == Kind::tally ? kTallyFlag : 0) |
                                (active ? kActiveFlag : 0) | (standing ? kStandingFlag : 0) |
                                (basis == SegmentBasis::percent ? kPercentFlag : 0) |
                                (ceiling == kNoCeiling ? 0 : kCeilingFlag);
    return {
        std::uint64_t{node.value()} << 40U | std::uint64_t{rank} << 24U |
            std::uint64_t{segment.value()} << 8U | flags,
        static_cast<std::uint64_t>(floor),
        static_cast<std::uint64_t>(ceiling == kNoCeiling ? 0 : ceiling),
        static_cast<std::uint64_t>(live),
        static_cast<std::uint64_t>(shipped),
        static_cast<std::uint64_t>(shipped_to_all),
        std::uint64_t{from_s} << 32U | until_s,
        began,
    };
}

SegmentRow SegmentRow::from(const Words& words) {
    SegmentRow row;
    row.node = node_of(words[0]);
    row.rank = static_cast<std::uint16_t>(words[0] >> 24U);
    row.segment = SegmentId(static_cast<std::uint16_t>(words[0] >> 8U));
    row.kind = (words[0] & kUseFlag) != 0     ? Kind::use
               : (words[0] & kTallyFlag) != 0 ? Kind::tally
                                              : Kind::rule;
    row.active = (words[0] & kActiveFlag) != 0;
    row.standing = (words[0] & kStandingFlag) != 0;
    row.basis = (words[0] & kPercentFlag) != 0 ? SegmentBasis::percent : SegmentBasis::units;
    row.floor = row_figure(words[1]);
    row.ceiling = (words[0] & kCeilingFlag) != 0 ? row_figure(words[2]) : kNoCeiling;
    row.live = row_figure(words[3]);
    row.shipped = row_figure(words[4]);
    row.shipped_to_all = row_figure(words[5]);
    row.from_s = static_cast<std::uint32_t>(words[6] >> 32U);
    row.until_s = static_cast<std::uint32_t>(words[6]);
    row.began = words[7];
    return row;
}

}  // namespace earmark
