// Records and images of counts, of movements and of sources: what recovery does with them.
#pragma once

#include "engine/change.h"
#include "engine/engine_state.h"

#include <span>
#include <string_view>

namespace earmark {

/// Which of the parts of a record a worker applies.
struct ReplayShare {
    std::size_t worker;
    std::size_t workers;

    bool has(SkuId sku) const { return sku.value() % workers == worker; }
    bool has(std::string_view reservation_id) const {
        return ReservationTable::stripe_of(reservation_id) % workers == worker;
    }
    bool has_reference() const { return worker == 0; }
};

/// Makes a position be as an outcome says. Holding its item.
void apply_outcome(
    EngineState& state, SourceId source, const SupplyOutcome& outcome, Time at, Lsn lsn
);

/// Returns whether the record has its format. Requires: the kind is one of a count, or of
/// movements.
bool replay_reconciliation(
    EngineState& state, Lsn lsn, ChangeKind kind, ByteReader& in, const ReplayShare& share
);

// Entries of an image; each read returns whether the entry has its format.
void put_movements(ByteWriter& out, SkuId sku, std::span<const Movement> movements);
bool read_movements(ByteReader& in, EngineState& state);
void put_feed_entry(ByteWriter& out, SourceId source, const SourceFeeds::Feed& feed);
bool read_feed_entry(ByteReader& in, EngineState& state);

/// The part of a count that begins at correction `begin`. Holding counts.mutex.
void put_count_entry(ByteWriter& out, const ClosedCount& count, std::size_t begin);
bool read_count_entry(ByteReader& in, EngineState& state);

}  // namespace earmark
