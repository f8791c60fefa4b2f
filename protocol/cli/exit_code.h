// What a run of `earmark` says to the shell.
#pragma once

#include <cstdint>

namespace earmark::cli {

enum class ExitCode : std::uint8_t {
    done = 0,
    refused = 1,          ///< The server refused it, or a part of it; certainly not done.
    wrong_usage = 2,      ///< The command line or an input file does not mean anything here.
    unreachable = 3,      ///< No server answers.
    unknown_outcome = 4,  ///< The answer was lost: it may have been done. Ask again, same id.
};

}  // namespace earmark::cli
