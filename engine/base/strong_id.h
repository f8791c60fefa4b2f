// Identifiers that cannot be mistaken for one another.
#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace earmark {

/// An opaque identifier.  Zero means "none" and is never issued.
template <typename Tag, std::unsigned_integral Rep>
class StrongId {
  public:
    constexpr StrongId() = default;
    constexpr explicit StrongId(Rep value) : value_(value) {}

    constexpr Rep value() const { return value_; }
    constexpr bool is_none() const { return value_ == 0; }

    friend constexpr auto operator<=>(StrongId, StrongId) = default;

  private:
    Rep value_ = 0;
};

using SkuId = StrongId<struct SkuTag, std::uint32_t>;          ///< A sellable item.
using NodeId = StrongId<struct NodeTag, std::uint32_t>;        ///< A place that can supply.
using GroupId = StrongId<struct GroupTag, std::uint16_t>;      ///< A distribution group.
using SegmentId = StrongId<struct SegmentTag, std::uint16_t>;  ///< A demand class.
using RuleId = StrongId<struct RuleTag, std::uint32_t>;        ///< A rule of selling.
using ProfileId = StrongId<struct ProfileTag, std::uint16_t>;  ///< What a merchant wants.
using SourceId = StrongId<struct SourceTag, std::uint16_t>;    ///< A system that feeds supply.

static_assert(sizeof(SkuId) == sizeof(std::uint32_t));
static_assert(!std::convertible_to<SkuId, NodeId>);
static_assert(!std::convertible_to<std::uint32_t, SkuId>);

}  // namespace earmark

template <typename Tag, std::unsigned_integral Rep>
struct std::hash<earmark::StrongId<Tag, Rep>> {
    std::size_t operator()(earmark::StrongId<Tag, Rep> id) const noexcept {
        return std::hash<Rep>{}(id.value());
    }
};
