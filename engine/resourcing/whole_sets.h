// Whether lines that travel together can be planned anew so: all of each set at once, or none of
// it.
#pragma once

#include "engine/amend_lines.h"
#include "engine/command.h"
#include "engine/outcome.h"

#include <span>
#include <string>
#include <vector>

namespace earmark {

/// planned: the lines that are planned anew, whole or in part. staying: by line of the reservation,
/// how many of its open units are not. What is wrong, or Outcome::done.
///
/// Outcomes: wrong_state - of a set some is planned anew, and some stays or has shipped.
Outcome check_whole_sets(
    std::span<const TogetherLine> together,
    std::span<const OrderLine> planned,
    std::span<const AmendedLine> lines,
    std::span<const Units> staying,
    std::string& detail
);

}  // namespace earmark
