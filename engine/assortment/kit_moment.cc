#include "engine/assortment/kit_moment.h"

#include <algorithm>

namespace earmark {

KitMoment::Room& KitMoment::kept_room() {
    static thread_local Room kept;
    return kept;
}

void KitMoment::begin_look() {
    flatten(items_, kit_, room_.kit);
    room_.today = items_.calendar().today();
    note_sequences(room_.before);
}

bool KitMoment::was_still() {
    note_sequences(room_.after);
    flatten(items_, kit_, room_.kit_after);
    const bool is_changing =
        std::any_of(room_.before.begin(), room_.before.end(), [](std::uint64_t sequence) {
            return (sequence & 1U) != 0;
        });
    const bool is_same_kit = room_.kit_after.parts == room_.kit.parts &&
                             room_.kit_after.is_together == room_.kit.is_together;
    return !is_changing && room_.before == room_.after && is_same_kit &&
           room_.today == items_.calendar().today();
}

Lsn KitMoment::newest() const {
    Lsn newest = items_.position_lsn(kit_);
    for (const KitPart& part : parts())
        newest = std::max(newest, items_.position_lsn(part.sku));
    return newest;
}

void KitMoment::note_sequences(std::vector<std::uint64_t>& sequences) const {
    sequences.clear();
    const auto note = [&](SkuId sku) {
        const ItemSlot* slot = items_.find_slot(sku);
        sequences.push_back(slot == nullptr ? 0 : slot->sequence.load(std::memory_order_seq_cst));
    };
    note(kit_);
    for (const KitPart& part : parts())
        note(part.sku);
}

}  // namespace earmark
