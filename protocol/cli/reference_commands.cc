#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/rule_preview_view.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>
#include <iterator>

namespace earmark::cli {
namespace {

using Names = std::vector<std::string>;

std::string place_of(const std::optional<Location>& location) {
    constexpr std::uint8_t kDegreeScale = 6;
    if (!location) return "";
    return format_decimal(location->latitude_e6, kDegreeScale) + ", " +
           format_decimal(location->longitude_e6, kDegreeScale);
}

ExitCode show_items(Session& session, const Names& skus) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto items = names.items(skus);
    if (!items) return session.fail(items.error());
    protocol::ItemPage page;
    for (const KnownItem& item : *items) {
        auto view = (*client)->item(item.id);
        if (!view) return session.fail(view.error());
        page.items.push_back({.id = item.id, .item = *std::move(view)});
    }
    if (session.json()) {
        session.out() << protocol::to_json(page) << '\n';
        return ExitCode::done;
    }
    TextTable table({
        {"sku"},
        {"unit"},
        {"scale", Align::right},
        {"weight g", Align::right},
        {"size mm"},
        {"value", Align::right},
        {"category"},
        {"attributes"},
    });
    for (const auto& [id, item] : page.items) {
        table.add({
            item.sku,
            item.unit_of_measure,
            std::to_string(item.scale),
            std::to_string(item.weight_g),
            std::to_string(item.length_mm) + " x " + std::to_string(item.width_mm) + " x " +
                std::to_string(item.height_mm),
            format_money(item.value_micros),
            item.category,
            item.attributes,
        });
    }
    table.print(session.out());
    return ExitCode::done;
}

ExitCode print_nodes(Session& session, const protocol::NodePage& page) {
    if (session.json()) {
        session.out() << protocol::to_json(page) << '\n';
        return ExitCode::done;
    }
    TextTable table({
        {"node"},
        {"type"},
        {"country"},
        {"postal"},
        {"latitude, longitude"},
        {"time zone"},
        {"methods"},
        {"priority", Align::right},
        {"tariff"},
        {"per shipment", Align::right},
        {"per line", Align::right},
        {"per unit", Align::right},
        {"enabled"},
    });
    for (const auto& [id, node] : page.nodes) {
        table.add({
            node.key,
            std::string(to_string(node.type)),
            node.country,
            node.postal_code,
            place_of(node.location),
            node.time_zone,
            format_methods(node.methods),
            std::to_string(node.priority),
            node.tariff,
            format_money(node.handling_per_shipment),
            format_money(node.handling_per_line),
            format_money(node.handling_per_unit),
            node.enabled ? "yes" : "no",
        });
    }
    table.print(session.out());
    return ExitCode::done;
}

ExitCode show_nodes(Session& session, const Names& keys) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto nodes = names.nodes(keys);
    if (!nodes) return session.fail(nodes.error());
    protocol::NodePage page;
    for (const NodeId node : *nodes) {
        auto view = (*client)->node(node);
        if (!view) return session.fail(view.error());
        page.nodes.push_back({.id = node, .node = *std::move(view)});
    }
    return print_nodes(session, page);
}

ExitCode list_nodes(Session& session) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    auto nodes = all_nodes(**client);
    if (!nodes) return session.fail(nodes.error());
    protocol::NodePage page;
    page.nodes = *std::move(nodes);
    return print_nodes(session, page);
}

ExitCode list_groups(Session& session, protocol::Client& client) {
    protocol::GroupPage all;
    GroupId after;
    do {
        auto page = client.list_groups(after);
        if (!page) return session.fail(page.error());
        std::move(page->groups.begin(), page->groups.end(), std::back_inserter(all.groups));
        after = page->next;
    } while (!after.is_none());
    if (session.json()) {
        session.out() << protocol::to_json(all) << '\n';
        return ExitCode::done;
    }
    TextTable table({{"group"}, {"nodes", Align::right}});
    for (const auto& [id, group] : all.groups) {
        table.add({group.name, std::to_string(group.members.size())});
    }
    table.print(session.out());
    return ExitCode::done;
}

ExitCode show_group(Session& session, const std::string& name) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    if (name.empty()) return list_groups(session, **client);
    NameBook names(**client);
    const auto id = names.group(name);
    if (!id) return session.fail(id.error());
    auto group = (*client)->group(*id);
    if (!group) return session.fail(group.error());
    if (session.json()) {
        protocol::GroupPage page;
        page.groups.push_back({.id = *id, .group = *std::move(group)});
        session.out() << protocol::to_json(page) << '\n';
        return ExitCode::done;
    }
    TextTable table({{"node"}, {"priority", Align::right}});
    for (const GroupMember& member : group->members) {
        table.add({names.name_of(member.node), std::to_string(member.priority)});
    }
    table.print(session.out());
    return ExitCode::done;
}

// ---- enable-node, disable-node ---------------------------------------------------------------

struct SwitchArguments {
    std::string key;
    bool enabled = false;
    bool preview = false;
};

/// All else of the node stays as it is.
ExitCode switch_node(Session& session, const SwitchArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto id = names.node(arguments.key);
    if (!id) return session.fail(id.error());
    const auto node = (*client)->node(*id);
    if (!node) return session.fail(node.error());
    const NodeRow row{
        .key = node->key,
        .type = node->type,
        .location = node->location,
        .country = node->country,
        .postal_code = node->postal_code,
        .time_zone = node->time_zone,
        .methods = node->methods,
        .priority = node->priority,
        .tariff = node->tariff,
        .handling_per_shipment = node->handling_per_shipment,
        .handling_per_line = node->handling_per_line,
        .handling_per_unit = node->handling_per_unit,
        .enabled = arguments.enabled,
    };
    if (arguments.preview) return show_preview(session, **client, row);
    const auto reply = (*client)->put_nodes({&row, 1}, session.call());
    if (!reply) return session.fail(reply.error());
    if (!is_done(reply->outcome))
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    if (!reply->answers.empty()) {
        const RowAnswer& answer = reply->answers.front();
        return session.refuse(earmark::to_string(answer.verdict), answer.detail);
    }
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
    } else {
        session.out() << row.key << ": " << (row.enabled ? "enabled" : "disabled") << '\n';
    }
    return ExitCode::done;
}

void add_switch_commands(CLI::App& app, Chosen& chosen) {
    for (const bool enabled : {false, true}) {
        auto arguments = std::make_shared<SwitchArguments>();
        arguments->enabled = enabled;
        CLI::App* command =
            enabled ? app.add_subcommand("enable-node", "A node sells and ships again")
                    : app.add_subcommand("disable-node", "A node sells and ships no more");
        command->add_option("NODE", arguments->key)->required();
        add_preview_flag(*command, arguments->preview);
        command->footer(
            enabled
                ? "\nExample:\n  earmark enable-node reno --preview"
                : "\nHolds and orders there stand; --preview lists those that it touches. To stop "
                  "sale for a\nwhile only, and by a rule that others see: earmark pause."
                  "\nExample:\n  earmark disable-node reno --preview"
        );
        command->callback([&chosen, arguments] {
            chosen.run = [arguments](Session& session) { return switch_node(session, *arguments); };
        });
    }
}

}  // namespace

void add_reference_commands(CLI::App& app, Chosen& chosen) {
    auto skus = std::make_shared<Names>();
    CLI::App* item = app.add_subcommand("item", "An item's attributes");
    item->add_option("SKU", *skus, "Items")->required();
    item->footer("\nExample:\n  earmark item 85123A 22423");
    item->callback([&chosen, skus] {
        chosen.run = [skus](Session& session) { return show_items(session, *skus); };
    });

    auto keys = std::make_shared<Names>();
    CLI::App* node = app.add_subcommand("node", "A node's attributes");
    node->add_option("NODE", *keys, "Nodes")->required();
    node->footer("\nExample:\n  earmark node reno");
    node->callback([&chosen, keys] {
        chosen.run = [keys](Session& session) { return show_nodes(session, *keys); };
    });

    CLI::App* nodes = app.add_subcommand("nodes", "All nodes");
    nodes->footer("\nExample:\n  earmark nodes --json");
    nodes->callback([&chosen] { chosen.run = list_nodes; });

    auto name = std::make_shared<std::string>();
    CLI::App* group = app.add_subcommand("group", "The nodes of a group, or all groups");
    group->add_option("GROUP", *name, "A group; none lists them all");
    group->footer("\nExamples:\n  earmark group\n  earmark group centres");
    group->callback([&chosen, name] {
        chosen.run = [name](Session& session) { return show_group(session, *name); };
    });
    add_switch_commands(app, chosen);
}

}  // namespace earmark::cli
