// Where an order goes: the options that every question about an address has.
#pragma once

#include "engine/base/result.h"
#include "engine/command.h"

#include <optional>
#include <string>

// The name is that of the library.
namespace CLI {
class App;
}

namespace earmark::cli {

/// As typed.
struct ShipToArguments {
    std::string country = "US";
    std::string postal;
    std::string latitude;
    std::string longitude;
};

/// Of commands that read orders from a file.
void add_country_option(CLI::App& command, std::string& country);

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
