// ItemFacts: what the engine calculates with, of one item.
#pragma once

#include "engine/limits.h"

#include <array>
#include <cstdint>

namespace earmark {

/// Packed into words so that readers may copy it while it is replaced (see ItemTable), and so that
/// millions take little room: the limits leave what the fields need.
struct ItemFacts {
    std::uint32_t weight_g = 0;  ///< Of one unit of measure.
    std::uint32_t length_mm = 0;
    std::uint32_t width_mm = 0;
    std::uint32_t height_mm = 0;
    Micros value_micros = 0;
    std::uint32_t category = 0;         ///< Interned.
    std::uint16_t unit_of_measure = 0;  ///< Interned.
    std::uint8_t scale = 0;
    std::uint64_t tags = 0;  ///< One bit per interned attribute.

    /// Of one unit of measure.
    std::uint64_t volume_mm3() const { return std::uint64_t{length_mm} * width_mm * height_mm; }

    using Words = std::array<std::uint64_t, 4>;

    Words words() const {
        return {
            (std::uint64_t{length_mm} << 47U) | (std::uint64_t{width_mm} << 30U) |
                (std::uint64_t{height_mm} << 13U) | scale,
            (std::uint64_t{weight_g} << 36U) | (std::uint64_t{category} << 16U) | unit_of_measure,
            static_cast<std::uint64_t>(value_micros),
            tags,
        };
    }

    static ItemFacts from(const Words& words) {
        constexpr std::uint64_t kSide = (1U << 17U) - 1;
        static_assert(kItemSideMmMax <= kSide && kItemWeightGramsMax < 1U << 28U);
        static_assert(kItemCategoriesMax <= 1U << 20U && kItemUnitsMax <= 1U << 16U);
        ItemFacts facts;
        facts.length_mm = static_cast<std::uint32_t>(words[0] >> 47U);
        facts.width_mm = static_cast<std::uint32_t>(words[0] >> 30U & kSide);
        facts.height_mm = static_cast<std::uint32_t>(words[0] >> 13U & kSide);
        facts.scale = static_cast<std::uint8_t>(words[0]);
        facts.weight_g = static_cast<std::uint32_t>(words[1] >> 36U);
        facts.category = static_cast<std::uint32_t>(words[1] >> 16U & ((1U << 20U) - 1));
        facts.unit_of_measure = static_cast<std::uint16_t>(words[1]);
        facts.value_micros = static_cast<Micros>(words[2]);
        facts.tags = words[3];
        return facts;
    }
};

}  // namespace earmark
