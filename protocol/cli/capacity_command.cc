// What is used of the limits of nodes' days.
#include "engine/shipping/shipping_codec.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/place_arguments.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {
namespace {

struct CapacityArguments {
    std::string node;
    std::string day;
};

ExitCode capacity(Session& session, const CapacityArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    CapacityRequest request;
    if (const Status limited = limit_to_node(names, arguments.node, request); !limited)
        return session.fail(limited.error());
    if (!arguments.day.empty()) {
        const auto day = parse_calendar_day(arguments.day);
        if (!day) return session.fail(option_error("--day", arguments.day, day.error()));
        request.day = *day;
    }
    const auto reply = (*client)->capacity(request, session.call());
    if (!reply) return session.fail(reply.error());
    if (!is_done(reply->outcome))
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
        return ExitCode::done;
    }
    TextTable table({
        {"node"},
        {"day"},
        {"method"},
        {"unit"},
        {"most", Align::right},
        {"used", Align::right},
        {"left", Align::right},
    });
    for (const CapacityEntry& entry : reply->entries) {
        table.add({
            names.name_of(entry.node),
            format_day(reply->day),
            entry.method == 0 ? "all" : format_methods(entry.method),
            std::string(to_string(entry.unit)),
            format_count(static_cast<std::uint64_t>(entry.most)),
            format_count(static_cast<std::uint64_t>(entry.used)),
            format_count(static_cast<std::uint64_t>(entry.left())),
        });
    }
    table.print(session.out());
    return ExitCode::done;
}

}  // namespace

void add_capacity_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<CapacityArguments>();
    CLI::App* command =
        app.add_subcommand("capacity", "What leaves nodes on a day, and what may leave");
    command->add_option("--node", arguments->node, "At this node only");
    command->add_option("--day", arguments->day, "On this day [today, UTC]");
    command->footer(
        "\nCounted is what sourced orders hold, order or have shipped from nodes that have a "
        "limit, on the"
        "\nday on which it leaves. Limits are loaded from a file (earmark load capacity)."
        "\nExamples:\n  earmark capacity --day 2026-12-01\n  earmark capacity --node reno"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return capacity(session, *arguments); };
    });
}

}  // namespace earmark::cli
