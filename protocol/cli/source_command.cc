#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/plan_view.h"
#include "protocol/cli/ship_to_options.h"
#include "protocol/cli/source_options.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace earmark::cli {
namespace {

struct OneOrderArguments {
    SourceArguments how;
    std::string reserve_as;
    std::string reference;
    ShipToArguments to;
    std::vector<std::string> lines;
};

struct TypedOrder {
    std::vector<std::string> skus;
    std::vector<KnownItem> items;
    std::vector<OrderLine> lines;
};

Result<TypedOrder> understand_order(NameBook& names, const std::vector<std::string>& arguments) {
    TypedOrder order;
    std::vector<std::string> quantities;
    for (const std::string& argument : arguments) {
        auto line = parse_line(argument);
        if (!line) return Error{ErrorCode::bad_input, "--line: " + line.error().detail};
        order.skus.push_back(std::move(line->sku));
        quantities.push_back(std::move(line->quantity));
    }
    auto items = names.items(order.skus);
    if (!items) return items.error();
    order.items = *std::move(items);
    for (std::size_t i = 0; i < order.items.size(); ++i) {
        const auto quantity = names.quantity(order.items[i], quantities[i]);
        if (!quantity) {
            return option_error("--line: " + order.skus[i], quantities[i], quantity.error());
        }
        order.lines.push_back({
            .line = static_cast<std::uint32_t>(i + 1),
            .sku = order.items[i].id,
            .quantity = *quantity,
        });
    }
    return order;
}

void print_unfilled(std::ostream& out, const TypedOrder& order, const SourceReply& reply) {
    TextTable table({
        {"unfilled line", Align::right},
        {"sku"},
        {"short", Align::right},
        {"ats", Align::right},
        {"reason"},
    });
    for (const UnfilledLine& line : reply.unfilled) {
        if (line.line == 0 || line.line > order.skus.size()) continue;
        const std::uint8_t scale = order.items[line.line - 1].scale;
        table.add({
            std::to_string(line.line),
            order.skus[line.line - 1],
            format_decimal(line.quantity, scale),
            format_decimal(line.ats, scale),
            std::string(earmark::to_string(line.reason)),
        });
    }
    if (table.row_count() > 0) table.print(out);
}

void print_plan(
    Session& session,
    NameBook& names,
    const TypedOrder& order,
    bool is_by_cost,
    const SourceReply& reply
) {
    std::ostream& out = session.out();
    print_shipments(out, names, reply.shipments);
    print_dates(out, names, reply.shipments);
    print_unfilled(out, order, reply);
    if (!is_done(reply.outcome)) return;
    print_cost(
        out, {reply.cost, reply.proven_optimal, reply.objective, reply.lower_bound, is_by_cost}
    );
}

ExitCode source(Session& session, const OneOrderArguments& arguments) {
    const auto ship_to = understand(arguments.to);
    if (!ship_to) return session.fail(ship_to.error());
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto order = understand_order(names, arguments.lines);
    if (!order) return session.fail(order.error());
    const auto rules = understand(arguments.how, names);
    if (!rules) return session.fail(rules.error());

    SourceRequest request = rules->request;
    request.mode = arguments.reserve_as.empty() ? SourceMode::quote : SourceMode::reserve;
    request.id = arguments.reserve_as;
    request.reference = arguments.reference;
    request.lines = order->lines;
    request.ship_to = *ship_to;
    const auto reply = (*client)->source(request, session.call());
    if (!reply) return session.fail(reply.error());
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
    } else {
        print_plan(session, names, *order, arguments.how.profile.empty(), *reply);
    }
    if (!is_done(reply->outcome)) {
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    }
    if (!session.json() && !arguments.reserve_as.empty()) {
        session.out() << arguments.reserve_as << ": held until " << format_time(reply->expires_at)
                      << (reply->outcome == Outcome::repeated ? " (as answered before)" : "")
                      << '\n';
    }
    return ExitCode::done;
}

}  // namespace

void add_source_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<OneOrderArguments>();
    CLI::App* command = app.add_subcommand("source", "Which nodes ship an order at the least cost");
    command->add_option("--line", arguments->lines, "SKU=QUANTITY")->required();
    add_ship_to_options(*command, arguments->to);
    command->add_option(
        "--reserve", arguments->reserve_as, "Hold the plan in the same step, under this id"
    );
    command->add_option(
        "--reference", arguments->reference, "Your cart, order or customer number: kept with it"
    );
    add_source_options(*command, arguments->how);
    command->footer(
        "\nExamples:\n  earmark source --to-postal 10001 --line 85123A=2 --line 22423=1\n"
        "  earmark source --to-postal 10001 --line 85123A=2 --reserve order-17 --hold-for 1h\n"
        "  earmark source --to-postal 10001 --line rope-8mm=12.5 --split --partial \\\n"
        "      --max-shipments 2 --split-penalty 1.50 --exclude reno,kent\n"
        "  earmark source --to-postal 10001 --line 85123A=2 --need-by 2026-12-24 \\\n"
        "      --wish-by 2026-12-22 --late-per-day 2.50"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return source(session, *arguments); };
    });
}

}  // namespace earmark::cli
