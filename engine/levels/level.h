// Levels: how much an item has to sell, in a word, at the places that somebody watches.
//
// A rule watches items at places and says what is low and what is medium there. The words are told
// as events when they change, whatever changed them. They are looked at by a sweep a few times a
// second, so that no hold or sale pays for being watched: a crossing undone before the next sweep
// is not told.
#pragma once

#include "engine/base/strong_id.h"
#include "engine/change_log.h"
#include "engine/limits.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace earmark {

inline constexpr std::size_t kLevelRulesMax = 4'096;

/// In whole units of measure, so that scales do not matter.
inline constexpr Units kLevelUnitsMax = kUnitsMax / 1'000'000;

enum class Level : std::uint8_t {
    unwatched,  ///< No rule watches this place, or the sweep has not come by yet.
    zero,
    low,
    medium,
    high,
};
std::string_view to_string(Level level);

/// Where a rule watches.
enum class LevelScope : std::uint8_t {
    network,    ///< All nodes together.
    each_node,  ///< Each node at which the item has a position.
    node,
    group,
};
std::string_view to_string(LevelScope scope);

/// A place that is watched: a node, a group, or (neither) all nodes together.
struct LevelPlace {
    NodeId node{};
    GroupId group{};

    friend auto operator<=>(const LevelPlace&, const LevelPlace&) = default;
};

/// Where several rules watch an item at a place, that of the item wins, then that of its category,
/// then the one for all; of these, one that names the node before one for each.
struct LevelRule {
    SkuId sku{};             ///< This item,
    std::string category{};  ///< or the items of this category, or (neither) all.
    LevelScope scope = LevelScope::network;
    LevelPlace place{};  ///< Of scope node or group.
    Units low = 0;       ///< Whole units of measure: below this, low.
    Units medium = 0;    ///< Likewise: below this, medium. At least `low`.

    /// Whether both watch the same.
    bool is_same_watch(const LevelRule& other) const {
        return sku == other.sku && category == other.category && scope == other.scope &&
               place == other.place;
    }
    friend bool operator==(const LevelRule&, const LevelRule&) = default;
};

struct LevelRuleRow {
    bool remove = false;
    LevelRule rule{};
};

/// What was told last of a place.
struct PlaceLevel {
    LevelPlace place{};
    Level level = Level::unwatched;
    Units ats = 0;  ///< When it was told.
    Lsn lsn = 0;    ///< Of the event.
};

/// An event: the word for an item at a place has changed. After `zero` it is back in stock.
struct LevelCrossing {
    SkuId sku{};
    LevelPlace place{};
    Level before = Level::unwatched;
    Level after = Level::unwatched;
    Units ats = 0;

    bool is_back_in_stock() const { return before == Level::zero && after > Level::zero; }
};

}  // namespace earmark
