// A segment's rule as people write it, on the command line and in files.
#pragma once

#include "engine/base/result.h"
#include "engine/command.h"
#include "protocol/cli/fields.h"

#include <string_view>

namespace earmark::cli {

/// Floor and ceiling as written, either of them empty, into the rule: both in the item's unit of
/// measure or both in percent.
/// Errors: bad_input - the detail completes "expected ..."; `wrong` is the text it is about.
Status read_limits(
    std::string_view floor,
    std::string_view ceiling,
    std::uint8_t scale,
    SegmentRule& rule,
    std::string_view& wrong
);

}  // namespace earmark::cli
