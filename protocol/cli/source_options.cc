#include "protocol/cli/source_options.h"

#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/option_reader.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {

void add_source_options(CLI::App& command, SourceArguments& arguments) {
    command.add_flag("--split", arguments.split, "A line may come from several nodes");
    command.add_flag("--partial", arguments.partial, "Ship what there is");
    command.add_option(
        "--max-shipments", arguments.shipments_max, "At most so many nodes, from 1 [any number]"
    );
    command.add_option(
        "--max-nodes-per-line",
        arguments.nodes_per_line_max,
        "With --split: a line comes from at most so many nodes, from 1 [any number]"
    );
    add_node_choice_options(command, arguments.nodes);
    command.add_option("--group", arguments.group, "Only nodes of this group");
    command
        .add_option(
            "--split-penalty", arguments.split_penalty, "Money per shipment after the first"
        )
        ->capture_default_str();
    command.add_option("--hold-for", arguments.hold_for, "How long a reservation holds: 15m, 2h")
        ->capture_default_str();
    command.add_option("--segment", arguments.segment, "For this segment: channel, ... [none]");
    command.add_option(
        "--profile", arguments.profile, "What the plan is to be good at: see earmark profiles"
    );
    command.add_option("--need-by", arguments.need_by, "Delivered by this date or not at all");
    command.add_option("--wish-by", arguments.wish_by, "Late after this date [never]");
    command.add_option("--late-per-day", arguments.late_per_day, "Money per shipment and day late");
    command.add_option("--method", arguments.method, "ship, pickup, ship_to_store or same_day")
        ->capture_default_str();
    command.add_option("--store", arguments.store, "Where it is collected: of the other methods");
    command.add_option(
        "--customer-class",
        arguments.customer_class,
        "Who buys: see earmark sourcing-rules [nobody]"
    );
    command.add_flag("--ignore-safety", arguments.ignore_safety, "Safety stock may be taken, too");
    command.add_flag("--residential", arguments.residential, "People live at the address");
}

namespace {

Status read_wish(const SourceArguments& arguments, DeliveryWish& wish) {
    Status read = read_option("--need-by", arguments.need_by, parse_calendar_day, wish.need_by);
    if (read) read = read_option("--wish-by", arguments.wish_by, parse_calendar_day, wish.wish_by);
    if (!read) return read;
    return read_option(
        "--late-per-day", arguments.late_per_day, parse_money, wish.lateness_per_day
    );
}

Status read_method(const SourceArguments& arguments, NameBook& names, SourceRequest& request) {
    const auto method = parse_method(arguments.method);
    if (!method) return option_error("--method", arguments.method, method.error());
    request.method = *method;
    if (arguments.store.empty()) return Done{};
    const auto store = names.node(arguments.store);
    if (!store) return store.error();
    request.store = *store;
    return Done{};
}

Status check_most(const char* option, const std::optional<std::uint32_t>& most) {
    if (most != 0U) return Done{};
    return option_error(option, "0", {ErrorCode::bad_input, "at least 1, or no such option"});
}

}  // namespace

Result<SourceRules> understand(const SourceArguments& arguments, NameBook& names) {
    SourceRules rules;
    const auto penalty = parse_money(arguments.split_penalty);
    if (!penalty) {
        return option_error("--split-penalty", arguments.split_penalty, penalty.error());
    }
    if (*penalty < 0) {
        return option_error(
            "--split-penalty",
            arguments.split_penalty,
            {ErrorCode::bad_input, "an amount that is not negative"}
        );
    }
    Status most = check_most("--max-shipments", arguments.shipments_max);
    if (most) most = check_most("--max-nodes-per-line", arguments.nodes_per_line_max);
    if (!most) return most.error();
    const auto hold_for = parse_duration(arguments.hold_for);
    if (!hold_for) return option_error("--hold-for", arguments.hold_for, hold_for.error());
    if (auto read = read_wish(arguments, rules.request.delivery); !read) return read.error();
    if (auto read = read_method(arguments, names, rules.request); !read) return read.error();
    auto nodes = understand(arguments.nodes, names);
    if (!nodes) return nodes.error();
    if (!arguments.group.empty()) {
        const auto group = names.group(arguments.group);
        if (!group) return group.error();
        rules.request.group = *group;
    }
    const auto segment = names.segment(arguments.segment);
    if (!segment) return segment.error();
    rules.request.segment = *segment;
    const auto profile = names.profile(arguments.profile);
    if (!profile) return profile.error();
    rules.request.profile = *profile;
    rules.request.customer_class = arguments.customer_class;
    rules.request.ignore_safety = arguments.ignore_safety;
    rules.request.residential = arguments.residential;
    rules.nodes = *std::move(nodes);
    rules.nodes.lend_to(rules.request);
    rules.request.shipments_max = arguments.shipments_max;
    rules.request.nodes_per_line_max = arguments.nodes_per_line_max;
    rules.request.splitting = arguments.split ? LineSplit::may_split : LineSplit::whole_lines;
    rules.request.filling = arguments.partial ? Filling::partial : Filling::all_or_nothing;
    rules.request.split_penalty = *penalty;
    rules.request.hold_for = *hold_for;
    return rules;
}

}  // namespace earmark::cli
