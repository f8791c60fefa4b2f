// Commands whose rows are all done or none, as one record and one version.
#pragma once

#include "engine/base/check.h"
#include "engine/change.h"
#include "engine/command.h"
#include "engine/engine_state.h"
#include "engine/reply.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace earmark {

/// Appends the changes as one record, put(out, changes), and applies its body with
/// apply(state, lsn, in). Holding the mutex of the reference data.
template <typename Changes, typename Put, typename Apply>
void change_whole_rows(
    EngineState& state,
    ChangeKind kind,
    const CallContext& context,
    const Changes& changes,
    const Put& put,
    const Apply& apply,
    SupplyReply& reply
) {
    if (changes.empty()) {
        reply.lsn = state.log->newest();
        return;
    }
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, kind, context);
    put(out, changes);
    if (buffer.size() > kRecordBytesMax) {
        reply = {};
        reply.outcome = Outcome::too_many_lines;
        reply.detail = found_expected(
            "rows", std::to_string(buffer.size()) + " bytes", "at most 1048576 in one request"
        );
        return;
    }
    LogSpace space(state.log, buffer.size());
    if (!space.granted()) {
        reply = {};
        reply.outcome = space.refusal();
        return;
    }
    reply.applied = static_cast<std::uint32_t>(changes.size());
    reply.lsn = space.append(buffer);
    ByteReader in(buffer);
    get_head(in);
    EARMARK_CHECK(apply(state, reply.lsn, in).has_value());
}

}  // namespace earmark
