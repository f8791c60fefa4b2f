// Rules of selling: safety stock by rule, stops, and nodes that pause.
#include "engine/base/decimal.h"
#include "engine/network/network_place.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/option_reader.h"
#include "protocol/cli/place_arguments.h"
#include "protocol/cli/rule_preview_view.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>
#include <unordered_map>

namespace earmark::cli {
namespace {

struct SellingRuleArguments {
    std::string name;
    std::string figure;
    std::string sku;
    std::string category;
    std::string node;
    std::string node_type;
    std::string group;
    std::string segment;
    std::string method;
    std::uint16_t rank = 0;
    std::string from;
    std::string until;
    bool network = false;
    bool remove = false;
    bool preview = false;
    RuleEffect effect = RuleEffect::safety;
};

/// What the rule is about, and when; the scale of its item, if it names one.
Status read_scope(
    const SellingRuleArguments& arguments, NameBook& names, SellingRuleRow& row, std::uint8_t& scale
) {
    RuleScope& scope = row.scope;
    if (!arguments.sku.empty()) {
        const auto item = names.item(arguments.sku);
        if (!item) return item.error();
        scope.sku = item->id;
        scale = item->scale;
    }
    scope.category = arguments.category;
    if (Status limited = limit_to_node(names, arguments.node, scope); !limited) return limited;
    if (!arguments.node_type.empty()) {
        const auto type = parse_node_type(arguments.node_type);
        if (!type) return option_error("--node-type", arguments.node_type, type.error());
        scope.node_type = *type;
    }
    if (Status limited = limit_to_group(names, arguments.group, scope); !limited) return limited;
    const auto segment = names.segment(arguments.segment);
    if (!segment) return segment.error();
    scope.segment = *segment;
    if (!arguments.method.empty()) {
        const auto method = parse_method(arguments.method);
        if (!method) return option_error("--method", arguments.method, method.error());
        scope.method = *method;
    }
    if (Status read = read_option("--from", arguments.from, parse_time, row.from); !read)
        return read;
    return read_option("--until", arguments.until, parse_time, row.until);
}

ExitCode put_row(
    Session& session, protocol::Client& client, const SellingRuleRow& row, bool is_preview
) {
    if (is_preview) return show_preview(session, client, row);
    const auto reply = client.put_selling_rules({&row, 1}, session.call());
    if (!reply) return session.fail(reply.error());
    if (!is_done(reply->outcome))
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    if (reply->refused > 0) {
        const RowAnswer& answer = reply->answers.front();
        return session.refuse(earmark::to_string(answer.verdict), answer.detail);
    }
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
    } else {
        session.out() << row.name << ": " << (reply->applied > 0 ? "applied" : "unchanged") << '\n';
    }
    const bool stops = row.effect == RuleEffect::stop && row.change == RuleChange::put;
    return stops ? show_touched_lines(session, client, row) : ExitCode::done;
}

ExitCode put_selling_rule(Session& session, const SellingRuleArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    SellingRuleRow row;
    row.name = arguments.name;
    row.effect = arguments.effect;
    row.rank = arguments.rank;
    row.network = arguments.network;
    if (arguments.remove) {
        row.change = RuleChange::remove;
        return put_row(session, **client, row, arguments.preview);
    }
    NameBook names(**client);
    std::uint8_t scale = 0;
    if (const Status read = read_scope(arguments, names, row, scale); !read)
        return session.fail(read.error());
    if (row.effect == RuleEffect::safety) {
        const auto figure = parse_segment_figure(arguments.figure, scale);
        if (!figure) return session.fail(option_error("FIGURE", arguments.figure, figure.error()));
        row.basis = figure->basis;
        row.figure = figure->figure;
    }
    return put_row(session, **client, row, arguments.preview);
}

ExitCode pause(Session& session, const std::string& node, RuleChange change, bool is_preview) {
    SellingRuleArguments arguments;
    arguments.preview = is_preview;
    arguments.name = "pause:" + node;
    arguments.node = node;
    arguments.effect = RuleEffect::stop;
    arguments.remove = change == RuleChange::remove;
    return put_selling_rule(session, arguments);
}

// ---- safety-rules, stops ---------------------------------------------------------------------

std::string about(
    const SellingRule& rule, NameBook& names, const std::vector<std::string>& segments
) {
    std::string text;
    const auto add = [&](std::string_view what, const std::string& name) {
        if (!text.empty()) text += ", ";
        text += std::string(what) + " " + name;
    };
    if (!rule.sku.is_none()) add("item", names.name_of(rule.sku));
    if (!rule.category.empty()) add("category", rule.category);
    if (!rule.node.is_none()) add("node", names.name_of(rule.node));
    if (rule.node_type) add("node type", std::string(to_string(*rule.node_type)));
    if (!rule.group.is_none()) {
        const std::string place = names.name_of(earmark::place_of(rule.group));
        add(rule.network ? "the network" : "group", place.substr(1));
    }
    if (!rule.segment.is_none()) {
        const std::size_t number = rule.segment.value() - 1U;
        add("segment", number < segments.size() ? segments[number] : "#" + std::to_string(number));
    }
    if (rule.method != 0) add("method", format_methods(rule.method));
    return text;
}

ExitCode list_rules(Session& session, RuleEffect effect) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    const auto segments = (*client)->list_segments(session.call());
    if (!segments) return session.fail(segments.error());
    NameBook names(**client);
    TextTable table({
        {"name"},
        {"safety", Align::right},
        {"about"},
        {"rank", Align::right},
        {"from"},
        {"until"},
        {"now"},
    });
    const auto moment = [](std::uint32_t seconds) {
        if (seconds == 0) return std::string();
        return format_time(Time(std::chrono::seconds(seconds)));
    };
    RuleId after;
    do {
        const auto page = (*client)->list_selling_rules(after, session.call());
        if (!page) return session.fail(page.error());
        after = RuleId(page->next);
        if (session.json()) {
            session.out() << protocol::to_json(*page) << '\n';
            continue;
        }
        for (const SellingRuleEntry& entry : page->rules) {
            const SellingRule& rule = entry.rule;
            if (rule.effect != effect) continue;
            const bool is_stop = effect == RuleEffect::stop;
            const std::uint8_t scale = rule.sku.is_none() ? 0 : names.scale_of(rule.sku);
            table.add({
                rule.name,
                is_stop ? "stop" : format_segment_figure(rule.basis, rule.figure, scale),
                about(rule, names, segments->names),
                std::to_string(rule.rank),
                moment(rule.from_s),
                moment(rule.until_s),
                rule.active ? "in effect" : "to come",
            });
        }
    } while (!after.is_none());
    if (!session.json()) table.print(session.out());
    return ExitCode::done;
}

void add_scope_options(CLI::App& command, SellingRuleArguments& arguments) {
    command.add_option("--item", arguments.sku, "Only this item");
    command.add_option("--category", arguments.category, "Only items of this category");
    command.add_option("--node", arguments.node, "Only at this node");
    command.add_option("--node-type", arguments.node_type, "dc, store, vendor or 3pl");
    command.add_option("--group", arguments.group, "Only at nodes of this distribution group");
    command.add_option("--segment", arguments.segment, "Only for who asks for this segment");
    command.add_option("--method", arguments.method, "ship, pickup, ship_to_store or same_day");
    command.add_option("--from", arguments.from, "In UTC: 2026-11-27T18:00:00Z [now]");
    command.add_option("--until", arguments.until, "In UTC [for good]");
    command.add_flag("--remove", arguments.remove, "End the rule of this name");
}

void add_safety_rule_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<SellingRuleArguments>();
    CLI::App* command = app.add_subcommand("safety-rule", "Withhold safety stock by a rule");
    command->add_option("NAME", arguments->name, "Of the rule; replaced if it is known")
        ->required();
    command->add_option("FIGURE", arguments->figure, "Units, or a part of on hand: 8, 12.5%");
    add_scope_options(*command, *arguments);
    add_preview_flag(*command, arguments->preview);
    command->add_flag(
        "--network", arguments->network, "Withhold it once from the group, not at each of its nodes"
    );
    command->add_option("--rank", arguments->rank, "Decides among rules of one form; lower wins")
        ->capture_default_str();
    command->footer(
        "\nThe most specific rule in effect applies, and only that one: item before category, node"
        "\nbefore node type before group, a segment, a method. An item at a node has its own figure"
        "\n(earmark safety), to which only a rule of item and node goes before."
        "\nExamples:\n  earmark safety-rule stores 2 --node-type store"
        "\n  earmark safety-rule kitchen-web 5% --category kitchen --segment web"
        "\n  earmark safety-rule west-cups 20 --item 85123A --group west --network"
        "\n  earmark safety-rule stores --remove"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) {
            return put_selling_rule(session, *arguments);
        };
    });
}

void add_stop_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<SellingRuleArguments>();
    arguments->effect = RuleEffect::stop;
    CLI::App* command = app.add_subcommand("stop", "Stop the sale of an item, at a node, ...");
    command->add_option("NAME", arguments->name, "Of the stop; replaced if it is known")
        ->required();
    add_scope_options(*command, *arguments);
    add_preview_flag(*command, arguments->preview);
    command->footer(
        "\nHolds and orders that exist stand, and those that are touched are listed. An item that "
        "is sellable from a date on is stopped"
        "\n--until then; one that is sellable up to a date is stopped --from then on."
        "\nExamples:\n  earmark stop recall --item 85123A"
        "\n  earmark stop launch --item 85123A --until 2026-12-01T08:00:00Z"
        "\n  earmark stop recall --item 85123A --preview"
        "\n  earmark stop recall --remove"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) {
            return put_selling_rule(session, *arguments);
        };
    });
}

void add_pause_commands(CLI::App& app, Chosen& chosen) {
    struct Kind {
        const char* name;
        RuleChange change;
        const char* what;
    };
    constexpr Kind kRuleKinds[] = {
        {"pause", RuleChange::put, "Stop all sale from a node"},
        {"resume", RuleChange::remove, "Sell from a paused node again"},
    };
    for (const Kind& kind : kRuleKinds) {
        auto arguments = std::make_shared<SellingRuleArguments>();
        CLI::App* command = app.add_subcommand(kind.name, kind.what);
        command->add_option("NODE", arguments->node)->required();
        add_preview_flag(*command, arguments->preview);
        const std::string example = "\n  earmark " + std::string(kind.name) + " reno";
        std::string examples = "\nExamples:";
        examples.append(example).append(example).append(" --preview");
        command->footer(examples);
        command->callback([&chosen, arguments, change = kind.change] {
            chosen.run = [arguments, change](Session& session) {
                return pause(session, arguments->node, change, arguments->preview);
            };
        });
    }
}

}  // namespace

void add_selling_rule_commands(CLI::App& app, Chosen& chosen) {
    add_safety_rule_command(app, chosen);
    CLI::App* rules = app.add_subcommand("safety-rules", "The rules of safety stock");
    rules->footer("\nExamples:\n  earmark safety-rules\n  earmark safety-rule stores --remove");
    rules->callback([&chosen] {
        chosen.run = [](Session& session) { return list_rules(session, RuleEffect::safety); };
    });
    add_stop_command(app, chosen);
    CLI::App* stops = app.add_subcommand("stops", "What is stopped, and paused");
    stops->footer(
        "\nExamples:\n  earmark stops\n  earmark stop recall --remove\n  earmark resume reno"
    );
    stops->callback([&chosen] {
        chosen.run = [](Session& session) { return list_rules(session, RuleEffect::stop); };
    });
    add_pause_commands(app, chosen);
}

}  // namespace earmark::cli
