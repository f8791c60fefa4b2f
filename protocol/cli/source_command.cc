#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/source_options.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>

namespace earmark::cli {
namespace {

struct OneOrderArguments {
    SourceArguments how;
    std::string reserve_as;
    std::string reference;
    std::string to_postal;
    std::string to_latitude;
    std::string to_longitude;
    std::vector<std::string> lines;
};

struct TypedOrder {
    std::vector<std::string> skus;
    std::vector<KnownItem> items;
    std::vector<OrderLine> lines;
};

Result<TypedOrder> understand_order(NameBook& names, const std::vector<std::string>& arguments) {
    TypedOrder order;
    std::vector<std::string> quantities;
    for (const std::string& argument : arguments) {
        auto line = parse_line(argument);
        if (!line) return Error{ErrorCode::bad_input, "--line: " + line.error().detail};
        order.skus.push_back(std::move(line->sku));
        quantities.push_back(std::move(line->quantity));
    }
    auto items = names.items(order.skus);
    if (!items) return items.error();
    order.items = *std::move(items);
    for (std::size_t i = 0; i < order.items.size(); ++i) {
        const auto quantity = names.quantity(order.items[i], quantities[i]);
        if (!quantity) {
            return option_error("--line: " + order.skus[i], quantities[i], quantity.error());
        }
        order.lines.push_back({
            .line = static_cast<std::uint32_t>(i + 1),
            .sku = order.items[i].id,
            .quantity = *quantity,
        });
    }
    return order;
}

Result<std::optional<Location>> understand_place(const OneOrderArguments& arguments) {
    constexpr std::int32_t kLatitudeMax = 90;
    constexpr std::int32_t kLongitudeMax = 180;
    if (arguments.to_latitude.empty()) return std::optional<Location>();
    const auto latitude = parse_degrees(arguments.to_latitude, kLatitudeMax);
    if (!latitude) return option_error("--to-lat", arguments.to_latitude, latitude.error());
    const auto longitude = parse_degrees(arguments.to_longitude, kLongitudeMax);
    if (!longitude) return option_error("--to-lon", arguments.to_longitude, longitude.error());
    return std::optional(Location{.latitude_e6 = *latitude, .longitude_e6 = *longitude});
}

std::string kilograms(std::uint64_t grams) {
    constexpr std::uint8_t kGramScale = 3;
    return format_decimal(static_cast<std::int64_t>(grams), kGramScale);
}

/// "0.5 %", rounded up: a bound stays one.
std::string percent_of(Micros part, Micros whole) {
    constexpr std::uint8_t kHundredthScale = 2;
    constexpr double kHundredths = 10'000.0;
    const double share =
        static_cast<double>(part) / static_cast<double>(std::max<Micros>(whole, 1));
    return format_decimal(std::llround(std::ceil(share * kHundredths)), kHundredthScale) + " %";
}

void print_shipments(std::ostream& out, NameBook& names, const SourceReply& reply) {
    TextTable table({
        {"node"},
        {"zone", Align::right},
        {"parcels", Align::right},
        {"billed kg", Align::right},
        {"transport", Align::right},
        {"handling", Align::right},
        {"lines"},
    });
    for (const Shipment& shipment : reply.shipments) {
        std::string lines;
        for (const ShipmentLine& line : shipment.lines) {
            if (!lines.empty()) lines += ", ";
            lines += names.name_of(line.sku) + " x " +
                     format_decimal(line.quantity, names.scale_of(line.sku));
        }
        table.add({
            names.name_of(shipment.node),
            std::to_string(shipment.zone),
            std::to_string(shipment.parcels),
            kilograms(shipment.billed_g),
            format_money(shipment.transport),
            format_money(shipment.handling),
            lines,
        });
    }
    if (table.row_count() > 0) table.print(out);
}

void print_unfilled(std::ostream& out, const TypedOrder& order, const SourceReply& reply) {
    TextTable table({
        {"unfilled line", Align::right},
        {"sku"},
        {"short", Align::right},
        {"ats", Align::right},
        {"reason"},
    });
    for (const UnfilledLine& line : reply.unfilled) {
        if (line.line == 0 || line.line > order.skus.size()) continue;
        const std::uint8_t scale = order.items[line.line - 1].scale;
        table.add({
            std::to_string(line.line),
            order.skus[line.line - 1],
            format_decimal(line.quantity, scale),
            format_decimal(line.ats, scale),
            std::string(earmark::to_string(line.reason)),
        });
    }
    if (table.row_count() > 0) table.print(out);
}

void print_plan(
    Session& session,
    NameBook& names,
    const TypedOrder& order,
    const std::string& profile,
    const SourceReply& reply
) {
    std::ostream& out = session.out();
    print_shipments(out, names, reply);
    print_unfilled(out, order, reply);
    if (!is_done(reply.outcome)) return;
    out << "cost " << format_money(reply.cost.total()) << ": transport "
        << format_money(reply.cost.transport) << ", handling " << format_money(reply.cost.handling)
        << ", split " << format_money(reply.cost.split);
    const auto add = [&](const char* term, Micros amount) {
        if (amount != 0) out << ", " << term << ' ' << format_money(amount);
    };
    add("preference", reply.cost.preference);
    add("scarcity", reply.cost.scarcity);
    add("shortage", reply.cost.shortage);
    const bool has_profile = !profile.empty();
    if (reply.proven_optimal) {
        out
            << (has_profile ? "; no plan is better by profile " + profile + '\n'
                            : "; no plan costs less\n");
    } else if (has_profile) {
        out << "; by profile " << profile << " no plan is better by more than "
            << percent_of(reply.objective - reply.lower_bound, reply.objective) << '\n';
    } else {
        out << "; no plan costs less than " << format_money(reply.lower_bound) << '\n';
    }
}

ExitCode source(Session& session, const OneOrderArguments& arguments) {
    const auto place = understand_place(arguments);
    if (!place) return session.fail(place.error());
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto order = understand_order(names, arguments.lines);
    if (!order) return session.fail(order.error());
    const auto rules = understand(arguments.how, names);
    if (!rules) return session.fail(rules.error());

    SourceRequest request = rules->request;
    request.mode = arguments.reserve_as.empty() ? SourceMode::quote : SourceMode::reserve;
    request.id = arguments.reserve_as;
    request.reference = arguments.reference;
    request.lines = order->lines;
    request.ship_to = {
        .country = arguments.how.to_country,
        .postal_code = arguments.to_postal,
        .location = *place,
    };
    const auto reply = (*client)->source(request, session.call());
    if (!reply) return session.fail(reply.error());
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
    } else {
        print_plan(session, names, *order, arguments.how.profile, *reply);
    }
    if (!is_done(reply->outcome)) {
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    }
    if (!session.json() && !arguments.reserve_as.empty()) {
        session.out() << arguments.reserve_as << ": held until " << format_time(reply->expires_at)
                      << (reply->outcome == Outcome::repeated ? " (as answered before)" : "")
                      << '\n';
    }
    return ExitCode::done;
}

}  // namespace

void add_source_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<OneOrderArguments>();
    CLI::App* command = app.add_subcommand("source", "Which nodes ship an order at the least cost");
    command->add_option("--line", arguments->lines, "SKU=QUANTITY")->required();
    command->add_option("--to-postal", arguments->to_postal, "Postal code of the ship-to")
        ->required();
    auto* latitude = command->add_option("--to-lat", arguments->to_latitude, "Its latitude");
    auto* longitude = command->add_option("--to-lon", arguments->to_longitude, "Its longitude");
    latitude->needs(longitude);
    longitude->needs(latitude);
    command->add_option(
        "--reserve", arguments->reserve_as, "Hold the plan in the same step, under this id"
    );
    command->add_option(
        "--reference", arguments->reference, "Your cart, order or customer number: kept with it"
    );
    add_source_options(*command, arguments->how);
    command->footer(
        "\nExamples:\n  earmark source --to-postal 10001 --line 85123A=2 --line 22423=1\n"
        "  earmark source --to-postal 10001 --line 85123A=2 --reserve order-17 --hold-for 1h\n"
        "  earmark source --to-postal 10001 --line rope-8mm=12.5 --split --partial \\\n"
        "      --max-shipments 2 --split-penalty 1.50 --exclude reno,kent"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return source(session, *arguments); };
    });
}

}  // namespace earmark::cli
