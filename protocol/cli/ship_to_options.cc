#include "protocol/cli/ship_to_options.h"

#include "engine/network/country_code.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {

namespace {

/// What is wrong with it, or nothing: as CLI11 asks.
std::string judge_country(const std::string& text) {
    if (is_country_code(text)) return {};
    return "found \"" + text + "\", expected " + std::string(kCountryCodeExpected);
}

}  // namespace

CLI::Option* add_country_option(
    CLI::App& command, std::string& country, const std::string& description
) {
    return command.add_option("--to-country", country, description)
        ->check(CLI::Validator(judge_country, ""))
        ->capture_default_str();
}

void add_ship_to_options(CLI::App& command, ShipToArguments& arguments) {
    add_country_option(command, arguments.country, "ISO 3166-1 alpha-2");
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
