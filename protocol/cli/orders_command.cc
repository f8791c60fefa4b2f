#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/cost_terms.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/order_run.h"
#include "protocol/cli/output_paths.h"
#include "protocol/cli/ship_to_options.h"
#include "protocol/cli/text_table.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <CLI/CLI.hpp>

namespace earmark::cli {
namespace {

struct OrdersArguments {
    SourceArguments how;
    std::string file;
    std::string retry_for = "60s";
    bool reserve = false;
    bool strict = false;
    std::string rejects_path;
    std::string to_country = "US";
    OrderRunOptions options;
};

double seconds_of(std::chrono::microseconds span) {
    return std::chrono::duration<double>(span).count();
}

struct Summary {
    const OrderRun& run;
    const OrdersArguments& arguments;
    std::uint64_t rows_rejected = 0;
    std::chrono::microseconds elapsed{0};

    /// Of the time that there was a server.
    double orders_per_second() const {
        const double served = seconds_of(elapsed - run.time_away());
        return served > 0 ? static_cast<double>(run.totals().answered()) / served : 0;
    }
    double shipments_per_order() const {
        const auto shipped = run.totals().filled + run.totals().partly;
        if (shipped == 0) return 0;
        return static_cast<double>(run.totals().shipments) / static_cast<double>(shipped);
    }
};

void print_json(std::ostream& out, const Summary& summary) {
    const OrderTotals& totals = summary.run.totals();
    boost::json::object reasons;
    for (std::size_t i = 0; i < totals.unfilled_lines.size(); ++i) {
        reasons[earmark::to_string(static_cast<UnfilledReason>(i))] = totals.unfilled_lines[i];
    }
    out << boost::json::serialize(boost::json::object{
               {"orders", totals.answered()},
               {"filled", totals.filled},
               {"partly_filled", totals.partly},
               {"not_filled", totals.unfilled},
               {"refused", totals.refused},
               {"repeated", totals.repeated},
               {"orders_rejected", summary.run.orders_rejected()},
               {"rows_rejected", summary.rows_rejected},
               {"unfilled_lines", std::move(reasons)},
               {"shipments", totals.shipments},
               {"shipments_per_order", summary.shipments_per_order()},
               {"cost_micros", cost_json(totals.cost)},
               {"proven_optimal", totals.proven},
               {"replans", totals.replans},
               {"asked_again", totals.asked_again},
               {"outages", summary.run.outages()},
               {"away_micros", summary.run.time_away().count()},
               {"elapsed_micros", summary.elapsed.count()},
               {"orders_per_second", summary.orders_per_second()},
               {"latency_us_p50", totals.latency.percentile(50).count()},
               {"latency_us_p99", totals.latency.percentile(99).count()},
               {"latency_us_p999", totals.latency.percentile(99.9).count()},
           })
        << '\n';
}

std::string milliseconds(std::chrono::microseconds span) {
    constexpr std::uint8_t kMicroScale = 3;
    return format_decimal(span.count(), kMicroScale) + " ms";
}

std::string two_decimals(double value) {
    constexpr double kHundred = 100;
    constexpr std::uint8_t kCentScale = 2;
    return format_decimal(static_cast<std::int64_t>(value * kHundred + 0.5), kCentScale);
}

void print_text(std::ostream& out, const Summary& summary) {
    const OrderTotals& totals = summary.run.totals();
    TextTable table({{"orders"}, {format_count(totals.answered()), Align::right}});
    table.add({"filled", format_count(totals.filled)});
    table.add({"partly filled", format_count(totals.partly)});
    table.add({"not filled", format_count(totals.unfilled)});
    if (totals.refused > 0) table.add({"refused", format_count(totals.refused)});
    for (std::size_t i = 0; i < totals.unfilled_lines.size(); ++i) {
        if (totals.unfilled_lines[i] == 0) continue;
        const auto reason = earmark::to_string(static_cast<UnfilledReason>(i));
        table.add({"  lines " + std::string(reason), format_count(totals.unfilled_lines[i])});
    }
    if (summary.run.orders_rejected() > 0) {
        table.add({"left out, with wrong rows", format_count(summary.run.orders_rejected())});
    }
    table.add({"shipments", format_count(totals.shipments)});
    table.add({"shipments per order", two_decimals(summary.shipments_per_order())});
    for (const NamedCost& term : terms_told(totals.cost))
        table.add({std::string(term.term), format_money(term.amount)});
    table.add({"cost", format_money(totals.cost.total())});
    table.add({"plans proven optimal", format_count(totals.proven)});
    if (totals.replans > 0) table.add({"planned anew on conflict", format_count(totals.replans)});
    if (totals.repeated > 0) table.add({"answered before", format_count(totals.repeated)});
    if (totals.asked_again > 0) table.add({"asked again", format_count(totals.asked_again)});
    if (summary.run.outages() > 0) {
        table.add({"times the server was gone", format_count(summary.run.outages())});
        table.add({"  for", format_duration(summary.run.time_away())});
    }
    table.add({"time", format_duration(summary.elapsed)});
    table.add(
        {"orders per second",
         format_count(static_cast<std::uint64_t>(summary.orders_per_second() + 0.5))}
    );
    table.add({"p50", milliseconds(totals.latency.percentile(50))});
    table.add({"p99", milliseconds(totals.latency.percentile(99))});
    table.print(out);
}

ExitCode orders(Session& session, OrdersArguments& arguments) {
    const auto retry_for = parse_duration(arguments.retry_for);
    if (!retry_for) {
        return session.fail(option_error("--retry-for", arguments.retry_for, retry_for.error()));
    }
    arguments.options.retry_for = *retry_for;
    arguments.options.mode = arguments.reserve ? SourceMode::reserve : SourceMode::quote;
    arguments.options.default_country = arguments.to_country;
    if (!arguments.reserve && !arguments.options.acknowledged_path.empty()) {
        return session.fail(
            {ErrorCode::bad_input,
             "--acknowledged: found no --reserve, expected it: a quote "
             "promises nothing"}
        );
    }
    const Status apart = check_outputs(
        {
            {"--rejects", arguments.rejects_path},
            {"--acknowledged", arguments.options.acknowledged_path},
            {"--answers", arguments.options.answers_path},
        },
        std::span(&arguments.file, 1)
    );
    if (!apart) return session.fail(apart.error());
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto rules = understand(arguments.how, names);
    if (!rules) return session.fail(rules.error());

    Progress progress(session.err(), progress_of(session));
    RowReport report(
        {
            .json = session.json(),
            .strict = arguments.strict,
            .rejects_path = arguments.rejects_path,
        },
        session.err(),
        [&] { progress.pause(); }
    );
    OrderRun run(session, arguments.options, *rules, progress);
    Status status = report.open();
    if (status) status = run.open(**client);
    const auto began = progress.elapsed();
    if (status) status = run.run(arguments.file, report);
    const Summary summary{run, arguments, report.rejected(), progress.elapsed() - began};
    progress.pause();
    const Status closed = report.close();
    if (status && !closed) status = closed;
    if (!status) session.fail(status.error());
    session.json() ? print_json(session.out(), summary) : print_text(session.out(), summary);
    if (!status) return exit_code_of(status.error().code);
    return report.rejected() > 0 || run.totals().refused > 0 ? ExitCode::refused : ExitCode::done;
}

}  // namespace

void add_orders_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<OrdersArguments>();
    CLI::App* command =
        app.add_subcommand("orders", "Source every order of a file over several connections");
    command->add_option("FILE", arguments->file, "CSV, plain or .gz")->required();
    command->add_flag("--reserve", arguments->reserve, "Hold each plan under its order's id");
    constexpr std::size_t kOrderConnectionsMax = 1'000;
    constexpr std::size_t kInFlightMax = 10'000;
    command->add_option("--connections", arguments->options.connections)
        ->check(CLI::Range(std::size_t{1}, kOrderConnectionsMax))
        ->capture_default_str();
    command
        ->add_option("--in-flight", arguments->options.in_flight_max, "Unanswered, per connection")
        ->check(CLI::Range(std::size_t{1}, kInFlightMax))
        ->capture_default_str();
    command->add_option(
        "--acknowledged",
        arguments->options.acknowledged_path,
        "Append each acknowledged reservation to this file; `earmark verify` proves them later"
    );
    command->add_option(
        "--answers",
        arguments->options.answers_path,
        "Append each answer to this file, as JSON lines"
    );
    command
        ->add_option(
            "--retry-for", arguments->retry_for, "How long to wait for a server that is gone"
        )
        ->capture_default_str();
    command->add_flag("--strict", arguments->strict, "Stop at the first wrong row");
    command->add_option(
        "--rejects",
        arguments->rejects_path,
        "Keep the rejected rows, and all of their orders, in this file"
    );
    add_country_option(*command, arguments->to_country);
    add_source_options(*command, arguments->how);
    command->footer(
        "\nColumns, named in the first row, in any order; the rows of an order stand together:\n"
        "  order,line,sku,quantity,country,postal_code,latitude,longitude,need_by,wish_by,\n"
        "  residential,customer_class,together,backorder,backorder_node\n"
        "An order with a wrong row, or with rows that stand apart, is left out whole. Orders that\n"
        "cannot be filled are answers, not failures: the exit code is 0.\n"
        "Examples:\n  earmark orders orders.csv\n"
        "  earmark orders orders.csv.gz --reserve --partial --connections 4 \\\n"
        "      --acknowledged acknowledged.jsonl"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return orders(session, *arguments); };
    });
}

}  // namespace earmark::cli
