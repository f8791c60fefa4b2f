// Rows of reference data, judged and put into the body of a record. Private to engine/*.cc.
#pragma once

#include "engine/base/bytes.h"
#include "engine/engine_state.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace earmark {

/// A refused row: why, in the domain's words.
struct ReferenceRefusal {
    RowVerdict verdict;
    std::string detail;
};

std::optional<ReferenceRefusal> bad_reference_name(
    std::string_view what, std::string_view name, std::size_t bytes_max
);
std::optional<ReferenceRefusal> bad_money(std::string_view what, Micros amount);
std::optional<ReferenceRefusal> bad_tariff(const TariffRow& row);

/// Empties the reply, with room for the handles; false if the request as a whole is refused.
bool begin_reference_rows(PutReply& reply, const CallContext& context, std::size_t rows);
void refuse_reference_row(PutReply& reply, std::size_t row, ReferenceRefusal refusal);

/// Appends the record and makes the version that it describes. Holding reference_mutex.
bool log_reference_record(EngineState& state, std::span<const std::byte> record, PutReply& reply);

/// Puts rows [begin, end) as the body of a record of kind `nodes`: those that are good, each with
/// the handle that it has or gets, into `reply`, too; the others are answered there. Returns how
/// many are in.
std::uint32_t put_node_rows(
    ByteWriter& out,
    const ReferenceData& reference,
    const EngineLimits& limits,
    std::span<const NodeRow> rows,
    std::size_t begin,
    std::size_t end,
    PutReply& reply
);

}  // namespace earmark
