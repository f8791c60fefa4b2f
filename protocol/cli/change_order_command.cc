#include "engine/base/decimal.h"
#include "protocol/cli/arguments.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/load.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/option_reader.h"
#include "protocol/cli/replan_view.h"
#include "protocol/cli/ship_to_options.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

namespace earmark::cli {
namespace {

struct ChangeOrderArguments {
    std::string id;
    std::string operation;
    std::vector<std::string> lines;
    std::vector<std::string> removed;
    std::vector<std::string> added;
    std::string to_postal;
    std::string to_country = "US";
    std::string to_latitude;
    std::string to_longitude;
    std::string need_by;
    std::string wish_by;
    std::string late_per_day;
    std::string profile;
    bool residential = false;
    bool business = false;
    bool plans_all = false;
    bool partial = false;
    bool complete = false;
    bool preview = false;
};

/// As the engine takes it; owns what the request borrows.
struct TypedChange {
    std::vector<OrderLine> lines;
    ChangeOrderRequest request;
};

/// The line of an item, or "#2": line 2. Its number alone is not enough, as items are named so,
/// too.
Result<ReservationLine> find_line(
    NameBook& names,
    const std::vector<ReservationLine>& lines,
    const std::string& option,
    const std::string& text
) {
    std::vector<ReservationLine> found;
    if (text.starts_with('#')) {
        const auto number = parse_whole(std::string_view(text).substr(1), 0, UINT32_MAX);
        if (!number) return option_error(option, text, number.error());
        std::ranges::copy_if(lines, std::back_inserter(found), [&](const ReservationLine& line) {
            return line.line == *number;
        });
    } else {
        const auto item = names.item(text);
        if (!item) return item.error();
        std::ranges::copy_if(lines, std::back_inserter(found), [&](const ReservationLine& line) {
            return line.sku == item->id;
        });
    }
    if (found.empty())
        return option_error(option, text, {ErrorCode::bad_input, "a line of the order"});
    const auto is_other = [&](const ReservationLine& line) {
        return line.line != found.front().line;
    };
    if (std::ranges::none_of(found, is_other)) return found.front();
    return option_error(
        option, text, {ErrorCode::bad_input, "one line: the item has several, name it as #LINE"}
    );
}

/// "SKU=2", "#1=2".
Status read_quantities(
    NameBook& names,
    const std::vector<ReservationLine>& lines,
    const ChangeOrderArguments& arguments,
    TypedChange& change
) {
    for (const std::string& argument : arguments.lines) {
        const auto typed = parse_line(argument);
        if (!typed) return Error{ErrorCode::bad_input, "--line: " + typed.error().detail};
        const auto line = find_line(names, lines, "--line", typed->sku);
        if (!line) return line.error();
        const KnownItem item{.id = line->sku, .scale = names.scale_of(line->sku)};
        const auto units = names.quantity(item, typed->quantity);
        if (!units) return option_error("--line: " + typed->sku, typed->quantity, units.error());
        change.lines.push_back({.line = line->line, .sku = line->sku, .quantity = *units});
    }
    for (const std::string& argument : arguments.removed) {
        const auto line = find_line(names, lines, "--remove", argument);
        if (!line) return line.error();
        change.lines.push_back({.line = line->line, .sku = line->sku});
    }
    return Done{};
}

/// New lines are numbered behind those that are there.
Status read_added(
    NameBook& names,
    const std::vector<ReservationLine>& lines,
    const ChangeOrderArguments& arguments,
    TypedChange& change
) {
    std::uint32_t number = 0;
    for (const ReservationLine& line : lines)
        number = std::max(number, line.line);
    for (const std::string& argument : arguments.added) {
        const auto typed = parse_line(argument);
        if (!typed) return Error{ErrorCode::bad_input, "--add: " + typed.error().detail};
        const auto item = names.item(typed->sku);
        if (!item) return item.error();
        const auto units = names.quantity(*item, typed->quantity);
        if (!units) return option_error("--add: " + typed->sku, typed->quantity, units.error());
        change.lines.push_back({.line = ++number, .sku = item->id, .quantity = *units});
    }
    return Done{};
}

/// A date, or none for any day.
Status read_day(const std::string& option, const std::string& text, std::optional<Day>& day) {
    if (text.empty()) return Done{};
    day = kNoDay;
    return text == "none" ? Status(Done{}) : read_option(option, text, parse_calendar_day, *day);
}

Status read_terms(
    NameBook& names, const ChangeOrderArguments& arguments, ChangeOrderRequest& request
) {
    if (!arguments.to_postal.empty()) {
        const auto place = understand_place(arguments.to_latitude, arguments.to_longitude);
        if (!place) return place.error();
        request.ship_to = ShipTo{
            .country = arguments.to_country,
            .postal_code = arguments.to_postal,
            .location = *place,
        };
    }
    if (arguments.residential || arguments.business) request.residential = arguments.residential;
    if (Status read = read_day("--need-by", arguments.need_by, request.need_by); !read) return read;
    if (Status read = read_day("--wish-by", arguments.wish_by, request.wish_by); !read) return read;
    if (!arguments.late_per_day.empty()) {
        const auto money = parse_money(arguments.late_per_day);
        if (!money) return option_error("--late-per-day", arguments.late_per_day, money.error());
        request.lateness_per_day = *money;
    }
    if (!arguments.profile.empty()) {
        const auto profile =
            names.profile(arguments.profile == "none" ? std::string() : arguments.profile);
        if (!profile) return profile.error();
        request.profile = *profile;
    }
    return Done{};
}

Result<TypedChange> understand_change(
    protocol::Client& client, NameBook& names, const ChangeOrderArguments& arguments
) {
    TypedChange change;
    ChangeOrderRequest& request = change.request;
    if (!arguments.lines.empty() || !arguments.removed.empty() || !arguments.added.empty()) {
        const auto known = client.reservation(arguments.id);
        if (!known) return known.error();
        if (!is_done(known->outcome)) return refused_error(known->outcome, arguments.id);
        Status read = read_quantities(names, known->lines, arguments, change);
        if (read) read = read_added(names, known->lines, arguments, change);
        if (!read) return read.error();
    }
    if (const Status read = read_terms(names, arguments, request); !read) return read.error();
    request.mode = arguments.preview ? SourceMode::quote : SourceMode::reserve;
    request.plans_all = arguments.plans_all;
    if (arguments.partial) request.filling = Filling::partial;
    if (arguments.complete) request.filling = Filling::all_or_nothing;
    return change;
}

void print_less(std::ostream& out, NameBook& names, const ChangeOrderReply& reply) {
    TextTable back({{"line", Align::right}, {"sku"}, {"node"}, {"given back", Align::right}});
    for (const GivenBack& line : reply.given_back) {
        back.add({
            std::to_string(line.line),
            names.name_of(line.sku),
            names.name_of(line.node),
            format_decimal(line.units, names.scale_of(line.sku)),
        });
    }
    if (back.row_count() > 0) back.print(out);
    if (reply.saved != 0) out << "saved: " << format_money(reply.saved) << '\n';
}

/// Of the order as it is, and as it was to be.
SkuId item_of_line(
    const TypedChange& change, const std::vector<ReservationLine>& lines, std::uint32_t number
) {
    SkuId sku;
    for (const ReservationLine& known : lines) {
        if (known.line == number) sku = known.sku;
    }
    for (const OrderLine& typed : change.lines) {
        if (typed.line == number) sku = typed.sku;
    }
    return sku;
}

void print_changed(
    Session& session,
    NameBook& names,
    const ChangeOrderArguments& arguments,
    const TypedChange& change,
    const ChangeOrderReply& reply
) {
    std::ostream& out = session.out();
    print_less(out, names, reply);
    print_replan(out, names, reply, [&](std::uint32_t line) {
        const SkuId sku = item_of_line(change, reply.lines, line);
        return ShownItem{.sku = names.name_of(sku), .scale = names.scale_of(sku)};
    });
    if (!is_done(reply.outcome)) return;
    if (!reply.shipments.empty()) print_replan_cost(out, reply);
    if (arguments.preview) return;
    print_replanned(out, names, arguments.id, reply);
}

ExitCode change_order(Session& session, const ChangeOrderArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    auto change = understand_change(**client, names, arguments);
    if (!change) return session.fail(change.error());
    const std::string operation =
        arguments.preview ? arguments.operation : operation_name(session, arguments.operation);
    ChangeOrderRequest& request = change->request;
    request.id = arguments.id;
    request.operation = operation;
    request.lines = change->lines;
    const auto reply = (*client)->change_order(request, session.call());
    if (!reply) return session.fail(reply.error());
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
    } else {
        print_changed(session, names, arguments, *change, *reply);
    }
    return conclude(session, arguments.id, *reply);
}

void add_line_options(CLI::App& command, ChangeOrderArguments& arguments) {
    command.add_option(
        "--line", arguments.lines, "SKU=QUANTITY in all, what has shipped included; or #LINE=..."
    );
    command.add_option("--remove", arguments.removed, "SKU, or #LINE: nothing more of it");
    command.add_option("--add", arguments.added, "SKU=QUANTITY: a new line");
}

void add_term_options(CLI::App& command, ChangeOrderArguments& arguments) {
    auto* postal = command.add_option("--to", arguments.to_postal, "Postal code of a new ship-to");
    add_country_option(command, arguments.to_country, "ISO 3166-1 alpha-2")->needs(postal);
    auto* latitude = command.add_option("--to-lat", arguments.to_latitude, "Its latitude");
    auto* longitude = command.add_option("--to-lon", arguments.to_longitude, "Its longitude");
    latitude->needs(longitude)->needs(postal);
    longitude->needs(latitude);
    auto* residential =
        command.add_flag("--residential", arguments.residential, "People live at the address");
    command.add_flag("--business", arguments.business, "Nobody lives there")->excludes(residential);
    command.add_option("--need-by", arguments.need_by, "Delivered by this date, or none");
    command.add_option("--wish-by", arguments.wish_by, "Late after this date, or none");
    command.add_option("--late-per-day", arguments.late_per_day, "Money per shipment and day late");
    command.add_option("--profile", arguments.profile, "What plans are to be good at, or none");
}

}  // namespace

void add_change_order_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<ChangeOrderArguments>();
    CLI::App* command = app.add_subcommand(
        "change-order", "Change an order: quantities, lines, address, dates; the rest stays"
    );
    command->add_option("ID", arguments->id, "The reservation that `source` made")->required();
    add_line_options(*command, *arguments);
    add_term_options(*command, *arguments);
    command->add_flag(
        "--all",
        arguments->plans_all,
        "Plan anew all that is yet to leave: needed for more of lines that travel together"
    );
    auto* partial = command->add_flag(
        "--partial", arguments->partial, "Leave out what no node can ship [as the order was asked]"
    );
    command->add_flag("--complete", arguments->complete, "Change nothing unless all of it ships")
        ->excludes(partial);
    command->add_flag(
        "--preview", arguments->preview, "Tell what it would come to, and change nothing"
    );
    command->add_option(
        "--as",
        arguments->operation,
        "Names the change, so that repeating it is harmless; made up and printed if not given"
    );
    command->footer(
        "\nFewer units are given back where that saves most; more join what is there. A line that\n"
        "may not split stays at one node: what is added leaves from there, or all of the line\n"
        "that has not left is planned anew. Where a day without room keeps the change from being\n"
        "made, shipments may move to later days or other nodes. A new address plans anew all\n"
        "that is yet to leave, a new --need-by what would come too late.\n"
        "\nExamples:\n  earmark change-order order-17 --line 85123A=1 --remove 22423\n"
        "  earmark change-order order-17 --add 84879=2 --as cart-2\n"
        "  earmark change-order order-17 --to 94105 --need-by 2026-12-24 --preview"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return change_order(session, *arguments); };
    });
}

}  // namespace earmark::cli
