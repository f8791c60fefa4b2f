// Position: one item at one node, in 32 bytes.
//
//     word 0   on hand 40 bits | node 24 bits
//     word 1   reserved 40     | low 24 bits of safety
//     word 2   allocated 40    | source 16 | high 8 bits of safety
//     word 3   sequence of the source's last row
//
// A warm table holds hundreds of millions of these, and an answer over a network reads all of an
// item's: the counters share words with the ids so that two positions fit a cache line.
#pragma once

#include "engine/base/check.h"
#include "engine/base/strong_id.h"
#include "engine/limits.h"

#include <array>
#include <cstdint>

namespace earmark {

class Position {
  public:
    using Words = std::array<std::uint64_t, 4>;

    Position() = default;
    explicit Position(const Words& words) : words_(words) {}
    explicit Position(NodeId node) { words_[0] = std::uint64_t{node.value()} << kCounterBits; }

    NodeId node() const { return NodeId(static_cast<std::uint32_t>(words_[0] >> kCounterBits)); }
    Units on_hand() const { return counter(0); }
    Units reserved() const { return counter(1); }
    Units allocated() const { return counter(2); }
    Units safety() const {
        return static_cast<Units>((words_[1] >> kCounterBits) | ((words_[2] >> 56U) << 24U));
    }
    SourceId source() const {
        return SourceId(static_cast<std::uint16_t>(words_[2] >> kCounterBits));
    }
    std::uint64_t sequence() const { return words_[3]; }

    /// Units free of holds and orders; negative after a bad count.
    Units free() const { return on_hand() - reserved() - allocated(); }

    void set_on_hand(Units units) { set_counter(0, units); }
    void set_reserved(Units units) { set_counter(1, units); }
    void set_allocated(Units units) { set_counter(2, units); }
    void set_safety(Units units) {
        EARMARK_CHECK(units >= 0 && units <= kSafetyUnitsMax);
        const auto value = static_cast<std::uint64_t>(units);
        words_[1] = (words_[1] & kCounterMask) | (value << kCounterBits);
        words_[2] = (words_[2] & ~(std::uint64_t{0xff} << 56U)) | ((value >> 24U) << 56U);
    }
    void set_source(SourceId source, std::uint64_t sequence) {
        words_[2] = (words_[2] & ~(std::uint64_t{0xffff} << kCounterBits)) |
                    (std::uint64_t{source.value()} << kCounterBits);
        words_[3] = sequence;
    }

    const Words& words() const { return words_; }

  private:
    static constexpr unsigned kCounterBits = 40;
    static constexpr std::uint64_t kCounterMask = (std::uint64_t{1} << kCounterBits) - 1;
    static_assert(kUnitsMax == static_cast<Units>(kCounterMask));

    Units counter(std::size_t word) const {
        return static_cast<Units>(words_[word] & kCounterMask);
    }
    void set_counter(std::size_t word, Units units) {
        EARMARK_CHECK(units >= 0 && units <= kUnitsMax);
        words_[word] = (words_[word] & ~kCounterMask) | static_cast<std::uint64_t>(units);
    }

    Words words_{};
};

static_assert(sizeof(Position) == 32);

}  // namespace earmark
