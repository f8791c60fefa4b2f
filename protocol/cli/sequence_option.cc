#include "protocol/cli/sequence_option.h"

#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"

#include <CLI/CLI.hpp>
#include <limits>

namespace earmark::cli {

// Read as text: a number would be read into 64 bits, so that -1 is a great one.
CLI::Option* add_sequence_option(
    CLI::App& command, std::optional<std::uint64_t>& sequence, const std::string& what
) {
    const auto read = [&sequence](const std::string& text) {
        const auto number = parse_whole(text, 1, std::numeric_limits<std::int64_t>::max());
        if (!number) {
            throw CLI::ParseError(
                option_error("--sequence", text, number.error()).detail,
                CLI::ExitCodes::ValidationError
            );
        }
        sequence = static_cast<std::uint64_t>(*number);
    };
    return command.add_option_function<std::string>("--sequence", read, what)->type_name("N");
}

}  // namespace earmark::cli
