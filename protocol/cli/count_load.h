// `earmark count load`: a count of a node out of a file.
#pragma once

#include "engine/base/result.h"
#include "protocol/cli/exit_code.h"
#include "protocol/cli/session.h"

#include <string>

namespace earmark::cli {

struct CountLoadOptions {
    std::string file;
    BeginCount count;  ///< Its texts outlive the load.
    bool strict = false;
    std::string rejects_path;
};

/// Begins the count, or goes on where a broken connection left it, sends the rows and closes it.
/// `reply` is the answer to the close.
ExitCode run_count_load(Session& session, const CountLoadOptions& options, CountReply& reply);

}  // namespace earmark::cli
