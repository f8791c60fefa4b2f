// What is known about shipping, in tables: calendars, services, area surcharges, hours, pickups,
// capacities, carbon, couriers.
#include "engine/base/decimal.h"
#include "engine/shipping/shipping_codec.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/shipping_formats.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {
namespace {

TextTable table_for(ShippingKind kind) {
    constexpr Align kRight = Align::right;
    switch (kind) {
        case ShippingKind::calendar:
            return TextTable({{"calendar"}, {"weekdays"}, {"closed"}, {"opened"}});
        case ShippingKind::service:
            return TextTable({
                {"service"},
                {"carrier"},
                {"tariff"},
                {"discount", kRight},
                {"fuel", kRight},
                {"residential", kRight},
                {"refuses"},
                {"transit days"},
                {"delivers on"},
                {"window"},
                {"from"},
                {"until"},
            });
        case ShippingKind::area:
            return TextTable({{"carrier"}, {"country"}, {"prefix"}, {"per parcel", kRight}});
        case ShippingKind::hours:
            return TextTable({
                {"node"},
                {"calendar"},
                {"opens", kRight},
                {"closes", kRight},
                {"cut-off", kRight},
                {"processing", kRight},
            });
        case ShippingKind::capacity:
            return TextTable({{"node"}, {"day"}, {"method"}, {"unit"}, {"most", kRight}});
        case ShippingKind::carbon:
            return TextTable({
                {"service"},
                {"zone", kRight},
                {"g per parcel", kRight},
                {"g per kg", kRight},
            });
        case ShippingKind::courier:
            return TextTable({
                {"node"},
                {"radius km", kRight},
                {"cut-off", kRight},
                {"per shipment", kRight},
            });
        case ShippingKind::pickup:
            break;
    }
    return TextTable({{"node"}, {"service"}, {"time", kRight}, {"calendar"}});
}

void add_row(TextTable& table, NameBook& /*names*/, const CalendarRow& row) {
    table.add(
        {row.name, format_weekdays(row.weekdays), format_days(row.closed), format_days(row.opened)}
    );
}

void add_row(TextTable& table, NameBook& /*names*/, const ServiceRow& row) {
    std::string refuses;
    for (const std::string& word : row.refuses)
        refuses += (refuses.empty() ? "" : ";") + word;
    const bool has_window = row.window_until_minute != 0;
    table.add({
        row.name,
        row.carrier,
        row.tariff,
        format_part(row.discount),
        format_part(row.fuel),
        format_money(row.residential_per_parcel),
        refuses,
        format_transit(row.transit_days),
        row.delivery_calendar,
        has_window
            ? format_minute(row.window_from_minute) + " - " + format_minute(row.window_until_minute)
            : "",
        date_of(row.from),
        date_of(row.until),
    });
}

void add_row(TextTable& table, NameBook& /*names*/, const AreaRow& row) {
    table.add({row.carrier, row.country, row.postal_prefix, format_money(row.per_parcel)});
}

void add_row(TextTable& table, NameBook& names, const HoursRow& row) {
    table.add({
        names.name_of(row.node),
        row.calendar,
        format_minute(row.opens_minute),
        format_minute(row.closes_minute),
        format_minute(row.cutoff_minute),
        format_duration(std::chrono::minutes(row.processing_minutes)),
    });
}

void add_row(TextTable& table, NameBook& names, const PickupRow& row) {
    table.add({names.name_of(row.node), row.service, format_minute(row.minute), row.calendar});
}

void add_row(TextTable& table, NameBook& names, const CapacityRow& row) {
    table.add({
        names.name_of(row.node),
        row.date != kNoDay ? format_day(row.date) : std::string(weekday_word(row.weekday)),
        row.method == 0 ? "" : format_methods(row.method),
        std::string(to_string(row.unit)),
        format_count(static_cast<std::uint64_t>(row.most)),
    });
}

void add_row(TextTable& table, NameBook& /*names*/, const CarbonRow& row) {
    table.add({
        row.service,
        row.zone == 0 ? "all" : std::to_string(row.zone),
        format_count(row.per_parcel_g),
        format_count(row.per_kg_g),
    });
}

void add_row(TextTable& table, NameBook& names, const CourierRow& row) {
    table.add({
        names.name_of(row.node),
        format_kilometres(row.radius_m),
        format_minute(row.cutoff_minute),
        format_money(row.per_shipment),
    });
}

ExitCode list_shipping(Session& session, ShippingKind kind) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    TextTable table = table_for(kind);
    protocol::ListShippingRequest request{.kind = kind};
    do {
        const auto page = (*client)->list_shipping(request, session.call());
        if (!page) return session.fail(page.error());
        request.after = page->next;
        if (session.json()) {
            session.out() << protocol::to_json(*page) << '\n';
            continue;
        }
        for (const ShippingRow& row : page->rows)
            std::visit([&](const auto& each) { add_row(table, names, each); }, row);
    } while (request.after != 0);
    if (!session.json()) table.print(session.out());
    return ExitCode::done;
}

}  // namespace

void add_shipping_commands(CLI::App& app, Chosen& chosen) {
    struct Kind {
        ShippingKind kind;
        const char* name;
        const char* file;  ///< Which kind of file they come from.
        const char* what;
    };
    constexpr Kind kShippingKinds[] = {
        {ShippingKind::calendar, "calendars", "calendars", "Days on which nodes and carriers work"},
        {ShippingKind::service, "services", "services", "Carrier services: rates and transit days"},
        {ShippingKind::area,
         "area-surcharges",
         "area-surcharges",
         "What carriers ask for some destinations"},
        {ShippingKind::hours, "node-hours", "node-hours", "When nodes work on orders"},
        {ShippingKind::pickup, "pickups", "pickups", "Which services pick up where, and when"},
        {ShippingKind::capacity, "capacity-rows", "capacity", "The most that leaves nodes in a day"
        },
        {ShippingKind::carbon, "carbon", "carbon", "Grams of CO2e of carrier services"},
        {ShippingKind::courier,
         "couriers",
         "couriers",
         "Which nodes deliver on the same day, and how far"},
    };
    for (const Kind& each : kShippingKinds) {
        CLI::App* command = app.add_subcommand(each.name, each.what);
        command->footer(
            std::string("\nExamples:\n  earmark ") + each.name + "\n  earmark load " + each.file +
            " " + each.file + ".csv"
        );
        command->callback([&chosen, kind = each.kind] {
            chosen.run = [kind](Session& session) { return list_shipping(session, kind); };
        });
    }
}

}  // namespace earmark::cli
