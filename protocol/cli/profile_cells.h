// Profiles as rows of a file, and scarcity prices: what `earmark load profiles` and `earmark load
// scarcity` read. For people: protocol/cli/csv_formats.md.
#pragma once

#include "engine/profile/profile.h"
#include "protocol/cli/cell_reader.h"

#include <string>
#include <vector>

namespace earmark::cli {

extern const CsvFormat kProfilesFormat;
extern const CsvFormat kScarcityFormat;

/// Decimals of a weight.
inline constexpr std::uint8_t kProfileWeightScale = 3;

/// Owns what its row borrows.
struct ProfileCells {
    std::string name;
    std::vector<Criterion> criteria;
    ProfileRow row;  ///< With everything but name and criteria.
};

/// Where cells.fault() is set the row means nothing.
ProfileCells read_profile(CellReader& cells);

/// "shipments;priority;cost": an Error completes the sentence "expected ...".
Result<std::vector<Criterion>> parse_criteria(std::string_view text);

}  // namespace earmark::cli
