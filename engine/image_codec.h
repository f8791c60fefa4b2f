// The entries of a state image: one item with its positions, one reservation.
#pragma once

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/engine_state.h"

namespace earmark {

enum class ImageChunkKind : std::uint8_t {
    sources = 1,
    reference = 2,
    items = 3,
    reservations = 4
};

/// A position without its item.
void put_position(ByteWriter& out, const Position& position);
Position get_position(ByteReader& in);

/// Positions per entry: a larger item takes several, the second and later ones adding to it.
inline constexpr std::uint32_t kPositionsPerEntry = 8'192;

/// Puts the part of an item that begins at position `begin`. Holding its stripe.
void put_item_entry(ByteWriter& out, const ItemTable& items, SkuId sku, std::uint32_t begin);
Status read_item_entry(ByteReader& in, ItemTable& items);

void put_reservation_entry(ByteWriter& out, const Reservation& reservation);
Status read_reservation_entry(ByteReader& in, EngineState& state);

/// Makes the reservation be as the image says, at this LSN, unless it is newer.
void restore_reservation(EngineState& state, ReservationImage& image, Lsn lsn);

}  // namespace earmark
