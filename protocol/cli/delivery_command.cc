#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/node_choice_options.h"
#include "protocol/cli/ship_to_options.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace earmark::cli {
namespace {

struct DeliveryArguments {
    ShipToArguments to;
    std::vector<std::string> items;
    std::string group;
    std::string segment;
    std::string customer_class;
    NodeChoiceArguments nodes;
    bool residential = false;
    bool as_cart = false;
};

struct Asked {
    std::vector<std::string> skus;
    std::vector<WantedItem> items;
    NodeChoice nodes;
    DeliveryRequest request;  ///< Without items and nodes; borrows the texts of the arguments.
};

/// "85123A" is one, "85123A=2" two.
Status read_items(NameBook& names, const DeliveryArguments& arguments, Asked& asked) {
    std::vector<std::string> quantities;
    quantities.reserve(arguments.items.size());
    for (const std::string& typed : arguments.items) {
        const std::size_t sign = typed.rfind('=');
        asked.skus.push_back(typed.substr(0, sign));
        quantities.push_back(sign == std::string::npos ? "1" : typed.substr(sign + 1));
    }
    const auto known = names.items(asked.skus);
    if (!known) return known.error();
    for (std::size_t i = 0; i < known->size(); ++i) {
        const auto quantity = names.quantity((*known)[i], quantities[i]);
        if (!quantity) return option_error(asked.skus[i], quantities[i], quantity.error());
        asked.items.push_back({.sku = (*known)[i].id, .quantity = *quantity});
    }
    return Done{};
}

Result<Asked> understand(NameBook& names, const DeliveryArguments& arguments) {
    Asked asked;
    if (const auto read = read_items(names, arguments, asked); !read) return read.error();
    const auto ship_to = understand(arguments.to);
    if (!ship_to) return ship_to.error();
    asked.request.ship_to = *ship_to;
    const auto segment = names.segment(arguments.segment);
    if (!segment) return segment.error();
    asked.request.segment = *segment;
    if (!arguments.group.empty()) {
        const auto group = names.group(arguments.group);
        if (!group) return group.error();
        asked.request.group = *group;
    }
    auto nodes = understand(arguments.nodes, names);
    if (!nodes) return nodes.error();
    asked.nodes = *std::move(nodes);
    asked.request.customer_class = arguments.customer_class;
    asked.request.residential = arguments.residential;
    asked.request.as_cart = arguments.as_cart;
    return asked;
}

std::string day_of_offer(const std::optional<DeliveryOffer>& offer) {
    if (!offer) return {};
    if (offer->delivery_day == kNoDay) return "no day";
    return format_day(offer->delivery_day);
}

std::string money_of(const std::optional<DeliveryOffer>& offer) {
    return offer ? format_money(offer->cost) : std::string();
}

std::string from_where(NameBook& names, const std::optional<DeliveryOffer>& offer) {
    if (!offer) return {};
    std::string from = names.name_of(offer->node);
    if (!offer->service.empty()) from += " by " + offer->service;
    if (offer->shipments > 1) from += " and " + std::to_string(offer->shipments - 1) + " more";
    return from;
}

/// "not_enough_stock: 3; 2026-12-10 for all".
std::string why_not(const DeliveryAnswer& answer, const Asked& asked, NameBook& names) {
    if (answer.outcome == Outcome::done) return {};
    if (answer.outcome != Outcome::cannot_source)
        return std::string(earmark::to_string(answer.outcome));
    const std::size_t item = answer.short_item;
    std::string why(earmark::to_string(answer.reason));
    why += " of " + asked.skus.at(item) + ": ";
    why += format_decimal(answer.ats, names.scale_of(asked.items.at(item).sku));
    if (answer.in_stock_from != kNoDay) why += "; from " + format_day(answer.in_stock_from);
    return why;
}

void print_answers(
    std::ostream& out, NameBook& names, const Asked& asked, const DeliveryReply& reply
) {
    TextTable table({
        {"item"},
        {"earliest"},
        {"cost", Align::right},
        {"order by"},
        {"from"},
        {"cheapest"},
        {"cost", Align::right},
        {"from"},
        {"not to be had"},
    });
    const auto add = [&](std::string name, const DeliveryAnswer& answer) {
        const auto& earliest = answer.earliest;
        table.add({
            std::move(name),
            day_of_offer(earliest),
            money_of(earliest),
            earliest ? format_time(earliest->order_by) : std::string(),
            from_where(names, earliest),
            day_of_offer(answer.cheapest),
            money_of(answer.cheapest),
            from_where(names, answer.cheapest),
            why_not(answer, asked, names),
        });
    };
    for (std::size_t i = 0; i < reply.items.size(); ++i) {
        const WantedItem& item = asked.items[i];
        const std::string units = format_decimal(item.quantity, names.scale_of(item.sku));
        add(asked.skus[i] + " x " + units, reply.items[i]);
    }
    if (reply.cart) add("all of it", *reply.cart);
    table.print(out);
}

ExitCode delivery(Session& session, const DeliveryArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto asked = understand(names, arguments);
    if (!asked) return session.fail(asked.error());
    DeliveryRequest request = asked->request;
    request.items = asked->items;
    asked->nodes.lend_to(request);
    const auto reply = (*client)->delivery(request, session.call());
    if (!reply) return session.fail(reply.error());
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
    } else if (reply->outcome == Outcome::done) {
        print_answers(session.out(), names, *asked, *reply);
    }
    if (reply->outcome != Outcome::done)
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    return ExitCode::done;
}

}  // namespace

void add_delivery_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<DeliveryArguments>();
    CLI::App* command = app.add_subcommand(
        "delivery", "By which day items could be somewhere, each by itself or as a cart"
    );
    command->add_option("ITEM", arguments->items, "SKU, or SKU=QUANTITY: up to 1,000 of them")
        ->required();
    add_ship_to_options(*command, arguments->to);
    command->add_flag("--cart", arguments->as_cart, "Also all of them together");
    command->add_option("--group", arguments->group, "Only nodes of this group");
    command->add_option("--segment", arguments->segment, "For this segment: channel, ... [none]");
    command->add_option(
        "--customer-class",
        arguments->customer_class,
        "Who buys: see earmark sourcing-rules [nobody]"
    );
    command->add_flag("--residential", arguments->residential, "People live at the address");
    add_node_choice_options(*command, arguments->nodes);
    command->footer(
        "\nThe earliest is the cheapest way among those that are there first; the cheapest costs "
        "least,\n"
        "whenever it arrives. Nothing is held: earmark source --need-by DAY --reserve does.\n"
        "Examples:\n  earmark delivery 85123A 22423 21137 --to-postal 10001\n"
        "  earmark delivery 85123A=2 22423=1 --to-postal 10001 --cart --customer-class trade"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return delivery(session, *arguments); };
    });
}

}  // namespace earmark::cli
