// What past orders would have cost by the tariffs of a file: `earmark rerate`.
#include "engine/base/decimal.h"
#include "protocol/cli/command_line.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/promise_view.h"
#include "protocol/cli/tariff_file.h"
#include "protocol/cli/text_table.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace earmark::cli {
namespace {

struct RerateArguments {
    std::string file;
    std::string since;
    std::string until;
    bool shipments = false;
};

/// Shipments that both rate, and what they come to.
struct RatedSum {
    std::uint64_t shipments = 0;
    Micros loaded = 0;
    Micros proposed = 0;

    void add(const RatedShipment& shipment) {
        ++shipments;
        loaded += shipment.loaded.cost;
        proposed += shipment.proposed.cost;
    }
    Micros difference() const { return proposed - loaded; }
};

/// "+12.34%"; nothing of nothing.
std::string rated_percent(const RatedSum& sum) {
    if (sum.loaded == 0) return "";
    constexpr double kTenThousandths = 10'000;
    const double part =
        static_cast<double>(sum.difference()) / static_cast<double>(sum.loaded) * kTenThousandths;
    const auto rounded = static_cast<std::int64_t>(part < 0 ? part - 0.5 : part + 0.5);
    constexpr std::uint8_t kHundredthsScale = 2;
    return (rounded > 0 ? "+" : "") + format_decimal(rounded, kHundredthsScale) + "%";
}

std::string signed_money(Micros amount) {
    return (amount > 0 ? "+" : "") + format_money(amount);
}

/// Tariff, zone and weight step by which a shipment would be rated; steps of several parcels last.
using RatedGroup = std::tuple<std::string, std::uint8_t, std::uint64_t>;

constexpr std::uint64_t kSeveralParcels = ~std::uint64_t{0};

struct RerateSummary {
    std::map<RatedGroup, RatedSum> groups;
    RatedSum total;
    RatedSum others;                 ///< By tariffs that the file does not have, both times.
    std::uint64_t not_served = 0;    ///< By the file any more.
    std::uint64_t newly_served = 0;  ///< By what is loaded not any more, and by the file.
    std::uint64_t unrated = 0;       ///< By neither.
    std::uint64_t orders = 0;
    std::uint64_t not_sourced = 0;
    std::uint64_t with_kits = 0;
    std::vector<RatedShipment> shipments;  ///< If they are wanted one by one.

    void add(RatedShipment& shipment, bool keep) {
        const RatedCost& proposed = shipment.proposed;
        if (!shipment.loaded.is_rated && !proposed.is_rated) {
            ++unrated;
        } else if (!proposed.is_rated) {
            ++not_served;
        } else if (!shipment.loaded.is_rated) {
            ++newly_served;
        } else if (!shipment.goes_by_proposed) {
            others.add(shipment);
        } else {
            const std::uint64_t step = proposed.step_g == 0 ? kSeveralParcels : proposed.step_g;
            groups[{proposed.tariff, shipment.zone, step}].add(shipment);
            total.add(shipment);
        }
        if (keep) shipments.push_back(std::move(shipment));
    }
};

std::string step_text(std::uint64_t step) {
    return step == kSeveralParcels ? "several parcels" : std::to_string(step);
}

std::vector<std::string> sum_cells(const RatedSum& sum) {
    return {
        std::to_string(sum.shipments),
        format_money(sum.loaded),
        format_money(sum.proposed),
        signed_money(sum.difference()),
        rated_percent(sum)
    };
}

void print_rated_groups(std::ostream& out, const RerateSummary& summary) {
    TextTable table({
        {"tariff"},
        {"zone", Align::right},
        {"up to g", Align::right},
        {"shipments", Align::right},
        {"loaded", Align::right},
        {"this file", Align::right},
        {"difference", Align::right},
        {"percent", Align::right},
    });
    const auto add = [&](std::vector<std::string> cells, const RatedSum& sum) {
        for (std::string& cell : sum_cells(sum))
            cells.push_back(std::move(cell));
        table.add(std::move(cells));
    };
    for (const auto& [group, sum] : summary.groups) {
        const auto& [tariff, zone, step] = group;
        add({tariff, std::to_string(zone), step_text(step)}, sum);
    }
    add({"total", "", ""}, summary.total);
    table.print(out);
}

std::string cost_cell(const RatedCost& cost) {
    return cost.is_rated ? format_money(cost.cost) : "not served";
}

void print_rated_shipments(Session& session, NameBook& names, const RerateSummary& summary) {
    TextTable table({
        {"order"},
        {"made"},
        {"node"},
        {"zone", Align::right},
        {"weight g", Align::right},
        {"loaded", Align::right},
        {"by"},
        {"this file", Align::right},
        {"by"},
        {"billed g", Align::right},
    });
    const auto by = [](const RatedCost& cost) {
        return cost.service.empty() ? cost.tariff : cost.service;
    };
    for (const RatedShipment& shipment : summary.shipments) {
        table.add({
            shipment.reservation,
            date_of(shipment.made),
            names.name_of(shipment.node),
            std::to_string(shipment.zone),
            std::to_string(shipment.weight_g),
            cost_cell(shipment.loaded),
            by(shipment.loaded),
            cost_cell(shipment.proposed),
            by(shipment.proposed),
            std::to_string(shipment.proposed.billed_g),
        });
    }
    table.print(session.out());
}

void print_notes(Session& session, const RerateSummary& summary) {
    const auto note = [&](std::uint64_t count, std::string_view text) {
        if (count > 0) session.out() << format_count(count) << ' ' << text << '\n';
    };
    session.out() << format_count(summary.orders) << " orders, to the nodes that they have\n";
    if (summary.others.shipments > 0) {
        session.out() << format_count(summary.others.shipments)
                      << " shipments by tariffs that are not in this file, "
                      << format_money(summary.others.loaded) << ", not in the table\n";
    }
    note(summary.not_served, "shipments that this file does not serve, not in the table");
    note(summary.newly_served, "shipments that only this file serves, not in the table");
    note(summary.unrated, "shipments that neither serves, not in the table");
    note(summary.with_kits, "shipments with parts of kits, which are not rated");
    note(summary.not_sourced, "reservations that were made without sourcing");
}

boost::json::object json_of(const RatedSum& sum) {
    return {
        {"shipments", sum.shipments},
        {"loaded_micros", sum.loaded},
        {"proposed_micros", sum.proposed},
        {"difference_micros", sum.difference()},
    };
}

boost::json::object json_of(const RatedCost& cost) {
    if (!cost.is_rated) return {{"is_rated", false}};
    return {
        {"is_rated", true},
        {"cost_micros", cost.cost},
        {"billed_g", cost.billed_g},
        {"parcels", cost.parcels},
        {"step_g", cost.step_g},
        {"tariff", cost.tariff},
        {"service", cost.service},
    };
}

void print_rerate_json(Session& session, NameBook& names, const RerateSummary& summary) {
    boost::json::array groups;
    for (const auto& [group, sum] : summary.groups) {
        const auto& [tariff, zone, step] = group;
        boost::json::object entry = json_of(sum);
        entry["tariff"] = tariff;
        entry["zone"] = zone;
        entry["step_g"] = step == kSeveralParcels ? 0 : step;
        groups.push_back(std::move(entry));
    }
    boost::json::array shipments;
    for (const RatedShipment& shipment : summary.shipments) {
        shipments.push_back(boost::json::object{
            {"order", shipment.reservation},
            {"made", date_of(shipment.made)},
            {"node", names.name_of(shipment.node)},
            {"zone", shipment.zone},
            {"weight_g", shipment.weight_g},
            {"volume_cm3", shipment.volume_cm3},
            {"loaded", json_of(shipment.loaded)},
            {"proposed", json_of(shipment.proposed)},
            {"goes_by_proposed", shipment.goes_by_proposed},
        });
    }
    session.out() << boost::json::serialize(boost::json::object{
                         {"groups", std::move(groups)},
                         {"total", json_of(summary.total)},
                         {"other_tariffs", json_of(summary.others)},
                         {"orders", summary.orders},
                         {"not_served", summary.not_served},
                         {"newly_served", summary.newly_served},
                         {"unrated", summary.unrated},
                         {"with_kits", summary.with_kits},
                         {"not_sourced", summary.not_sourced},
                         {"shipments", std::move(shipments)},
                     })
                  << '\n';
}

/// All pages. The code: what to say to the shell.
ExitCode ask_pages(
    Session& session,
    protocol::Client& client,
    RerateRequest request,
    bool keep,
    RerateSummary& summary
) {
    std::string after;
    do {
        request.after = after;
        auto page = client.rerate(request, session.call());
        if (!page) return session.fail(page.error());
        if (!is_done(page->outcome))
            return session.refuse(earmark::to_string(page->outcome), page->detail);
        for (RatedShipment& shipment : page->shipments)
            summary.add(shipment, keep);
        summary.orders += page->orders;
        summary.not_sourced += page->not_sourced;
        summary.with_kits += page->with_kits;
        after = std::move(page->next);
    } while (!after.empty());
    return ExitCode::done;
}

Status read_order_days(const RerateArguments& arguments, RerateRequest& request) {
    const auto read = [](std::string_view option, const std::string& text, Day& day) -> Status {
        if (text.empty()) return Done{};
        const auto date = parse_date(text);
        if (!date) return option_error(option, text, date.error());
        day = *date;
        return Done{};
    };
    if (Status since = read("--since", arguments.since, request.since); !since) return since;
    return read("--until", arguments.until, request.until);
}

/// By two versions of a tariff a shipment would have cost two amounts.
void reject_versions(const TariffFile& file, RowReport& report) {
    for (std::size_t at = 1; at < file.rows().size(); ++at) {
        const std::string_view name = file.rows()[at].name;
        if (name != file.rows()[at - 1].name) continue;
        report.reject(
            file.origins()[at],
            {.column = "tariff",
             .found = "another version of " + shown(name),
             .expected = "one version of each tariff"}
        );
    }
}

ExitCode run_rerate(Session& session, const RerateArguments& arguments) {
    RerateRequest request;
    if (const Status days = read_order_days(arguments, request); !days)
        return session.fail(days.error());
    RowReport report({.json = session.json()}, session.err(), [] {});
    TariffFile file;
    if (const Status read = file.read(arguments.file, report); !read)
        return session.fail(read.error());
    reject_versions(file, report);
    if (const Status closed = report.close(); !closed) return session.fail(closed.error());
    if (report.rejected() > 0) return ExitCode::refused;
    request.tariffs = file.rows();
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    RerateSummary summary;
    const ExitCode asked = ask_pages(session, **client, request, arguments.shipments, summary);
    if (asked != ExitCode::done) return asked;
    NameBook names(**client);
    if (session.json()) {
        print_rerate_json(session, names, summary);
        return ExitCode::done;
    }
    if (arguments.shipments) print_rated_shipments(session, names, summary);
    print_rated_groups(session.out(), summary);
    print_notes(session, summary);
    return ExitCode::done;
}

}  // namespace

void add_rerate_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<RerateArguments>();
    CLI::App* command = app.add_subcommand(
        "rerate", "What past orders would have cost by the tariffs of a file, which is not loaded"
    );
    command
        ->add_option(
            "FILE",
            arguments->file,
            "As `earmark load tariffs` reads it, with one version of each tariff"
        )
        ->required();
    command->add_option("--since", arguments->since, "Orders made on this date or later");
    command->add_option("--until", arguments->until, "And on this date or before");
    command->add_flag("--shipments", arguments->shipments, "Tell each shipment, too");
    command->footer(
        "\nLooked at are the orders that sourcing made and the server still remembers. Each "
        "shipment"
        "\nis rated twice for the day it was to leave, from the node it has: by the tariffs loaded,"
        "\nand with those of the file in their places on every day, both times by the cheapest"
        "\nservice that keeps the order's date. Items and services are taken as they are today."
        "\nThe file has one version of each tariff, and `from` means nothing in it."
        "\nExamples:\n  earmark rerate ups-2027.csv --since 2026-01-01\n"
        "  earmark rerate ups-2027.csv --shipments --json"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return run_rerate(session, *arguments); };
    });
}

}  // namespace earmark::cli
