// Two ways of planning, compared over the orders of a file.
#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/cost_terms.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/output_paths.h"
#include "protocol/cli/ship_to_options.h"
#include "protocol/cli/text_table.h"
#include "protocol/cli/whatif_picture.h"
#include "protocol/cli/whatif_run.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdint>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <utility>

namespace earmark::cli {
namespace {

struct WhatIfCommandArguments {
    SourceArguments how;
    std::string to_country = "US";
    WhatIfArguments otherwise;
    std::string file;
    std::string against;
    std::string svg_path;
    std::string rejects_path;
    bool consume = false;
    bool strict = false;
};

using Sides = std::array<WhatIfTotals, 2>;

std::string money_change(Micros before, Micros after) {
    if (before == after) return {};
    return (after > before ? "+" : "") + format_money(after - before);
}

void print_sums(std::ostream& out, const Sides& sides) {
    TextTable table({
        {""},
        {sides[0].name, Align::right},
        {sides[1].name, Align::right},
        {"change", Align::right},
    });
    const auto add = [&](const std::string& what, const auto& text_of) {
        table.add({what, text_of(sides[0]), text_of(sides[1]), ""});
    };
    const auto add_money = [&](std::string_view what, Micros before, Micros after) {
        table.add(
            {std::string(what),
             format_money(before),
             format_money(after),
             money_change(before, after)}
        );
    };
    add("orders filled", [](const WhatIfTotals& side) { return format_count(side.filled); });
    add("partly filled", [](const WhatIfTotals& side) { return format_count(side.partly); });
    add("not filled", [](const WhatIfTotals& side) { return format_count(side.unfilled); });
    if (sides[0].refused + sides[1].refused > 0)
        add("refused", [](const WhatIfTotals& side) { return format_count(side.refused); });
    add("units asked", [](const WhatIfTotals& side) { return side.units_asked.text(); });
    add("units filled", [](const WhatIfTotals& side) { return side.units_filled.text(); });
    add("shipments", [](const WhatIfTotals& side) { return format_count(side.shipments); });
    add("shipments per order",
        [](const WhatIfTotals& side) { return ratio_of(side.shipments, side.planned()); });
    if (sides[0].dated > 0) {
        add("on time",
            [](const WhatIfTotals& side) { return percent_of(side.on_time, side.dated); });
    }
    add("plans proven",
        [](const WhatIfTotals& side) { return percent_of(side.proven, side.planned()); });
    const auto before = terms_of(sides[0].cost);
    const auto after = terms_of(sides[1].cost);
    for (std::size_t term = 0; term < before.size(); ++term) {
        if (before[term].amount != 0 || after[term].amount != 0)
            add_money(before[term].term, before[term].amount, after[term].amount);
    }
    add_money("cost", sides[0].cost.total(), sides[1].cost.total());
    if (sides[0].carbon_g + sides[1].carbon_g > 0) {
        constexpr std::uint8_t kGramScale = 3;
        add("CO2e kg", [](const WhatIfTotals& side) {
            return format_decimal(static_cast<std::int64_t>(side.carbon_g), kGramScale);
        });
    }
    table.print(out);
}

void print_loads(std::ostream& out, const Sides& sides, NameBook& names) {
    TextTable table({
        {"node"},
        {"shipments", Align::right},
        {"units", Align::right},
        {"shipments then", Align::right},
        {"units then", Align::right},
    });
    std::set<std::uint32_t> nodes;
    for (const WhatIfTotals& side : sides) {
        for (const auto& [node, load] : side.nodes)
            nodes.insert(node);
    }
    const auto load_at = [](const WhatIfTotals& side, std::uint32_t node) {
        const auto found = side.nodes.find(node);
        return found == side.nodes.end() ? NodeLoad() : found->second;
    };
    for (const std::uint32_t node : nodes) {
        const NodeLoad before = load_at(sides[0], node);
        const NodeLoad after = load_at(sides[1], node);
        table.add({
            names.name_of(NodeId(node)),
            format_count(before.shipments),
            before.units.text(),
            format_count(after.shipments),
            after.units.text(),
        });
    }
    if (table.row_count() > 0) table.print(out);
}

boost::json::object json_of(const WhatIfTotals& side, NameBook& names) {
    boost::json::array nodes;
    for (const auto& [node, load] : side.nodes) {
        nodes.push_back(boost::json::object{
            {"node", names.name_of(NodeId(node))},
            {"shipments", load.shipments},
            {"units", load.units.text()}
        });
    }
    return {
        {"name", side.name},
        {"filled", side.filled},
        {"partly_filled", side.partly},
        {"not_filled", side.unfilled},
        {"refused", side.refused},
        {"units_asked", side.units_asked.text()},
        {"units_filled", side.units_filled.text()},
        {"shipments", side.shipments},
        {"orders_with_a_day", side.dated},
        {"on_time", side.on_time},
        {"proven_optimal", side.proven},
        {"cost_micros", cost_json(side.cost)},
        {"carbon_g", side.carbon_g},
        {"nodes", std::move(nodes)},
    };
}

Status write_picture(const std::string& path, const Sides& sides, NameBook& names) {
    std::ofstream file(path);
    file << picture_of(sides, [&](std::uint32_t node) { return names.name_of(NodeId(node)); })
         << std::flush;
    if (!file) return Error{ErrorCode::io_failed, path + ": cannot be written"};
    return Done{};
}

/// What the two are called.
void name_sides(const WhatIfCommandArguments& arguments, Sides& sides) {
    const auto profile_name = [](const std::string& name) {
        return name.empty() || name == "none" ? std::string("least cost") : name;
    };
    sides[0].name = profile_name(arguments.how.profile);
    sides[1].name = arguments.against.empty() ? sides[0].name : profile_name(arguments.against);
    if (!arguments.otherwise.empty()) sides[1].name += ", what if";
}

ExitCode compare(
    Session& session, const WhatIfCommandArguments& arguments, NameBook& names, WhatIfRun& run
) {
    Progress progress(session.err(), progress_of(session));
    RowReport report(
        {.json = session.json(), .strict = arguments.strict, .rejects_path = arguments.rejects_path
        },
        session.err(),
        [&] { progress.pause(); }
    );
    name_sides(arguments, run.sides());
    Status status = report.open();
    if (status) status = run.run(arguments.file, report, progress);
    progress.pause();
    const Status closed = report.close();
    if (status && !closed) status = closed;
    if (status && !arguments.svg_path.empty())
        status = write_picture(arguments.svg_path, run.sides(), names);
    if (!status) return session.fail(status.error());
    const Sides& sides = run.sides();
    if (session.json()) {
        boost::json::array both{json_of(sides[0], names), json_of(sides[1], names)};
        session.out() << boost::json::serialize(boost::json::object{
                             {"orders", run.orders()},
                             {"orders_rejected", run.orders_rejected()},
                             {"rows_rejected", report.rejected()},
                             {"sides", std::move(both)},
                         })
                      << '\n';
    } else {
        session.out() << format_count(run.orders()) << " orders\n";
        print_sums(session.out(), sides);
        print_loads(session.out(), sides, names);
    }
    const bool is_whole = report.rejected() == 0 && sides[0].refused + sides[1].refused == 0;
    return is_whole ? ExitCode::done : ExitCode::refused;
}

/// What is supposed is judged by itself, before any order: of one without lines nothing else is.
ExitCode judge(Session& session, protocol::Client& client, const WhatIf& otherwise) {
    PlanQuestion question;
    question.order.mode = SourceMode::quote;
    otherwise.suppose(question);
    const auto answer = client.ask_plan(question, session.call());
    if (!answer) return session.fail(answer.error());
    const SourceReply& plan = answer->plan;
    if (plan.outcome == Outcome::no_lines) return ExitCode::done;
    return session.refuse(earmark::to_string(plan.outcome), plan.detail);
}

ExitCode whatif(Session& session, const WhatIfCommandArguments& arguments) {
    const Status apart = check_outputs(
        {{"--rejects", arguments.rejects_path}, {"--svg", arguments.svg_path}},
        std::span(&arguments.file, 1)
    );
    if (!apart) return session.fail(apart.error());
    if (arguments.against.empty() && arguments.otherwise.empty()) {
        return session.fail(
            {ErrorCode::bad_input,
             "whatif: found nothing to compare with, expected --against or an --if option"}
        );
    }
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto rules = understand(arguments.how, names);
    if (!rules) return session.fail(rules.error());
    const auto otherwise = WhatIf::of(arguments.otherwise, names);
    if (!otherwise) return session.fail(otherwise.error());
    if (const ExitCode judged = judge(session, **client, *otherwise); judged != ExitCode::done)
        return judged;
    WhatIfRunOptions options{
        .default_country = arguments.to_country,
        .against = rules->request.profile,
        .consumes = arguments.consume
    };
    if (!arguments.against.empty()) {
        const auto against =
            names.profile(arguments.against == "none" ? std::string() : arguments.against);
        if (!against) return session.fail(against.error());
        options.against = *against;
    }
    WhatIfRun run(session, **client, names, *rules, *otherwise, options);
    return compare(session, arguments, names, run);
}

}  // namespace

void add_whatif_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<WhatIfCommandArguments>();
    CLI::App* command = app.add_subcommand(
        "whatif", "Compare two ways of planning over the orders of a file, without effect"
    );
    command->add_option("FILE", arguments->file, "CSV, plain or .gz, as for orders")->required();
    command->add_option(
        "--against", arguments->against, "The profile to compare with; none = least cost"
    );
    command->add_flag(
        "--consume", arguments->consume, "What a plan takes is gone for the orders after it"
    );
    command->add_option("--svg", arguments->svg_path, "Write a picture to this file");
    command->add_flag("--strict", arguments->strict, "Stop at the first wrong row");
    command->add_option(
        "--rejects",
        arguments->rejects_path,
        "Keep the rejected rows, and all of their orders, in this file"
    );
    add_country_option(*command, arguments->to_country);
    add_source_options(*command, arguments->how);
    add_whatif_options(*command, arguments->otherwise);
    command->footer(
        "\nThe first way is what the options say, the second the same with the profile of --against"
        "\nand what the --if options suppose. Every order is quoted against the stock of its "
        "moment,"
        "\nso many orders may get the same last unit. With --consume what the plans of each way "
        "take"
        "\nis not there for the orders after it, in the order of the file: units, and room on the"
        "\ndays of nodes with limits; what groups hold over their nodes is then counted on the safe"
        "\nside. On time are orders with a day to need or wish them by that are filled and all "
        "there"
        "\nby then; a shipment that says no date is not. Nothing is held or changed."
        "\nExamples:\n  earmark whatif orders.csv --profile fast --against none"
        "\n  earmark whatif orders.csv.gz --if-disable reno --consume --svg without-reno.svg"
        "\n  earmark whatif orders.csv --if-weights split=2,per-priority=0.50"
        "\n  earmark whatif orders.csv --if-rules next-season.csv"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return whatif(session, *arguments); };
    });
}

}  // namespace earmark::cli
