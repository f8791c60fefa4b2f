// What a reservation was acknowledged to hold, one JSON object a line: kept by the one who asked,
// so that it can be proved later that nothing acknowledged was lost.
#pragma once

#include "engine/base/result.h"
#include "engine/change_log.h"
#include "engine/limits.h"

#include <string>
#include <string_view>
#include <vector>

namespace earmark::cli {

struct AcknowledgedUnits {
    std::string sku;
    std::string node;
    Units units = 0;  ///< Of the item's smallest unit.
};

struct Acknowledgement {
    std::string reservation;
    Lsn lsn = 0;
    std::vector<AcknowledgedUnits> lines;
};

/// {"reservation":"o1","lsn":7,"lines":[{"sku":"A","node":"N","units":2}]}, without a line end.
std::string to_json_line(const Acknowledgement& acknowledgement);

/// Errors: bad_input.
Result<Acknowledgement> parse_acknowledgement(std::string_view line);

}  // namespace earmark::cli
