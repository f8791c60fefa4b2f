// `earmark verify`: is everything that was acknowledged still there?
#pragma once

#include "protocol/cli/exit_code.h"
#include "protocol/cli/session.h"

#include <string>
#include <vector>

namespace earmark::cli {

/// Compares each acknowledgement in the files with the reservation that the server has.
///
/// Returns: refused, if one is missing or grants other units than were acknowledged.
ExitCode verify(Session& session, const std::vector<std::string>& paths);

}  // namespace earmark::cli
