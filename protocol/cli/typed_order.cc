#include "protocol/cli/typed_order.h"

#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/plan_view.h"
#include "protocol/cli/text_table.h"

#include <CLI/CLI.hpp>
#include <utility>

namespace earmark::cli {
namespace {

/// "1,2" as one set; lines count from 1 as they are typed.
Status read_set(const std::string& argument, std::vector<TogetherLine>& together) {
    const std::uint32_t set = together.empty() ? 1 : together.back().set + 1;
    std::string_view left = argument;
    while (true) {
        const std::size_t comma = left.find(',');
        const auto line =
            parse_whole(left.substr(0, comma), 1, static_cast<std::int64_t>(kOrderLinesMax));
        if (!line) {
            return option_error(
                "--together", argument, {ErrorCode::bad_input, "numbers of lines such as 1,2"}
            );
        }
        together.push_back({set, static_cast<std::uint32_t>(*line)});
        if (comma == std::string_view::npos) return Done{};
        left.remove_prefix(comma + 1);
    }
}

}  // namespace

void add_order_options(CLI::App& command, OrderArguments& arguments) {
    command.add_option("--line", arguments.lines, "SKU=QUANTITY")->required();
    command.add_option(
        "--together",
        arguments.together,
        "These lines leave from one node in one shipment, whole: 1,2 is the first --line and the "
        "second; once per set"
    );
    add_ship_to_options(command, arguments.to);
    add_source_options(command, arguments.how);
}

Result<TypedOrder> understand_order(
    NameBook& names, const OrderArguments& arguments, const ShipTo& ship_to
) {
    TypedOrder order;
    std::vector<std::string> quantities;
    for (const std::string& argument : arguments.lines) {
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
    for (const std::string& set : arguments.together) {
        if (const Status read = read_set(set, order.together); !read) return read.error();
    }
    auto rules = understand(arguments.how, names);
    if (!rules) return rules.error();
    order.rules = *std::move(rules);
    order.request = order.rules.request;
    order.request.mode = SourceMode::quote;
    order.request.lines = order.lines;
    order.request.together = order.together;
    order.request.ship_to = ship_to;
    return order;
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
    print_unfilled(out, reply.unfilled, [&](std::uint32_t line) -> std::optional<ShownItem> {
        if (line == 0 || line > order.skus.size()) return std::nullopt;
        return ShownItem{.sku = order.skus[line - 1], .scale = order.items[line - 1].scale};
    });
    if (!is_done(reply.outcome)) return;
    print_cost(
        out, {reply.cost, reply.proven_optimal, reply.objective, reply.lower_bound, is_by_cost}
    );
}

}  // namespace earmark::cli
