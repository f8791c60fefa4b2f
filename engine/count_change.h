// What the records of counts say, and what they do to the state: used by the commands, by replay
// and by images.
#pragma once

#include "engine/change.h"
#include "engine/engine_state.h"

#include <cstdint>
#include <vector>

namespace earmark {

/// A closed count without its corrections.
void put_count_head(ByteWriter& out, const CountSummary& summary);
bool get_count_head(ByteReader& in, CountSummary& summary);
inline constexpr std::size_t kCountHeadBytesMax =
    2 + kCountIdBytesMax + 4 + 2 + std::size_t{13} * 8;

void put_correction(ByteWriter& out, const Correction& correction);
bool get_correction(ByteReader& in, Correction& correction);
inline constexpr std::size_t kCorrectionBytesMax = 4 + 1 + 1 + 5 * 10;

/// Corrections in one record or one entry of an image.
inline constexpr std::size_t kCorrectionsPerRecord = 4'096;

/// What became of a correction, and of its position if it was applied.
struct SettledCorrection {
    std::uint32_t index = 0;  ///< In the count.
    CorrectionState state = CorrectionState::rejected;
    SupplyOutcome position{};
};
inline constexpr std::size_t kSettledCorrectionBytesMax = 4 + 1 + kSupplyOutcomeBytesMax;

void put_settled(ByteWriter& out, const SettledCorrection& settled);
bool get_settled(ByteReader& in, SettledCorrection& settled);

/// Makes room for a closed count: others of the same node give way to it. Holding counts.mutex.
ClosedCount& put_closed_count(CountStore& counts, const CountSummary& head, Lsn lsn)
    EARMARK_REQUIRES(counts.mutex);

/// Forgets reports that were kept long enough: a logged event. Uploads that can no longer be closed
/// go without one. Holding no lock.
void forget_counts(EngineState& state, const CallContext& context);

}  // namespace earmark
