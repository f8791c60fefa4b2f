#include "protocol/cli/ship_to_options.h"

#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {

void add_country_option(CLI::App& command, std::string& country) {
    command.add_option("--to-country", country, "Where the file names none: ISO 3166-1 alpha-2")
        ->capture_default_str();
}

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
    const auto location = understand_place(arguments.latitude, arguments.longitude);
    if (!location) return location.error();
    return ShipTo{
        .country = arguments.country, .postal_code = arguments.postal, .location = *location
    };
}

Result<std::optional<Location>> understand_place(
    const std::string& latitude, const std::string& longitude
) {
    constexpr std::int32_t kLatitudeMax = 90;
    constexpr std::int32_t kLongitudeMax = 180;
    if (latitude.empty()) return std::optional<Location>();
    const auto north = parse_degrees(latitude, kLatitudeMax);
    if (!north) return option_error("--to-lat", latitude, north.error());
    const auto east = parse_degrees(longitude, kLongitudeMax);
    if (!east) return option_error("--to-lon", longitude, east.error());
    return std::optional(Location{.latitude_e6 = *north, .longitude_e6 = *east});
}

}  // namespace earmark::cli
