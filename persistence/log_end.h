// Where the log ends, is cut, or is damaged: one decision, as a table.
//
// One block is in flight at a time, and a segment is synced before the next one begins. So a valid
// block that says it was formed when the missing one was durable, or a segment that begins after
// it, proves that the missing block had been acknowledged.  See log_format.md, "Where the log
// ends".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace earmark::persistence {

/// What lies where the next block is expected, and is not it.
enum class Here : std::uint8_t {
    zeros,      ///< From here to the end of the segment.
    other,      ///< Bytes that are no block.
    elsewhere,  ///< A faultless block that does not continue the chain.
};

/// The strongest later block in the same segment.
enum class Later : std::uint8_t {
    none,
    unproven,  ///< It does not say that the missing block was durable.
    proving,   ///< It does.
};

enum class Following : std::uint8_t {
    none,         ///< No next segment, or an unused one.
    torn_header,  ///< One cut while its header was written.
    continues,    ///< Its header says that the log goes on from exactly here.
    contradicts,  ///< Its header says anything else.
};

enum class LogEnd : std::uint8_t {
    end,      ///< Nothing was lost.
    cut,      ///< A torn tail: written in part, never acknowledged.
    next,     ///< The log goes on in the next segment.
    damaged,  ///< Acknowledged changes are missing or something is out of place: refuse.
};

constexpr LogEnd log_end(Here here, Later later, Following following) {
    using enum LogEnd;
    constexpr std::size_t kCells = 4;
    //                         none     torn_header  continues  contradicts
    constexpr std::array<std::array<LogEnd, kCells>, 9> kTable = {{
        /* zeros, none        */ {end, end, next, damaged},
        /* zeros, unproven    */ {cut, damaged, damaged, damaged},
        /* zeros, proving     */ {damaged, damaged, damaged, damaged},
        /* other, none        */ {cut, damaged, next, damaged},
        /* other, unproven    */ {cut, damaged, damaged, damaged},
        /* other, proving     */ {damaged, damaged, damaged, damaged},
        /* elsewhere, none    */ {damaged, damaged, damaged, damaged},
        /* elsewhere, unproven*/ {damaged, damaged, damaged, damaged},
        /* elsewhere, proving */ {damaged, damaged, damaged, damaged},
    }};
    const std::size_t row = static_cast<std::size_t>(here) * 3 + static_cast<std::size_t>(later);
    return kTable[row][static_cast<std::size_t>(following)];
}

}  // namespace earmark::persistence
