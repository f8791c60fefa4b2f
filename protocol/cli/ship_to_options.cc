#include "protocol/cli/ship_to_options.h"

#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {

void add_ship_to_options(CLI::App& command, ShipToArguments& arguments) {
    command.add_option("--to-country", arguments.country, "ISO 3166-1 alpha-2")
        ->capture_default_str();
    command.add_option("--to-postal", arguments.postal, "Postal code of the ship-to")->required();
    auto* latitude = command.add_option("--to-lat", arguments.latitude, "Its latitude");
    auto* longitude = command.add_option("--to-lon", arguments.longitude, "Its longitude");
    latitude->needs(longitude);
    longitude->needs(latitude);
}

Result<ShipTo> understand(const ShipToArguments& arguments) {
    constexpr std::int32_t kLatitudeMax = 90;
    constexpr std::int32_t kLongitudeMax = 180;
    ShipTo address{.country = arguments.country, .postal_code = arguments.postal, .location = {}};
    if (arguments.latitude.empty()) return address;
    const auto latitude = parse_degrees(arguments.latitude, kLatitudeMax);
    if (!latitude) return option_error("--to-lat", arguments.latitude, latitude.error());
    const auto longitude = parse_degrees(arguments.longitude, kLongitudeMax);
    if (!longitude) return option_error("--to-lon", arguments.longitude, longitude.error());
    address.location = Location{.latitude_e6 = *latitude, .longitude_e6 = *longitude};
    return address;
}

}  // namespace earmark::cli
