// What travels of levels besides the engine's own structs.
#pragma once

#include "engine/levels/level.h"

#include <vector>

namespace earmark::protocol {

/// Every rule.
struct LevelRules {
    std::vector<LevelRule> rules;
};

/// What was told last of each place of an item.
struct ItemLevels {
    std::vector<PlaceLevel> places;
};

}  // namespace earmark::protocol
