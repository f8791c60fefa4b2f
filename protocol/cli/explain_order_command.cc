// Why a plan is what it is, and what it would be if things were otherwise.
#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/text_table.h"
#include "protocol/cli/typed_order.h"
#include "protocol/cli/whatif_options.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace earmark::cli {
namespace {

struct ExplainOrderArguments {
    OrderArguments order;
    WhatIfArguments otherwise;
};

/// Of a node that may ship some of the order.
std::string beside_rule(std::string_view fate, const ExplainedNode& node) {
    std::string text(fate);
    if (!node.rule.empty()) text += ", but not all: rule " + node.rule;
    return text;
}

std::string fate_text(const ExplainedNode& node) {
    switch (node.fate) {
        case PlanFate::chosen:
            return beside_rule("ships", node);
        case PlanFate::not_chosen:
            return beside_rule("could ship", node);
        case PlanFate::disabled:
            return "disabled";
        case PlanFate::no_shipping:
            return "does not ship";
        case PlanFate::not_in_group:
            return "not in the group";
        case PlanFate::not_allowed:
            return "not allowed";
        case PlanFate::excluded:
            return "excluded";
        case PlanFate::sale_stopped:
            return "sale stopped: rule " + node.rule;
        case PlanFate::no_stock:
            return "has nothing of the order";
        case PlanFate::no_lane:
            return "no lane to the address";
        case PlanFate::no_service:
            return "no service to the address";
        case PlanFate::too_late:
            return node.earliest == kNoDay ? std::string("too late: says no date")
                                           : "too late: " + format_day(node.earliest);
        case PlanFate::not_carried:
            return "its services refuse the goods";
        case PlanFate::no_capacity:
            return "its days are full";
        case PlanFate::excluded_by_rule:
            return "excluded by rule " + node.rule;
        case PlanFate::no_whole_line:
            return "has no line whole";
    }
    return "?";
}

/// "without it 3.10 more"; for prices that are not proven: "at most".
std::string price_text(const ExplainedNode& node, bool is_by_cost) {
    const bool is_chosen = node.fate == PlanFate::chosen;
    switch (node.pricing) {
        case NodePricing::not_asked:
            return {};
        case NodePricing::no_plan:
            return is_chosen ? "no plan without it" : "no plan with it";
        case NodePricing::not_priced:
            return "not priced";
        case NodePricing::proven:
        case NodePricing::found:
            break;
    }
    std::string text = is_chosen ? "without it " : "with it ";
    if (node.pricing == NodePricing::found) text += "at most ";
    text += node.more < 0 ? format_money(-node.more) + " less" : format_money(node.more) + " more";
    if (!is_by_cost && node.more <= 0 && node.more_objective > 0) text += ", but worse";
    if (node.more_unfilled > 0)
        text += ", " + std::to_string(node.more_unfilled) + " smallest units fewer";
    return text;
}

void print_fates(std::ostream& out, NameBook& names, const PlanAnswer& answer, bool is_by_cost) {
    std::vector<ExplainedNode> nodes = answer.nodes;
    std::ranges::sort(nodes, {}, [](const ExplainedNode& node) {
        const int place = node.fate == PlanFate::chosen       ? 0
                          : node.fate == PlanFate::not_chosen ? 1
                                                              : 2;
        return std::tuple(place, node.pricing, node.more_objective, node.node.value());
    });
    TextTable table({{"node"}, {"fate"}, {"the best plan"}});
    for (const ExplainedNode& node : nodes)
        table.add({names.name_of(node.node), fate_text(node), price_text(node, is_by_cost)});
    if (table.row_count() > 0) table.print(out);
}

void print_shares(std::ostream& out, const std::vector<CostShare>& shares) {
    constexpr std::uint8_t kHundredthScale = 2;
    TextTable table({{"term"}, {"cost", Align::right}, {"share", Align::right}});
    for (const CostShare& share : shares) {
        if (share.amount == 0) continue;
        table.add(
            {share.term,
             format_money(share.amount),
             format_decimal(std::int64_t{share.hundredths_of_percent}, kHundredthScale) + " %"}
        );
    }
    if (table.row_count() > 0) table.print(out);
}

/// "rule one-parcel: at most 1 shipments; 3.10 more than without".
std::string limit_text(const ExplainedLimit& limit) {
    std::string text = "rule " + limit.rule + ": ";
    switch (limit.effect) {
        case SourcingEffect::most_shipments:
            text += "at most " + std::to_string(limit.shipments_most) + " shipments";
            break;
        case SourcingEffect::most_nodes_per_line:
            text += "a line from at most " + std::to_string(limit.nodes_per_line_most) + " nodes";
            break;
        case SourcingEffect::ship_complete:
            text += "all of the order or nothing";
            break;
        default:
            text += "no line is split";
    }
    if (!limit.binds) {
        text += "; no plan without it is better";
        if (!limit.is_proven) text += " that was found";
        return text;
    }
    text += "; the plan without it ";
    if (!limit.is_proven) text += "that was found ";
    if (limit.more_unfilled > 0)
        return text + "fills " + std::to_string(limit.more_unfilled) + " smallest units more";
    if (limit.more <= 0) return text + "is better";
    return text + "costs " + format_money(limit.more) + " less";
}

void print_limits(std::ostream& out, const std::vector<ExplainedLimit>& limits) {
    for (const ExplainedLimit& limit : limits)
        out << limit_text(limit) << '\n';
}

void print_lacks(std::ostream& out, const TypedOrder& order, const PlanAnswer& answer) {
    TextTable table({
        {"line", Align::right},
        {"sku"},
        {"short anywhere", Align::right},
        {"where allowed", Align::right},
        {"in reach", Align::right},
        {"could be had"},
    });
    for (const ExplainedLine& line : answer.lines) {
        if (line.line == 0 || line.line > order.skus.size()) continue;
        const std::uint8_t scale = order.items[line.line - 1].scale;
        const std::string when = !line.earliest                   ? std::string("no day is known")
                                 : *line.earliest == answer.today ? std::string("today")
                                                                  : format_day(*line.earliest);
        table.add({
            std::to_string(line.line),
            order.skus[line.line - 1],
            format_decimal(line.short_anywhere, scale),
            format_decimal(line.short_allowed, scale),
            format_decimal(line.short_reachable, scale),
            when,
        });
    }
    if (table.row_count() > 0) table.print(out);
}

ExitCode explain_order(Session& session, const ExplainOrderArguments& arguments) {
    const auto ship_to = understand(arguments.order.to);
    if (!ship_to) return session.fail(ship_to.error());
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto order = understand_order(names, arguments.order, *ship_to);
    if (!order) return session.fail(order.error());
    const auto otherwise = WhatIf::of(arguments.otherwise, names);
    if (!otherwise) return session.fail(otherwise.error());
    PlanQuestion question{.order = order->request, .explain = true};
    otherwise->suppose(question);
    const auto answer = (*client)->ask_plan(question, session.call());
    if (!answer) return session.fail(answer.error());
    const bool is_explained =
        is_done(answer->plan.outcome) || answer->plan.outcome == Outcome::cannot_source;
    const bool is_by_cost = question.order.profile.is_none() && !question.profile;
    if (session.json()) {
        session.out() << protocol::to_json(*answer) << '\n';
    } else if (is_explained) {
        print_plan(session, names, *order, is_by_cost, answer->plan);
        print_shares(session.out(), answer->shares);
        print_limits(session.out(), answer->limits);
        print_lacks(session.out(), *order, *answer);
        print_fates(session.out(), names, *answer, is_by_cost);
    }
    if (is_explained) return ExitCode::done;
    return session.refuse(earmark::to_string(answer->plan.outcome), answer->plan.detail);
}

}  // namespace

void add_explain_order_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<ExplainOrderArguments>();
    CLI::App* command = app.add_subcommand(
        "explain-order", "Why an order ships as it does: every node, every term, what is missing"
    );
    add_order_options(*command, arguments->order);
    add_whatif_options(*command, arguments->otherwise);
    command->footer(
        "\nQuotes the order and holds nothing. Of each node it says why it cannot ship, or how much"
        "\nmore the best plan costs that uses it; of one that ships, the best plan without it. Up "
        "to"
        "\n64 nodes are priced. What the --if options say is supposed, and changes nothing: stock "
        "is"
        "\nwhat may be sold, after holds and safety stock. A line that is not filled could be had "
        "on"
        "\nthe first day on which a node that may ship it to the order would have it there, "
        "whenever"
        "\nit is needed."
        "\nExamples:\n  earmark explain-order --to-postal 10001 --line 85123A=2"
        "\n  earmark explain-order --to-postal 10001 --line 85123A=2 --if-disable reno"
        "\n  earmark explain-order --to-postal 10001 --line 85123A=2 --if-stock 85123A@reno=5 \\"
        "\n      --if-tariff reno=express --if-weights transport=2,per-priority=1.50"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return explain_order(session, *arguments); };
    });
}

}  // namespace earmark::cli
