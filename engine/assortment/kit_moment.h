// KitMoment: a kit and its parts, read as of one moment though each is read by itself.
//
// Parts are read one after the other without a lock, and again until none has changed between the
// first look and the last. Who cannot wait for that keeps their writers away for one look. Limit: a
// change of several items shows item by item, and a look without a lock may fall between two.
#pragma once

#include "engine/assortment/assortment_change.h"
#include "engine/engine_state.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

/// Works in room that the thread keeps: a thread has one at a time.
class KitMoment {
  public:
    KitMoment(const ItemTable& items, SkuId kit) : items_(items), kit_(kit), room_(kept_room()) {}

    /// Calls read() until it has seen one moment of all parts, so many times at most. Returns
    /// whether it has; if not, each part was still seen as it was at some moment.
    template <typename Read>
    bool read_at_once(int tries, const Read& read) {
        for (int attempt = 0; attempt < tries; ++attempt) {
            begin_look();
            read();
            if (was_still()) return true;
        }
        return false;
    }

    /// Calls read() once, with the items locked. Holding none.
    template <typename Read>
    void read_locked(const Read& read) {
        flatten(items_, kit_, room_.kit);
        ItemLocks locks(items_);
        locks.add(kit_);
        for (const KitPart& part : parts())
            locks.add(part.sku);
        locks.lock();
        read();
    }

    // What was last looked at:

    std::span<const KitPart> parts() const { return room_.kit.parts; }
    bool is_together() const { return room_.kit.is_together; }

    /// Of the last change of the kit or a part.
    Lsn newest() const;

  private:
    struct Room {
        FlatKit kit;
        FlatKit kit_after;
        std::vector<std::uint64_t> before;
        std::vector<std::uint64_t> after;
        Day today = kNoDay;
    };

    static Room& kept_room();
    void begin_look();
    bool was_still();
    void note_sequences(std::vector<std::uint64_t>& sequences) const;

    const ItemTable& items_;
    const SkuId kit_;
    Room& room_;
};

}  // namespace earmark
