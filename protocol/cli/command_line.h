// `earmark`: the command line as a whole.
#pragma once

#include "protocol/cli/exit_code.h"

#include <ostream>

namespace earmark::cli {

/// Reads the arguments, does what they say and answers what to say to the shell.
ExitCode run_command_line(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

}  // namespace earmark::cli
