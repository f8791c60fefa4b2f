#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/load.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/replan_view.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

namespace earmark::cli {
namespace {

struct ResourceArguments {
    std::string id;
    std::string node;
    std::string operation;
    std::vector<std::string> found;
    std::vector<std::string> excluded;
    bool declined = false;
    bool cannot_find = false;
    bool correct_count = false;
    bool partial = false;
    bool complete = false;
    bool keep_date = false;
    bool quote = false;
};

/// As the engine takes it; owns what the request borrows.
struct Shortage {
    std::vector<FoundUnits> found;
    std::vector<NodeId> excluded;
    ResourceRequest request;
};

Result<Shortage> understand_shortage(
    Session& session, protocol::Client& client, NameBook& names, const ResourceArguments& arguments
) {
    Shortage shortage;
    const auto node = names.node(arguments.node);
    if (!node) return node.error();
    auto excluded = names.nodes(arguments.excluded);
    if (!excluded) return excluded.error();
    shortage.excluded = *std::move(excluded);
    const auto parts = understand_parts(session, client, arguments.id, arguments.found, "--found");
    if (!parts) return parts.error();
    shortage.found.reserve(parts->size());
    for (const PartLine& part : *parts)
        shortage.found.push_back({.line = part.line, .units = part.quantity});
    ResourceRequest& request = shortage.request;
    request.node = *node;
    request.cause = arguments.declined      ? ShortCause::declined
                    : arguments.cannot_find ? ShortCause::cannot_find
                                            : ShortCause::short_pick;
    request.mode = arguments.quote ? SourceMode::quote : SourceMode::reserve;
    request.correct_count = arguments.correct_count;
    request.keeps_date = arguments.keep_date;
    if (arguments.partial) request.filling = Filling::partial;
    if (arguments.complete) request.filling = Filling::all_or_nothing;
    return shortage;
}

void print_resourced(
    Session& session,
    NameBook& names,
    const ResourceArguments& arguments,
    const ResourceReply& reply
) {
    std::ostream& out = session.out();
    print_replan(out, names, reply, [&](std::uint32_t line) -> std::optional<ShownItem> {
        const auto known = std::ranges::find(reply.lines, line, &ReservationLine::line);
        if (known == reply.lines.end()) return std::nullopt;
        return ShownItem{.sku = names.name_of(known->sku), .scale = names.scale_of(known->sku)};
    });
    if (!is_done(reply.outcome)) return;
    if (reply.outcome != Outcome::repeated) print_replan_cost(out, reply);
    if (reply.days_late > 0) {
        out << "what is added comes " << reply.days_late
            << " day(s) after the order's need-by date: it cannot come sooner\n";
    }
    if (arguments.quote) return;
    if (reply.corrected_units > 0) {
        out << "on hand at " << arguments.node << " corrected by " << reply.corrected_units
            << " smallest units\n";
    }
    print_replanned(out, names, arguments.id, reply);
}

ExitCode resource(Session& session, const ResourceArguments& arguments) {
    if (!arguments.declined && !arguments.cannot_find && arguments.found.empty()) {
        return session.fail(
            Error{ErrorCode::bad_input, "found none of --declined, --cannot-find and --found"}
        );
    }
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    auto shortage = understand_shortage(session, **client, names, arguments);
    if (!shortage) return session.fail(shortage.error());
    const std::string operation =
        arguments.quote ? arguments.operation : operation_name(session, arguments.operation);
    ResourceRequest& request = shortage->request;
    request.id = arguments.id;
    request.operation = operation;
    request.found = shortage->found;
    request.excluded_nodes = shortage->excluded;
    const auto reply = (*client)->resource(request, session.call());
    if (!reply) return session.fail(reply.error());
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
    } else {
        print_resourced(session, names, arguments, *reply);
    }
    return conclude(session, arguments.id, *reply);
}

}  // namespace

void add_resource_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<ResourceArguments>();
    CLI::App* command = app.add_subcommand(
        "resource", "Ship from other nodes what a node declined or did not find of an order"
    );
    command->add_option("ID", arguments->id, "The reservation that `source` made")->required();
    command->add_option("--node", arguments->node, "The node that falls short")->required();
    auto* declined = command->add_flag(
        "--declined", arguments->declined, "It ships nothing of it, and is not asked for it again"
    );
    auto* cannot_find = command->add_flag(
        "--cannot-find", arguments->cannot_find, "It looked, and did not find it"
    );
    auto* found = command->add_option(
        "--found", arguments->found, "LINE=UNITS that are there; of lines not named there are none"
    );
    auto* correct = command->add_flag(
        "--correct-count",
        arguments->correct_count,
        "On hand falls there, so that no more than what was found may be sold"
    );
    declined->excludes(cannot_find)->excludes(found)->excludes(correct);
    command->add_option("--exclude", arguments->excluded, "Nor from these, this time: N,@GROUP,...")
        ->delimiter(',');
    command->add_flag(
        "--keep-date",
        arguments->keep_date,
        "Nothing that would come after the order's need-by date; else as few days late as it can"
    );
    auto* partial = command->add_flag(
        "--partial", arguments->partial, "Cancel what no node can ship [as the order was asked]"
    );
    command->add_flag("--complete", arguments->complete, "Change nothing unless all of it ships")
        ->excludes(partial);
    command->add_flag(
        "--quote", arguments->quote, "Tell what it would come to, and change nothing"
    );
    command->add_option(
        "--as",
        arguments->operation,
        "Names the step, so that repeating it is harmless; made up and printed if not given"
    );
    command->footer(
        "\nWithout --declined and --cannot-find it is a short pick. All else of the order stays.\n"
        "\nExamples:\n  earmark resource order-17 --node reno --declined --as reno-1\n"
        "  earmark resource order-17 --node reno --found 1=2 --correct-count\n"
        "  earmark resource order-17 --node reno --cannot-find --exclude kent --quote"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return resource(session, *arguments); };
    });
}

}  // namespace earmark::cli
