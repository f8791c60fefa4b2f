#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {
namespace {

struct WatchArguments {
    std::string sku;
    std::string category;
    std::string node;
    std::string group;
    bool each_node = false;
    Units low = 0;
    Units medium = 0;
    bool remove = false;
};

Status understand(NameBook& names, const WatchArguments& arguments, LevelRuleRow& row) {
    LevelRule& rule = row.rule;
    row.remove = arguments.remove;
    if (!arguments.sku.empty()) {
        const auto item = names.item(arguments.sku);
        if (!item) return item.error();
        rule.sku = item->id;
    }
    rule.category = arguments.category;
    if (arguments.each_node) rule.scope = LevelScope::each_node;
    if (!arguments.node.empty()) {
        const auto node = names.node(arguments.node);
        if (!node) return node.error();
        rule.scope = LevelScope::node;
        rule.place.node = *node;
    }
    if (!arguments.group.empty()) {
        const auto group = names.group(arguments.group);
        if (!group) return group.error();
        rule.scope = LevelScope::group;
        rule.place.group = *group;
    }
    rule.low = arguments.low;
    rule.medium = arguments.medium;
    return Done{};
}

ExitCode put_watch(Session& session, const WatchArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    LevelRuleRow row;
    if (const auto status = understand(names, arguments, row); !status)
        return session.fail(status.error());
    const auto reply = (*client)->put_level_rules({&row, 1}, session.call());
    if (!reply) return session.fail(reply.error());
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
        return reply->outcome == Outcome::done && reply->refused == 0 ? ExitCode::done
                                                                      : ExitCode::refused;
    }
    if (!reply->answers.empty()) {
        const RowAnswer& answer = reply->answers.front();
        return session.refuse(earmark::to_string(answer.verdict), answer.detail);
    }
    if (reply->outcome != Outcome::done)
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    session.out() << (reply->applied > 0 ? "applied" : "unchanged") << '\n';
    return ExitCode::done;
}

/// Names of groups, which the book does not keep.
std::string group_name(protocol::Client& client, GroupId group) {
    const auto view = client.group(group);
    return view ? view->name : "#" + std::to_string(group.value());
}

std::string place_name(protocol::Client& client, NameBook& names, const LevelPlace& place) {
    if (!place.node.is_none()) return names.name_of(place.node);
    if (!place.group.is_none()) return "group " + group_name(client, place.group);
    return "all nodes";
}

ExitCode list_rules(Session& session) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    const auto rules = (*client)->list_level_rules(session.call());
    if (!rules) return session.fail(rules.error());
    if (session.json()) {
        session.out() << protocol::to_json(*rules) << '\n';
        return ExitCode::done;
    }
    NameBook names(**client);
    TextTable table(
        {{"items"}, {"where"}, {"low below", Align::right}, {"medium below", Align::right}}
    );
    for (const LevelRule& rule : rules->rules) {
        std::string items = "all";
        if (!rule.category.empty()) items = "category " + rule.category;
        if (!rule.sku.is_none()) items = names.name_of(rule.sku);
        table.add({
            items,
            rule.scope == LevelScope::each_node ? "each node"
                                                : place_name(**client, names, rule.place),
            std::to_string(rule.low),
            std::to_string(rule.medium),
        });
    }
    table.print(session.out());
    return ExitCode::done;
}

ExitCode list_levels(Session& session, const std::string& sku) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto item = names.item(sku);
    if (!item) return session.fail(item.error());
    const auto levels = (*client)->list_levels(item->id, session.call());
    if (!levels) return session.fail(levels.error());
    if (session.json()) {
        session.out() << protocol::to_json(*levels) << '\n';
        return ExitCode::done;
    }
    TextTable table({{"where"}, {"level"}, {"ats when told", Align::right}, {"lsn", Align::right}});
    for (const PlaceLevel& told : levels->places) {
        table.add({
            place_name(**client, names, told.place),
            std::string(earmark::to_string(told.level)),
            format_decimal(told.ats, item->scale),
            std::to_string(told.lsn),
        });
    }
    table.print(session.out());
    return ExitCode::done;
}

}  // namespace

void add_level_commands(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<WatchArguments>();
    CLI::App* rule = app.add_subcommand(
        "level-rule", "Say what is low and medium, to be told when an item crosses it"
    );
    rule->add_option("--item", arguments->sku, "This item");
    rule->add_option("--category", arguments->category, "or the items of this category; else all");
    rule->add_option("--node", arguments->node, "At this node");
    rule->add_option("--group", arguments->group, "or over this group; else over all nodes");
    rule->add_flag("--each-node", arguments->each_node, "or at each node by itself");
    rule->add_option("--low", arguments->low, "Below so many units of measure: low");
    rule->add_option("--medium", arguments->medium, "Below so many: medium; else high");
    rule->add_flag("--remove", arguments->remove, "Watch this no longer");
    rule->footer(
        "\nThe rule of the item wins, then that of its category, then the one for all.\n"
        "\nExamples:\n  earmark level-rule --low 5 --medium 20\n"
        "  earmark level-rule --item 85123A --node reno --low 2 --medium 6\n"
        "  earmark changes --from 4711 --follow --kind levels"
    );
    rule->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return put_watch(session, *arguments); };
    });

    CLI::App* rules = app.add_subcommand("level-rules", "The rules of levels");
    rules->footer("\nExample:\n  earmark level-rules");
    rules->callback([&chosen] { chosen.run = list_rules; });

    auto sku = std::make_shared<std::string>();
    CLI::App* levels =
        app.add_subcommand("levels", "Zero, low, medium or high, at each place that is watched");
    levels->add_option("SKU", *sku, "The item")->required();
    levels->footer("\nExample:\n  earmark levels 85123A");
    levels->callback([&chosen, sku] {
        chosen.run = [sku](Session& session) { return list_levels(session, *sku); };
    });
}

}  // namespace earmark::cli
