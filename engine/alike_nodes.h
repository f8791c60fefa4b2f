// AlikeNodes: counts an order's candidates that are alike to its plan.
//
// Nodes are alike that charge the same, for the same zone, and have the same lines of the order
// whole. A plan of whole lines uses no more of them than they have lines, each for one at least;
// and wherever it uses one of them it could use another. So of plans that cost the same that which
// comes first (plan.h) uses the first of them by priority, and needs no others.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace earmark {

class AlikeNodes {
  public:
    /// Lines beyond these are not told apart: of such orders nothing may be counted.
    static constexpr std::size_t kLinesMax = 24;
    using Lines = std::uint32_t;  ///< A set, one bit a line.

    struct Kind {
        std::uint32_t charges = 0;  ///< NodeFacts::charges.
        std::uint8_t zone = 0;
        Lines lines = 0;
    };

    /// Forgets all; of so many nodes at most will be asked.
    void start(std::size_t nodes) {
        const std::size_t places = std::bit_ceil(2 * nodes + 1);
        if (counts_.size() < places) counts_.resize(places);
        mask_ = places - 1;
        ++round_;
    }

    /// Whether a plan may need one more of the kind. Ask in the order of priority.
    bool needs_another(const Kind& kind) {
        Count& count = find(std::uint64_t{kind.charges} << 32U | kind.lines << 8U | kind.zone);
        if (count.nodes >= std::popcount(kind.lines)) return false;
        ++count.nodes;
        return true;
    }

  private:
    struct Count {
        std::uint64_t kind = 0;
        std::uint32_t round = 0;  ///< In which it was used last.
        std::int32_t nodes = 0;
    };

    Count& find(std::uint64_t kind) {
        constexpr std::uint64_t kSpread = 0x9E37'79B9'7F4A'7C15;  // 2^64 / golden ratio: Knuth.
        std::size_t place = (kind * kSpread >> 40U) & mask_;
        while (counts_[place].round == round_ && counts_[place].kind != kind)
            place = (place + 1) & mask_;
        if (counts_[place].round != round_) counts_[place] = {.kind = kind, .round = round_};
        return counts_[place];
    }

    std::vector<Count> counts_;  ///< Open addressing: never more than half full.
    std::size_t mask_ = 0;
    std::uint32_t round_ = 0;
};

}  // namespace earmark
