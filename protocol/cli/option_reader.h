// Options of the command line as values: read alike, and refused alike.
#pragma once

#include "engine/base/result.h"
#include "protocol/cli/commands.h"

#include <string>
#include <string_view>

namespace earmark::cli {

/// Reads what was typed for an option with one of the functions that say what they expected;
/// nothing typed leaves the value as it is.
/// Errors: bad_input - "--until: found "soon", expected ...".
template <typename Value, typename Parse>
Status read_option(
    std::string_view option, const std::string& text, const Parse& parse, Value& value
) {
    if (text.empty()) return Done{};
    const auto parsed = parse(text);
    if (!parsed) return option_error(option, text, parsed.error());
    value = *parsed;
    return Done{};
}

}  // namespace earmark::cli
