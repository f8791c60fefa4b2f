// Two ways of planning as a picture: what they cost term by term, how they serve orders, and the
// load of each node.
#pragma once

#include "protocol/cli/whatif_totals.h"

#include <array>
#include <functional>
#include <string>
#include <string_view>

namespace earmark::cli {

/// Nodes shown one by one: those that ship most. The others are one bar.
inline constexpr std::size_t kPicturedNodesMax = 40;

/// An SVG 1.1 file of its own: it refers to nothing, and runs nothing.
std::string picture_of(
    const std::array<WhatIfTotals, 2>& sides,
    const std::function<std::string(std::uint32_t node)>& name_of
);

/// Text as XML can hold it: marks are escaped; what is no character there, or no UTF-8, is U+FFFD.
std::string xml_text(std::string_view text);

}  // namespace earmark::cli
