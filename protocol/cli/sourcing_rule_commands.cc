// `earmark sourcing-rules`: which nodes may ship what, and which rather than others.
#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/sourcing_rule_cells.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::cli {
namespace {

/// "10 to 20", "10 or more", "up to 20".
std::string range_text(std::string_view least, std::string_view most) {
    std::string text;
    if (least.empty()) text = "up to ";
    text += least;
    if (!least.empty()) text += most.empty() ? " or more" : " to ";
    text += most;
    return text;
}

/// The conditions of a rule: "country US;CA, attributes hazmat"; empty = none.
class ConditionText {
  public:
    std::string of(const SourcingRule& rule, NameBook& names) {
        add_list("country", rule.countries);
        add_list("postal", rule.postal_prefixes);
        add_list("class", rule.customer_classes);
        if (rule.methods != 0) add("method", format_methods(rule.methods));
        if (rule.address != AddressKind::any) add("address", to_string(rule.address));
        const auto count = [](std::int64_t units) {
            return units == 0 ? std::string() : std::to_string(units);
        };
        const auto money = [](Micros amount) {
            return amount == 0 ? std::string() : format_money(amount);
        };
        if (rule.units_least != 0 || rule.units_most != 0)
            add("units", range_text(count(rule.units_least), count(rule.units_most)));
        if (rule.value_least != 0 || rule.value_most != 0)
            add("value", range_text(money(rule.value_least), money(rule.value_most)));
        add_list("attributes", rule.attributes);
        add_list("category", rule.categories);
        std::vector<std::string> skus;
        skus.reserve(rule.skus.size());
        for (const SkuId sku : rule.skus)
            skus.push_back(names.name_of(sku));
        add_list("sku", skus);
        return std::move(text_);
    }

  private:
    void add(std::string_view what, std::string_view value) {
        if (!text_.empty()) text_ += ", ";
        text_ += what;
        text_ += ' ';
        text_ += value;
    }
    void add_list(std::string_view what, const std::vector<std::string>& words) {
        if (!words.empty()) add(what, joined(words));
    }

    std::string text_;
};

std::string nodes_text(protocol::Client& client, NameBook& names, const SourcingRule& rule) {
    std::vector<std::string> places;
    places.reserve(rule.nodes.size() + rule.groups.size());
    for (const NodeId node : rule.nodes)
        places.push_back(names.name_of(node));
    for (const GroupId id : rule.groups) {
        const auto group = client.group(id);
        places.push_back("group ");
        places.back() += group ? group->name : std::to_string(id.value());
    }
    return joined(places);
}

ExitCode list_sourcing_rules(Session& session) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    TextTable table(
        {{"rule"},
         {"effect"},
         {"nodes"},
         {"of what meets"},
         {"from"},
         {"until"},
         {"penalty", Align::right},
         {"most", Align::right}}
    );
    std::string after;
    do {
        const auto page = (*client)->list_sourcing_rules({.after = after}, session.call());
        if (!page) return session.fail(page.error());
        after = page->next;
        if (session.json()) {
            session.out() << protocol::to_json(*page) << '\n';
            continue;
        }
        for (const SourcingRule& rule : page->rules) {
            const std::uint32_t most = std::max(rule.shipments_most, rule.nodes_per_line_most);
            table.add(
                {rule.name,
                 std::string(to_string(rule.effect)),
                 nodes_text(**client, names, rule),
                 ConditionText().of(rule, names),
                 date_of(rule.from),
                 date_of(rule.until),
                 rule.penalty == 0 ? std::string() : format_money(rule.penalty),
                 most == 0 ? std::string() : std::to_string(most)}
            );
        }
    } while (!after.empty());
    if (!session.json()) table.print(session.out());
    return ExitCode::done;
}

}  // namespace

void add_sourcing_rule_command(CLI::App& app, Chosen& chosen) {
    CLI::App* command = app.add_subcommand(
        "sourcing-rules", "Which nodes may ship what, and which rather than others"
    );
    command->footer(
        "\nexclude: the nodes ship no line that meets the rule. only: no others do. prefer: a\n"
        "shipment of any other node costs the penalty. Of an order of which a line meets them:\n"
        "most_shipments: it leaves in no more. keep_whole: none of its lines is split.\n"
        "most_nodes_per_line: none of its lines leaves from more nodes. ship_complete: all of it\n"
        "leaves, or nothing. The tightest of all of these holds, and of what the order says "
        "itself.\n"
        "They are loaded from a file (earmark load sourcing-rules) and hold for all orders that "
        "are\n"
        "sourced from then on; earmark explain-order says which rule keeps a node from an order.\n"
        "Examples:\n  earmark sourcing-rules\n  earmark load sourcing-rules rules.csv"
    );
    command->callback([&chosen] { chosen.run = list_sourcing_rules; });
}

}  // namespace earmark::cli
