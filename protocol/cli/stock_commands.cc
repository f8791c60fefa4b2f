#include "engine/base/decimal.h"
#include "protocol/cli/asking_options.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/reservation_view.h"
#include "protocol/cli/sequence_option.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {
namespace {

struct AtsArguments {
    std::vector<std::string> skus;
    std::string node;
    std::string group;
    std::string own_reservation;
    AskingArguments asking;
    bool by_node = false;
};

std::vector<TextTable::Column> figures_columns() {
    return {
        {"sku"},
        {"where"},
        {"ats", Align::right},
        {"on hand", Align::right},
        {"reserved", Align::right},
        {"allocated", Align::right},
        {"safety", Align::right},
        {"withheld", Align::right},
        {"kept", Align::right},
        {"shortage", Align::right},
    };
}

std::vector<std::string> figures_cells(
    const std::string& sku,
    const std::string& where,
    const Availability& figures,
    std::uint8_t scale
) {
    const auto text = [&](Units units) { return format_decimal(units, scale); };
    return {
        sku,
        where,
        text(figures.ats),
        text(figures.on_hand),
        text(figures.reserved),
        text(figures.allocated),
        text(figures.safety),
        text(figures.withheld),
        text(figures.kept),
        text(figures.shortage),
    };
}

/// What withholds stock there, other than the position's own safety figure.
std::string rule_of(const NodeAvailability& position, NameBook& names) {
    if (!position.stopped_by.is_none()) return "stop " + names.name_of(position.stopped_by);
    if (!position.safety_rule.is_none()) return names.name_of(position.safety_rule);
    return "";
}

/// Every position of each item.
ExitCode ats_by_node(Session& session, const AtsArguments& arguments, protocol::Client& client) {
    NameBook names(client);
    const auto items = names.items(arguments.skus);
    if (!items) return session.fail(items.error());
    const auto asking = understand(arguments.asking, names);
    if (!asking) return session.fail(asking.error());
    if (const Status own = check_own(session, client, arguments.own_reservation); !own)
        return session.fail(own.error());
    auto columns = figures_columns();
    columns.push_back({"rule"});
    TextTable table(std::move(columns));
    for (std::size_t i = 0; i < items->size(); ++i) {
        const KnownItem& item = (*items)[i];
        const auto reply =
            client.item_availability(item.id, arguments.own_reservation, *asking, session.call());
        if (!reply) return session.fail(reply.error());
        if (session.json()) session.out() << protocol::to_json(*reply) << '\n';
        for (const NodeAvailability& position : reply->positions) {
            if (session.json()) break;
            auto cells = figures_cells(
                arguments.skus[i], names.name_of(position.node), position.figures, item.scale
            );
            cells.push_back(rule_of(position, names));
            table.add(std::move(cells));
        }
    }
    if (!session.json()) table.print(session.out());
    return ExitCode::done;
}

ExitCode ats(Session& session, const AtsArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    if (arguments.by_node) return ats_by_node(session, arguments, **client);

    NameBook names(**client);
    const auto items = names.items(arguments.skus);
    if (!items) return session.fail(items.error());
    const auto asking = understand(arguments.asking, names);
    if (!asking) return session.fail(asking.error());
    if (const Status own = check_own(session, **client, arguments.own_reservation); !own)
        return session.fail(own.error());
    AvailabilityQuery place;
    std::string where = "all nodes";
    if (!arguments.node.empty()) {
        const auto node = names.node(arguments.node);
        if (!node) return session.fail(node.error());
        place.node = *node;
        where = arguments.node;
    } else if (!arguments.group.empty()) {
        const auto group = names.group(arguments.group);
        if (!group) return session.fail(group.error());
        place.group = *group;
        where = arguments.group;
    }
    std::vector<AvailabilityQuery> queries;
    for (const KnownItem& item : *items) {
        queries.push_back({.sku = item.id, .node = place.node, .group = place.group});
    }
    const auto reply = (*client)->availability(
        {.queries = queries,
         .own_reservation = arguments.own_reservation,
         .segment = asking->segment,
         .method = asking->method,
         .ignore_safety = asking->ignore_safety},
        session.call()
    );
    if (!reply) return session.fail(reply.error());
    if (!is_done(reply->outcome)) {
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    }
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
        return ExitCode::done;
    }
    TextTable table(figures_columns());
    for (std::size_t i = 0; i < items->size(); ++i) {
        table.add(figures_cells(arguments.skus[i], where, reply->figures[i], (*items)[i].scale));
    }
    table.print(session.out());
    return ExitCode::done;
}

// ---- Supply --------------------------------------------------------------------------------

struct SupplyArguments {
    std::string sku;
    std::string node;
    std::string quantity;
    std::string source = "cli";
    std::optional<std::uint64_t> sequence;
    std::string as_of;
    SupplyChange change = SupplyChange::sync;
};

ExitCode show_position(
    Session& session,
    protocol::Client& client,
    const SupplyArguments& arguments,
    const SupplyRow& row,
    std::uint8_t scale
) {
    const AvailabilityQuery query{.sku = row.sku, .node = row.node, .group = {}};
    const auto reply = client.availability({.queries = {&query, 1}});
    if (!reply) return session.fail(reply.error());
    if (reply->figures.empty()) return ExitCode::done;
    TextTable table(figures_columns());
    table.add(figures_cells(arguments.sku, arguments.node, reply->figures.front(), scale));
    table.print(session.out());
    return ExitCode::done;
}

ExitCode supply(Session& session, const SupplyArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto item = names.item(arguments.sku);
    if (!item) return session.fail(item.error());
    const auto node = names.node(arguments.node);
    if (!node) return session.fail(node.error());
    const auto quantity = names.quantity(*item, arguments.quantity);
    if (!quantity) {
        return session.fail(option_error("quantity", arguments.quantity, quantity.error()));
    }
    Time as_of{};
    if (!arguments.as_of.empty()) {
        const auto time = parse_time(arguments.as_of);
        if (!time) return session.fail(option_error("--as-of", arguments.as_of, time.error()));
        as_of = *time;
    }
    const SupplyRow row{
        .sku = item->id,
        .node = *node,
        .change = arguments.change,
        .quantity = *quantity,
        .sequence = arguments.sequence.value_or(microseconds_now()),
        .as_of = as_of,
    };
    const auto reply =
        (*client)->apply_supply({.source = arguments.source, .rows = {&row, 1}}, session.call());
    if (!reply) return session.fail(reply.error());
    if (!is_done(reply->outcome)) {
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    }
    if (!reply->answers.empty() && reply->refused > 0) {
        const RowAnswer& answer = reply->answers.front();
        return session.refuse(earmark::to_string(answer.verdict), answer.detail);
    }
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
        return ExitCode::done;
    }
    return show_position(session, **client, arguments, row, item->scale);
}

void add_supply_command(
    CLI::App& app,
    Chosen& chosen,
    const char* name,
    const char* what,
    const char* examples,
    SupplyChange change
) {
    auto arguments = std::make_shared<SupplyArguments>();
    arguments->change = change;
    CLI::App* command = app.add_subcommand(name, what);
    command->add_option("SKU", arguments->sku)->required();
    command->add_option("NODE", arguments->node)->required();
    command->add_option("QUANTITY", arguments->quantity, "In the item's unit of measure")
        ->required();
    command->add_option("--source", arguments->source, "The system that says so")
        ->capture_default_str();
    add_sequence_option(
        *command,
        arguments->sequence,
        "Number of the change; one not newer than the last of its source is stale "
        "[microseconds since 1970]"
    );
    if (change == SupplyChange::sync) {
        command->add_option(
            "--as-of",
            arguments->as_of,
            "When it was so, in UTC, at most 48 hours ago: what moved since is kept [now]"
        );
    }
    command->footer(std::string("\nExamples:\n") + examples);
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return supply(session, *arguments); };
    });
}

}  // namespace

void add_availability_commands(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<AtsArguments>();
    CLI::App* command = app.add_subcommand("ats", "What of an item may be sold now");
    command->add_option("SKU", arguments->skus, "Items")->required();
    auto* node = command->add_option("--node", arguments->node, "At this node only");
    auto* group = command->add_option("--group", arguments->group, "Over this group");
    auto* by_node = command->add_flag("--by-node", arguments->by_node, "Each node by itself");
    node->excludes(group)->excludes(by_node);
    group->excludes(by_node);
    command->add_option(
        "--own", arguments->own_reservation, "Count this reservation's held units back"
    );
    add_asking_options(*command, arguments->asking);
    command->footer(
        "\nOf what is free, `withheld` is safety stock and `kept` is kept from this segment: by the"
        "\nfloors of others, or by its own ceiling."
        "\nExamples:\n  earmark ats 85123A\n  earmark ats 85123A --segment web\n  earmark ats "
        "85123A 22423 --group centres\n"
        "  earmark ats 85123A --by-node\n  earmark ats 85123A --node reno --own basket-1"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return ats(session, *arguments); };
    });
}

void add_supply_commands(CLI::App& app, Chosen& chosen) {
    add_supply_command(
        app,
        chosen,
        "adjust",
        "Change what is on hand by a quantity",
        "  earmark adjust 85123A reno +12 --reason 'found in aisle 4'\n"
        "  earmark adjust 85123A reno -1 --source wms --sequence 1042",
        SupplyChange::adjust
    );
    add_supply_command(
        app,
        chosen,
        "sync",
        "Set what is on hand",
        "  earmark sync 85123A reno 40\n  earmark sync rope-8mm reno 12.5 --source wms --sequence "
        "7",
        SupplyChange::sync
    );
    add_supply_command(
        app,
        chosen,
        "safety",
        "Set what is withheld from sale",
        "  earmark safety 85123A reno 2",
        SupplyChange::safety
    );
}

}  // namespace earmark::cli
