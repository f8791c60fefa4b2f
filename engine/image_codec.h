// The entries of a state image: one item with its positions, one reservation.
#pragma once

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/engine_state.h"
#include "engine/item_change.h"

namespace earmark {

enum class ImageChunkKind : std::uint8_t {
    sources = 1,
    reference = 2,
    items = 3,
    reservations = 4,
    counts = 5,  ///< About how many items and reservations will come.
    segments = 6,
    level_rules = 40,
    levels = 41,
    movements = 45,
    movements_kept = 46,
    feeds = 47,
    counts_of_nodes = 48,
    calendar = 25,
    selling_rules = 20,
    shipping = 70,
    sourcing_rules = 90,
};

/// A position without its item.
void put_position(ByteWriter& out, const Position& position);
Position get_position(ByteReader& in);

/// Positions, and rows of each kind, per entry: a larger item takes several, the second and later
/// ones adding to it.
inline constexpr std::uint32_t kPositionsPerEntry = 8'192;
/// Dated rows are longer: an entry has room for fewer.
inline constexpr std::uint32_t kPositionsPerDatedRow = 4;

/// Puts the part of an item that begins at position `begin`. Holding its stripe.
void put_item_entry(ByteWriter& out, const ItemTable& items, SkuId sku, std::uint32_t begin);

/// Reads the items of one chunk, whose bytes outlive it.
class ItemEntryReader {
  public:
    explicit ItemEntryReader(ItemTable& items)
        : items_(items), texts_(items), blocks_(items.pool()) {}

    Status read(ByteReader& in);

  private:
    Status read_positions(ByteReader& in, std::uint32_t count);
    Status read_sequences(ByteReader& in, SkuId sku);

    ItemTable& items_;
    ItemTexts texts_;
    PositionPool::Batch blocks_;
    std::vector<Position> positions_;
};

void put_reservation_entry(ByteWriter& out, const Reservation& reservation);
Status read_reservation_entry(ByteReader& in, EngineState& state);

void put_calendar(ByteWriter& out, const PromiseCalendar::Terms& terms);
Status read_calendar(ByteReader& in, PromiseCalendar& calendar);

/// Makes the reservation be as the image says, at this LSN, unless it is newer.
void restore_reservation(EngineState& state, ReservationImage& image, Lsn lsn);

}  // namespace earmark
