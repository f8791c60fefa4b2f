// What a command of many rows answers: whether it may begin, and how each row fared.
#pragma once

#include "engine/engine_state.h"
#include "engine/judged_row.h"
#include "engine/reply.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace earmark {

/// Begins the reply anew. Whether the command may be judged row by row; else the reply says why
/// not.
template <typename Reply>
bool begins_rows(std::size_t rows, std::size_t rows_max, const CallContext& context, Reply& reply) {
    reply = Reply();
    if (auto bad = bad_context(context)) {
        reply.outcome = Outcome::bad_value;
        reply.detail = std::move(*bad);
    } else if (rows == 0 || rows > rows_max) {
        reply.outcome = rows == 0 ? Outcome::no_lines : Outcome::too_many_lines;
        reply.detail =
            found_expected("rows", std::to_string(rows), "1 to " + std::to_string(rows_max));
    }
    return reply.outcome == Outcome::done;
}

inline void refuse_row(SupplyReply& reply, std::size_t row, JudgedRow judged) {
    ++reply.refused;
    reply.answers.push_back(
        {static_cast<std::uint32_t>(row), judged.verdict, std::move(judged.detail)}
    );
}

/// Counts how a row fared.
inline void count_row(SupplyReply& reply, std::size_t row, JudgedRow judged) {
    if (judged.verdict == RowVerdict::applied) {
        ++reply.applied;
    } else if (judged.verdict == RowVerdict::unchanged) {
        ++reply.unchanged;
    } else {
        refuse_row(reply, row, std::move(judged));
    }
}

}  // namespace earmark
