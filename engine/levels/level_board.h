// LevelBoard: the rules of levels, and what was told last of each place.
#pragma once

#include "engine/base/bytes.h"
#include "engine/base/mutex.h"
#include "engine/base/result.h"
#include "engine/levels/level.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace earmark {

/// Guarded by its mutex, which is taken before those of reservations and items.
class LevelBoard {
  public:
    struct KeptRule {
        LevelRule rule;
        Lsn lsn = 0;
    };
    using Places = std::vector<PlaceLevel>;

    /// A place of an item that is watched, and what is low and medium there.
    struct Watch {
        LevelPlace place;
        Units low = 0;     ///< Smallest units.
        Units medium = 0;  ///< Likewise.
        unsigned strength = 0;
    };

    Mutex& mutex() const EARMARK_THREAD_ATTRIBUTE(lock_returned(mutex_)) { return mutex_; }

    const std::vector<KeptRule>& rules() const EARMARK_REQUIRES(mutex_) { return rules_; }
    const KeptRule* find(const LevelRule& rule) const EARMARK_REQUIRES(mutex_);

    /// Puts or removes a rule, unless what is there is newer.
    void apply(const LevelRuleRow& row, Lsn lsn) EARMARK_REQUIRES(mutex_);

    /// The same for what was told of a place.
    void apply(const LevelCrossing& crossing, Lsn lsn) EARMARK_REQUIRES(mutex_);

    /// By place.
    const Places& places(SkuId sku) const EARMARK_REQUIRES(mutex_);
    const auto& all_places() const EARMARK_REQUIRES(mutex_) { return places_; }

    /// The places of an item that are watched, by place; `nodes` are those of its positions.
    void watches(
        SkuId sku,
        std::string_view category,
        Units unit,
        std::span<const NodeId> nodes,
        std::vector<Watch>& watches
    ) const EARMARK_REQUIRES(mutex_);

    /// Whether all items have been looked at since the start.
    bool has_looked EARMARK_GUARDED_BY(mutex_) = false;

  private:
    void index() EARMARK_REQUIRES(mutex_);

    mutable Mutex mutex_;
    std::vector<KeptRule> rules_ EARMARK_GUARDED_BY(mutex_);
    /// Indexes of rules.
    boost::unordered_flat_map<std::uint32_t, std::vector<std::size_t>> by_item_
        EARMARK_GUARDED_BY(mutex_);
    std::map<std::string, std::vector<std::size_t>, std::less<>> by_category_
        EARMARK_GUARDED_BY(mutex_);
    std::vector<std::size_t> for_all_ EARMARK_GUARDED_BY(mutex_);
    boost::unordered_flat_map<std::uint32_t, Places> places_ EARMARK_GUARDED_BY(mutex_);
};

/// The word for so many units.
constexpr Level level_of(Units ats, Units low, Units medium) {
    if (ats <= 0) return Level::zero;
    if (ats < low) return Level::low;
    return ats < medium ? Level::medium : Level::high;
}

// ---- Bytes: bodies of records and entries of images -----------------------------------------

inline constexpr std::size_t kLevelRuleBytesMax = 1 + 4 + 2 + kTextBytesMax + 1 + 4 + 2 + 10 + 10;
inline constexpr std::size_t kLevelCrossingBytes = 4 + 4 + 2 + 1 + 1 + 10;

void put_level_rule(ByteWriter& out, const LevelRuleRow& row);
bool get_level_rule(ByteReader& in, LevelRuleRow& row);
/// What was told of a place, as the event that told it.
inline LevelCrossing crossing_of(SkuId sku, const PlaceLevel& told) {
    return {sku, told.place, Level::unwatched, told.level, told.ats};
}

void put_crossing(ByteWriter& out, const LevelCrossing& crossing);
bool get_crossing(ByteReader& in, LevelCrossing& crossing);

/// The body of a record of kind level_rules or levels; false: it breaks the format.
bool get_level_rules(ByteReader& in, std::vector<LevelRuleRow>& rows);
bool get_crossings(ByteReader& in, std::vector<LevelCrossing>& crossings);

}  // namespace earmark
