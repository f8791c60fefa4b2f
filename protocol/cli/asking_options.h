// Who asks, and how the goods leave: the options that everything which takes stock shares.
#pragma once

#include "engine/base/result.h"
#include "engine/command.h"
#include "protocol/cli/name_book.h"

#include <string>

// The name is that of the library.
namespace CLI {
class App;
}

namespace earmark::cli {

/// As typed.
struct AskingArguments {
    std::string segment;
    std::string method = "ship";
    bool ignore_safety = false;
};

/// --method, --ignore-safety.
void add_method_options(CLI::App& command, AskingArguments& arguments);

/// --segment and the above.
void add_asking_options(CLI::App& command, AskingArguments& arguments);

/// Errors: bad_input, not_found.
Result<Asking> understand(const AskingArguments& arguments, NameBook& names);

}  // namespace earmark::cli
