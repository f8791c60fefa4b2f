// Rows of reference data, judged and put into the body of a record. Private to engine/*.cc.
#pragma once

#include "engine/base/bytes.h"
#include "engine/engine_state.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace earmark {

/// Puts rows [begin, end) as the body of a record of kind `nodes`: those that are good, each with
/// the handle that it has or gets, into `reply`, too; the others are answered there. Returns how
/// many are in.
std::uint32_t put_node_rows(
    ByteWriter& out,
    const NodeDirectory& known,
    const EngineLimits& limits,
    std::span<const NodeRow> rows,
    std::size_t begin,
    std::size_t end,
    PutReply& reply
);

}  // namespace earmark
