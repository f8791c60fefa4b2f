// --sequence: the number that a source gives to what it says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

// The name is that of the library.
namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace earmark::cli {

/// From 1 to 2^63 - 1; anything else is wrong usage, and so is no number. `sequence` outlives the
/// command.
CLI::Option* add_sequence_option(
    CLI::App& command, std::optional<std::uint64_t>& sequence, const std::string& what
);

}  // namespace earmark::cli
