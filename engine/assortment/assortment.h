// Assortment: requests and answers about what an item is beyond its attributes.
//
//   kit              an item that is sold as one and made of parts, which may be kits themselves
//   unit             another unit in which an item is counted: a case of 12, a kilogram of 1000 g
//   order quantity   the least, the most and the steps in which an item is ordered
//   substitute       an item that is offered where another one is short
//
// A kit has no stock of its own. At a node there are as many of it as its parts allow:
//
//     ATS(kit, node) = min over parts of floor(ATS(part, node) / units in one kit)
//
// Over several nodes these add up if its parts leave together, from one node; a kit that may ship
// apart takes its parts wherever they are: min over parts of floor(sum of ATS / units in one kit).
// Of kits within kits the outermost says which. To be reserved a kit becomes lines of its parts,
// which remember of which kit they are and are taken, committed, shipped and given back in whole
// kits only.
#pragma once

#include "engine/base/strong_id.h"
#include "engine/limits.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

struct KitPart {
    SkuId sku;
    Units quantity = 0;  ///< In one kit, in the part's smallest units.

    friend bool operator==(const KitPart&, const KitPart&) = default;
};

/// Makes an item a kit, or replaces its parts. Without parts the item is no kit any more.
struct KitRow {
    SkuId sku;
    bool ships_apart = false;  ///< Its parts may leave from several nodes.
    std::span<const KitPart> parts{};
};

/// One of `unit` is `numerator` / `denominator` of the item's smallest units, exactly.
struct UnitRow {
    SkuId sku;
    std::string_view unit;  ///< 1 to 32 bytes.
    Units numerator = 0;    ///< 0 = the item is not counted in that unit any more.
    Units denominator = 1;
};

/// What a line that asks for the item may ask; 0 = is not limited. All 0 takes the limits away.
struct OrderQuantityRow {
    SkuId sku;
    Units minimum = 0;
    Units maximum = 0;
    Units increment = 0;  ///< Quantities are whole multiples of it.
};

/// What is offered where an item is short, the best first. Replaces what was said before.
struct SubstituteRow {
    SkuId sku;
    std::span<const SkuId> substitutes{};
};

struct UnitView {
    std::string unit;
    Units numerator = 0;
    Units denominator = 1;
};

/// All that is said of an item.
struct AssortmentView {
    bool ships_apart = false;
    std::vector<KitPart> parts;  ///< Empty = it is no kit.
    std::vector<UnitView> units;
    Units minimum = 0;
    Units maximum = 0;
    Units increment = 0;
    std::vector<SkuId> substitutes;
};

/// A quantity in another unit of an item, to be told in its smallest units.
struct UnitQuantity {
    SkuId sku;
    std::string_view unit;
    std::int64_t quantity = 0;  ///< In millionths of the unit.
};

}  // namespace earmark
