#include "protocol/cli/command_line.h"

#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <CLI/CLI.hpp>
#include <chrono>
#include <string>

namespace earmark::cli {
namespace {

constexpr const char* kExamples = R"(
Exit codes: 0 done, 1 refused, 2 wrong usage or bad input file, 3 server unreachable,
4 unknown outcome (ask again with the same id).

Examples:
  earmark load nodes nodes.csv
  earmark load stock stock.csv.gz
  earmark ats 85123A --group all
  earmark reserve basket-1 --line 85123A@reno=2 --hold-for 15m
  earmark source --to-postal 10001 --line 85123A=2
  earmark orders orders.csv --reserve --connections 4
Each sub-command has examples of its own: earmark ats --help)";

/// Global options as text, before they are understood.
struct GlobalArguments {
    std::string server = "127.0.0.1:7411";
    std::string deadline;
};

void add_global_options(CLI::App& app, GlobalArguments& arguments, GlobalOptions& options) {
    app.add_option("--server", arguments.server, "HOST:PORT of the server")
        ->envname("EARMARK_SERVER")
        ->capture_default_str();
    app.add_flag("--json", options.json, "Answers and errors as JSON, for programs");
    app.add_option("--actor", options.actor, "Who does it: logged with the change");
    app.add_option("--reason", options.reason, "Why: logged with the change");
    app.add_option(
        "--deadline",
        arguments.deadline,
        "Give up after this time, connecting included: 250ms, 5s, 1m; each request of a file has it"
    );
    app.add_flag("--progress", options.progress, "Show progress even where there is no terminal");
}

Status understand(const GlobalArguments& arguments, GlobalOptions& options) {
    auto server = parse_server(arguments.server);
    if (!server) return Error{ErrorCode::bad_input, "--server: " + server.error().detail};
    options.server = *std::move(server);
    if (arguments.deadline.empty()) return Done{};
    const auto deadline = parse_short_duration(arguments.deadline);
    if (!deadline) return option_error("--deadline", arguments.deadline, deadline.error());
    options.deadline = *deadline;
    return Done{};
}

bool wants_json(int argc, const char* const* argv) {
    for (int i = 1; i < argc; ++i) {
        if (std::string_view(argv[i]) == "--json") return true;
    }
    return false;
}

/// What the parser says, or the word that stands where a subcommand is to.
std::string what_is_wrong(const CLI::App& app, const CLI::ParseError& end) {
    const std::vector<std::string> unknown = app.remaining();
    if (!app.get_subcommands().empty() || unknown.empty()) return end.what();
    return "found \"" + unknown.front() + "\", expected a subcommand";
}

/// Help is an answer, on stdout; all else that stops the parser is wrong usage.
ExitCode end_of_parsing(
    const CLI::App& app, const CLI::ParseError& end, bool json, std::ostream& out, std::ostream& err
) {
    if (end.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
        app.exit(end, out, err);
        return ExitCode::done;
    }
    const std::string what = what_is_wrong(app, end);
    if (json) {
        err << boost::json::serialize(
                   boost::json::object{{"error", "wrong_usage"}, {"detail", what}}
               )
            << '\n';
    } else {
        const std::vector<CLI::App*> chosen = app.get_subcommands();
        const std::string where = chosen.empty() ? "" : " " + chosen.front()->get_name();
        err << "earmark: " << what << "\nearmark" << where << " --help shows what there is.\n";
    }
    return ExitCode::wrong_usage;
}

}  // namespace

Error option_error(std::string_view option, std::string_view found, const Error& error) {
    return {
        ErrorCode::bad_input,
        std::string(option) + ": found \"" + std::string(found) + "\", expected " + error.detail
    };
}

std::uint64_t microseconds_now() {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                          std::chrono::system_clock::now().time_since_epoch()
    )
                                          .count());
}

ExitCode run_command_line(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
    CLI::App app("earmark: stock, promises and sourcing on an earmarkd server", "earmark");
    app.footer(kExamples);
    app.require_subcommand(1);
    app.fallthrough();

    GlobalArguments arguments;
    GlobalOptions options;
    Chosen chosen;
    add_global_options(app, arguments, options);
    add_load_command(app, chosen);
    add_availability_commands(app, chosen);
    add_reference_commands(app, chosen);
    add_profile_command(app, chosen);
    add_supply_commands(app, chosen);
    add_job_commands(app, chosen);
    add_count_commands(app, chosen);
    add_promise_commands(app, chosen);
    add_explain_command(app, chosen);
    add_explain_order_command(app, chosen);
    add_receipt_commands(app, chosen);
    add_segment_commands(app, chosen);
    add_backorder_commands(app, chosen);
    add_selling_rule_commands(app, chosen);
    add_shipping_commands(app, chosen);
    add_sourcing_rule_command(app, chosen);
    add_rerate_command(app, chosen);
    add_capacity_command(app, chosen);
    add_assortment_commands(app, chosen);
    add_reservation_commands(app, chosen);
    add_amend_commands(app, chosen);
    add_report_command(app, chosen);
    add_changes_command(app, chosen);
    add_level_commands(app, chosen);
    add_export_commands(app, chosen);
    add_source_command(app, chosen);
    add_delivery_command(app, chosen);
    add_resource_command(app, chosen);
    add_change_order_command(app, chosen);
    add_orders_command(app, chosen);
    add_joint_command(app, chosen);
    add_whatif_command(app, chosen);
    add_service_commands(app, chosen);
    add_engine_commands(app, chosen);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& end) {
        return end_of_parsing(app, end, wants_json(argc, argv), out, err);
    }
    Session session(options, out, err);
    if (const Status understood = understand(arguments, options); !understood) {
        return session.fail(understood.error());
    }
    return chosen.run(session);
}

}  // namespace earmark::cli
