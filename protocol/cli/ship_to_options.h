// Where an order goes: the options that every question about an address has.
#pragma once

#include "engine/base/result.h"
#include "engine/command.h"

#include <optional>
#include <string>

// The name is that of the library.
namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace earmark::cli {

/// As typed.
struct ShipToArguments {
    std::string country = "US";
    std::string postal;
    std::string latitude;
    std::string longitude;
};

/// --to-country, two capital letters.
CLI::Option* add_country_option(
    CLI::App& command,
    std::string& country,
    const std::string& description = "Where the file names none: ISO 3166-1 alpha-2"
);

void add_ship_to_options(CLI::App& command, ShipToArguments& arguments);

/// Borrows the texts. Errors: bad_input.
Result<ShipTo> understand(const ShipToArguments& arguments);

/// Degrees as typed: nothing for none.
///
/// Errors: bad_input.
Result<std::optional<Location>> understand_place(
    const std::string& latitude, const std::string& longitude
);

}  // namespace earmark::cli
