#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/count_load.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>
#include <array>

namespace earmark::cli {
namespace {

void print_summary(Session& session, NameBook& names, const CountSummary& summary) {
    TextTable table({{"count"}, {summary.id, Align::right}});
    table.add({"node", names.name_of(summary.node)});
    table.add({"taken at", format_time(summary.taken_at)});
    table.add({"state", std::string(earmark::to_string(summary.state))});
    table.add({"rows, refused ones included", format_count(summary.rows)});
    table.add({"refused rows", format_count(summary.refused)});
    table.add({"absent positions are", std::string(earmark::to_string(summary.absent))});
    if (summary.state != CountState::open) {
        table.add({"positions compared", format_count(summary.positions)});
        table.add({"positions that differ", format_count(summary.differing)});
        table.add({"corrected", format_count(summary.applied)});
        table.add({"waiting for approval", format_count(summary.waiting)});
        table.add({"rejected", format_count(summary.rejected)});
        table.add({"units of all corrections", format_decimal(summary.units, kMillionthsScale)});
        table.add({"value of all corrections", format_money(summary.value)});
        table.add({"change of the stock's value", format_money(summary.net_value)});
    }
    table.print(session.out());
}

/// The answer to begin, close, approve or reject.
ExitCode answer(Session& session, protocol::Client& client, const CountReply& reply) {
    if (!is_done(reply.outcome))
        return session.refuse(earmark::to_string(reply.outcome), reply.detail);
    if (session.json()) {
        session.out() << protocol::to_json(reply) << '\n';
    } else {
        NameBook names(client);
        print_summary(session, names, reply.summary);
        for (const RowAnswer& each : reply.answers) {
            std::string text = "correction " + std::to_string(each.row) + ": " +
                               std::string(earmark::to_string(each.verdict));
            if (!each.detail.empty()) text += ": " + each.detail;
            session.note(text);
        }
    }
    return reply.answers.empty() ? ExitCode::done : ExitCode::refused;
}

// ---- count load ------------------------------------------------------------------------------

struct CountLoadArguments {
    std::string file;
    std::string id;
    std::string node;
    std::string taken_at;
    std::string absent = "kept";
    std::string units_each;
    std::string units_total;
    std::string value_each;
    std::string value_total;
    bool dry_run = false;
    bool strict = false;
    std::string rejects;
};

Status read_limit(std::string_view option, const std::string& text, std::int64_t& limit) {
    if (text.empty()) return Done{};
    const auto parsed = parse_quantity(text, kMillionthsScale);
    if (!parsed) return option_error(option, text, parsed.error());
    if (*parsed < 0) {
        return option_error(option, text, {ErrorCode::bad_input, "a limit that is not negative"});
    }
    limit = *parsed;
    return Done{};
}

Status read_count_limits(const CountLoadArguments& arguments, CountLimits& limits) {
    Status read = read_limit("--units", arguments.units_each, limits.units_each);
    if (read) read = read_limit("--units-total", arguments.units_total, limits.units_total);
    if (read) read = read_limit("--value", arguments.value_each, limits.value_each);
    if (read) read = read_limit("--value-total", arguments.value_total, limits.value_total);
    return read;
}

ExitCode load(Session& session, const CountLoadArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto node = names.node(arguments.node);
    if (!node) return session.fail(node.error());
    const auto taken_at = parse_time(arguments.taken_at);
    if (!taken_at)
        return session.fail(option_error("--taken-at", arguments.taken_at, taken_at.error()));
    CountLoadOptions options{.file = arguments.file, .count = {}, .rejects_path = {}};
    options.strict = arguments.strict;
    options.rejects_path = arguments.rejects;
    options.count.node = *node;
    options.count.taken_at = *taken_at;
    if (arguments.absent != "kept" && arguments.absent != "zeroed") {
        return session.fail(
            option_error("--absent", arguments.absent, {ErrorCode::bad_input, "kept or zeroed"})
        );
    }
    if (arguments.absent == "zeroed") options.count.absent = AbsentRows::zeroed;
    if (arguments.dry_run) options.count.mode = CountMode::dry_run;
    if (const Status read = read_count_limits(arguments, options.count.limits); !read)
        return session.fail(read.error());
    // The same count under the same name again is the same count.
    const std::string id =
        arguments.id.empty()
            ? "n" + std::to_string(node->value()) + "-" +
                  std::to_string(taken_at->time_since_epoch() / std::chrono::seconds(1)) +
                  (arguments.dry_run ? "-dry" : "")
            : arguments.id;
    options.count.id = id;
    CountReply reply;
    const ExitCode loaded = run_count_load(session, options, reply);
    if (reply.summary.id.empty()) return loaded;
    const ExitCode answered = answer(session, **client, reply);
    return answered == ExitCode::done ? loaded : answered;
}

void add_count_load_command(CLI::App& count, Chosen& chosen) {
    auto arguments = std::make_shared<CountLoadArguments>();
    CLI::App* command = count.add_subcommand(
        "load", "Compare a full count of a node with the book, and correct it"
    );
    command->add_option("FILE", arguments->file, "CSV: sku, counted")->required();
    command->add_option("--node", arguments->node)->required();
    command->add_option("--taken-at", arguments->taken_at, "In UTC: 2026-11-27T18:00:00Z")
        ->required();
    command->add_option("--id", arguments->id, "Its name [from node and time]");
    command->add_option("--absent", arguments->absent, "What the file does not name: kept, zeroed")
        ->capture_default_str();
    command->add_option(
        "--units", arguments->units_each, "Ask before correcting more at a position"
    );
    command->add_option("--value", arguments->value_each, "Ask before a correction worth more");
    command->add_option("--units-total", arguments->units_total, "Ask before more in all");
    command->add_option("--value-total", arguments->value_total, "Ask before more value in all");
    command->add_flag("--dry-run", arguments->dry_run, "Compare and report, correct nothing");
    command->add_flag("--strict", arguments->strict, "Stop at the first wrong row");
    command->add_option("--rejects", arguments->rejects, "Keep wrong rows in this file");
    command->footer(
        "\nThe book is taken as of --taken-at, at most 48 hours ago; what moved since is kept, and "
        "so is\nevery hold and order. Corrections above a limit wait for `count approve`. Loading "
        "again after\na broken connection goes on where it stopped."
        "\nExample:\n  earmark count load reno.csv --node reno --taken-at 2026-11-27T18:00:00Z "
        "--units 20 --value 500"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return load(session, *arguments); };
    });
}

// ---- count report ----------------------------------------------------------------------------

struct CountReportArguments {
    std::string id;
    std::string state;
    std::uint64_t limit = 1'000;
};

Result<CorrectionState> parse_correction_state(const std::string& text) {
    constexpr std::array kStates{
        CorrectionState::proposed,
        CorrectionState::waiting,
        CorrectionState::applied,
        CorrectionState::rejected,
    };
    for (const CorrectionState state : kStates) {
        if (earmark::to_string(state) == text) return state;
    }
    return Error{ErrorCode::bad_input, "proposed, waiting, applied or rejected"};
}

void add_corrections(TextTable& table, NameBook& names, const CountReport& page) {
    for (const Correction& correction : page.corrections) {
        const std::uint8_t scale = names.scale_of(correction.sku);
        table.add({
            names.name_of(correction.sku),
            format_decimal(correction.book, scale),
            correction.was_counted ? format_decimal(correction.counted, scale) : "absent",
            format_decimal(correction.moved, scale),
            format_decimal(correction.correction, scale),
            format_money(correction.value),
            std::string(earmark::to_string(correction.state)),
        });
    }
}

ExitCode report_counts(Session& session, const CountReportArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    CountReportRequest request{.id = arguments.id};
    if (!arguments.state.empty()) {
        const auto state = parse_correction_state(arguments.state);
        if (!state) return session.fail(option_error("--state", arguments.state, state.error()));
        request.state = *state;
    }
    NameBook names(**client);
    TextTable table({
        {"sku"},
        {"book", Align::right},
        {"counted", Align::right},
        {"moved since", Align::right},
        {"correction", Align::right},
        {"value", Align::right},
        {"state"},
    });
    std::uint64_t left = arguments.limit;
    bool is_first = true;
    do {
        request.limit =
            static_cast<std::uint32_t>(std::min<std::uint64_t>(left, kCountRowsPageMax));
        const auto page = (*client)->count_report(request, session.call());
        if (!page) return session.fail(page.error());
        if (!is_done(page->outcome))
            return session.refuse(earmark::to_string(page->outcome), page->detail);
        if (session.json()) {
            session.out() << protocol::to_json(*page) << '\n';
        } else {
            if (is_first) print_summary(session, names, page->summary);
            add_corrections(table, names, *page);
        }
        is_first = false;
        left -= page->corrections.size();
        request.after = page->next;
    } while (request.after != 0 && left > 0);
    if (!session.json() && table.row_count() > 0) {
        session.out() << '\n';
        table.print(session.out());
    }
    if (request.after != 0) session.note("there are more: ask with a greater --limit");
    return ExitCode::done;
}

void add_count_report_command(CLI::App& count, Chosen& chosen) {
    auto arguments = std::make_shared<CountReportArguments>();
    CLI::App* command = count.add_subcommand("report", "The drift that a count found");
    command->add_option("ID", arguments->id)->required();
    command->add_option("--state", arguments->state, "proposed, waiting, applied or rejected");
    command->add_option("--limit", arguments->limit, "Show at most so many")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->footer("\nExample:\n  earmark count report n3-1795802400 --state waiting");
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return report_counts(session, *arguments); };
    });
}

// ---- count approve, reject, list; feeds ------------------------------------------------------

struct SettleArguments {
    std::string id;
    std::vector<std::string> skus;
};

ExitCode settle(Session& session, const SettleArguments& arguments, CountDecision decision) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    std::vector<SkuId> items;
    if (!arguments.skus.empty()) {
        const auto known = names.items(arguments.skus);
        if (!known) return session.fail(known.error());
        for (const KnownItem& item : *known)
            items.push_back(item.id);
    }
    const auto reply = (*client)->settle_count(
        {.id = arguments.id, .decision = decision, .items = items}, session.call()
    );
    if (!reply) return session.fail(reply.error());
    return answer(session, **client, *reply);
}

void add_settle_command(
    CLI::App& count, Chosen& chosen, const char* name, const char* what, CountDecision decision
) {
    auto arguments = std::make_shared<SettleArguments>();
    CLI::App* command = count.add_subcommand(name, what);
    command->add_option("ID", arguments->id)->required();
    command->add_option("SKU", arguments->skus, "Only these items [all that wait]");
    command->footer(
        "\nExamples:\n  earmark count " + std::string(name) + " n3-1795802400\n  earmark count " +
        name + " n3-1795802400 85123A 22423"
    );
    command->callback([&chosen, arguments, decision] {
        chosen.run = [arguments, decision](Session& session) {
            return settle(session, *arguments, decision);
        };
    });
}

ExitCode list_counts(Session& session) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    const auto reply = (*client)->list_counts(session.call());
    if (!reply) return session.fail(reply.error());
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
        return ExitCode::done;
    }
    NameBook names(**client);
    TextTable table({
        {"id"},
        {"node"},
        {"taken at"},
        {"state"},
        {"rows", Align::right},
        {"differ", Align::right},
        {"waiting", Align::right},
        {"value", Align::right},
    });
    for (const CountSummary& summary : reply->counts) {
        table.add({
            summary.id,
            names.name_of(summary.node),
            format_time(summary.taken_at),
            std::string(earmark::to_string(summary.state)),
            format_count(summary.rows),
            format_count(summary.differing),
            format_count(summary.waiting),
            format_money(summary.value),
        });
    }
    table.print(session.out());
    return ExitCode::done;
}

ExitCode feeds(Session& session) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    const auto reply = (*client)->source_feeds(session.call());
    if (!reply) return session.fail(reply.error());
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
        return ExitCode::done;
    }
    TextTable table({
        {"source"},
        {"newest number", Align::right},
        {"gaps", Align::right},
        {"skipped", Align::right},
        {"applied", Align::right},
        {"unchanged", Align::right},
        {"stale", Align::right},
        {"refused", Align::right},
    });
    for (const SourceFeed& feed : reply->feeds) {
        table.add({
            feed.source,
            std::to_string(feed.newest),
            format_count(feed.gaps),
            format_count(feed.skipped),
            format_count(feed.applied),
            format_count(feed.unchanged),
            format_count(feed.stale),
            format_count(feed.refused),
        });
    }
    table.print(session.out());
    return ExitCode::done;
}

}  // namespace

void add_count_commands(CLI::App& app, Chosen& chosen) {
    CLI::App* count = app.add_subcommand("count", "Counts of a node against the book");
    count->require_subcommand(1);
    add_count_load_command(*count, chosen);
    add_count_report_command(*count, chosen);
    add_settle_command(
        *count, chosen, "approve", "Make corrections that wait", CountDecision::approve
    );
    add_settle_command(
        *count, chosen, "reject", "Drop corrections that wait", CountDecision::reject
    );
    CLI::App* list = count->add_subcommand("list", "The counts that are open or kept");
    list->footer("\nExample:\n  earmark count list");
    list->callback([&chosen] { chosen.run = list_counts; });
    count->footer(
        "\nExamples:\n  earmark count load reno.csv --node reno --taken-at 2026-11-27T18:00:00Z"
        "\n  earmark count list\n  earmark count report n3-1795802400 --state waiting"
    );
    CLI::App* numbered =
        app.add_subcommand("feeds", "How each source's numbered rows came in: gaps, stale rows");
    numbered->footer(
        "\nA source numbers its rows with --sequence, or in a column of that name."
        "\nExample:\n  earmark feeds"
    );
    numbered->callback([&chosen] { chosen.run = feeds; });
}

}  // namespace earmark::cli
