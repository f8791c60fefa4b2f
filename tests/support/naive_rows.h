// How the naive twin answers a command of many rows.
#pragma once

#include "engine/reply.h"

#include <cstddef>
#include <cstdint>

namespace earmark {

inline void count_row(SupplyReply& reply, std::size_t row, RowVerdict verdict) {
    if (verdict == RowVerdict::applied) {
        ++reply.applied;
    } else if (verdict == RowVerdict::unchanged) {
        ++reply.unchanged;
    } else {
        ++reply.refused;
        reply.answers.push_back({static_cast<std::uint32_t>(row), verdict, {}});
    }
}

}  // namespace earmark
