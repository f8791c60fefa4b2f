// ItemFacts: what the engine calculates with, of one item.
#pragma once

#include "engine/limits.h"

#include <array>
#include <cstdint>

namespace earmark {

/// Packed into words so that readers may copy it while it is replaced (see ItemTable).
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

    using Words = std::array<std::uint64_t, 5>;

    Words words() const {
        return {
            (std::uint64_t{weight_g} << 32U) | length_mm,
            (std::uint64_t{width_mm} << 32U) | height_mm,
            static_cast<std::uint64_t>(value_micros),
            (std::uint64_t{category} << 32U) | (std::uint64_t{unit_of_measure} << 16U) | scale,
            tags,
        };
    }

    static ItemFacts from(const Words& words) {
        ItemFacts facts;
        facts.weight_g = static_cast<std::uint32_t>(words[0] >> 32U);
        facts.length_mm = static_cast<std::uint32_t>(words[0]);
        facts.width_mm = static_cast<std::uint32_t>(words[1] >> 32U);
        facts.height_mm = static_cast<std::uint32_t>(words[1]);
        facts.value_micros = static_cast<Micros>(words[2]);
        facts.category = static_cast<std::uint32_t>(words[3] >> 32U);
        facts.unit_of_measure = static_cast<std::uint16_t>(words[3] >> 16U);
        facts.scale = static_cast<std::uint8_t>(words[3]);
        facts.tags = words[4];
        return facts;
    }
};

}  // namespace earmark
