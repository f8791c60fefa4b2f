#include "protocol/cli/arguments.h"
#include "protocol/cli/asking_options.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/load.h"
#include "protocol/cli/promise_view.h"
#include "protocol/cli/reservation_view.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace earmark::cli {
namespace {

struct AmendArguments {
    std::string id;
    std::string operation;
    std::string hold_for;
    std::vector<std::string> quantities;
    std::vector<std::string> moves;
    std::vector<std::string> additions;
    std::string for_date;
    AskingArguments asking;
};

/// Reads changes of a reservation, whose lines know the items.
class ChangeReader {
  public:
    ChangeReader(NameBook& names, const ReservationReply& reservation)
        : names_(names), reservation_(reservation) {}

    /// "1=3", "1@reno=3".
    Result<AmendLine> quantity(const std::string& argument) {
        const auto part = parse_part(argument);
        if (!part) return Error{ErrorCode::bad_input, "--line: " + part.error().detail};
        AmendLine line{.line = part->line};
        if (!part->node.empty()) {
            const auto node = names_.node(part->node);
            if (!node) return node.error();
            line.node = *node;
        }
        return with_quantity(line, "--line: " + argument, part->quantity);
    }

    /// "1@reno=2@kent": 2 units of line 1 go from reno to kent.
    Result<AmendLine> move(const std::string& argument) {
        const std::size_t at = argument.rfind('@');
        const auto part = parse_part(std::string_view(argument).substr(0, at));
        if (at == std::string::npos || at + 1 == argument.size() || !part || part->node.empty()) {
            return Error{
                ErrorCode::bad_input,
                "--move: found \"" + argument + "\", expected LINE@FROM=QUANTITY@TO, such as " +
                    "1@reno=2@kent"
            };
        }
        const auto from = names_.node(part->node);
        if (!from) return from.error();
        const auto to = names_.node(argument.substr(at + 1));
        if (!to) return to.error();
        const AmendLine line{.line = part->line, .node = *to, .from = *from};
        return with_quantity(line, "--move: " + argument, part->quantity);
    }

    /// "3:85123A@reno=2".
    Result<AmendLine> addition(const std::string& argument) {
        const std::size_t colon = argument.find(':');
        const auto number = parse_whole(argument.substr(0, colon), 0, UINT32_MAX);
        const auto typed = parse_node_line(
            std::string_view(argument).substr(colon == std::string::npos ? 0 : colon + 1)
        );
        if (colon == std::string::npos || !number || !typed) {
            return Error{
                ErrorCode::bad_input,
                "--add: found \"" + argument + "\", expected LINE:SKU@NODE=QUANTITY, such as " +
                    "3:85123A@reno=2"
            };
        }
        const auto item = names_.item(typed->sku);
        if (!item) return item.error();
        const auto node = names_.node(typed->node);
        if (!node) return node.error();
        const auto quantity = names_.quantity(*item, typed->quantity);
        if (!quantity) return option_error("--add: " + argument, typed->quantity, quantity.error());
        return AmendLine{
            .line = static_cast<std::uint32_t>(*number),
            .sku = item->id,
            .node = *node,
            .quantity = *quantity,
        };
    }

  private:
    Result<AmendLine> with_quantity(
        AmendLine line, const std::string& where, const std::string& text
    ) {
        const auto known = std::find_if(
            reservation_.lines.begin(),
            reservation_.lines.end(),
            [&](const ReservationLine& each) { return each.line == line.line; }
        );
        if (known == reservation_.lines.end()) {
            // Dropped before, perhaps by this very request: the server knows.
            if (text == "0") return line;
            return Error{
                ErrorCode::not_found,
                where + ": the reservation has no line " + std::to_string(line.line)
            };
        }
        const auto quantity = names_.quantity({known->sku, names_.scale_of(known->sku)}, text);
        if (!quantity) return option_error(where, text, quantity.error());
        line.quantity = *quantity;
        return line;
    }

    NameBook& names_;
    const ReservationReply& reservation_;
};

/// Moves first: what they leave behind can then be set by --line.
Result<std::vector<AmendLine>> understand_changes(
    Session& session, protocol::Client& client, const AmendArguments& arguments
) {
    std::vector<AmendLine> lines;
    if (arguments.moves.empty() && arguments.quantities.empty() && arguments.additions.empty())
        return lines;
    const auto reservation = client.reservation(arguments.id, session.call());
    if (!reservation) return reservation.error();
    if (!is_done(reservation->outcome))
        return refused_error(reservation->outcome, reservation->detail);
    NameBook names(client);
    ChangeReader reader(names, *reservation);
    const auto add_all = [&](const std::vector<std::string>& texts, auto read) -> Status {
        for (const std::string& text : texts) {
            const auto line = (reader.*read)(text);
            if (!line) return line.error();
            lines.push_back(*line);
        }
        return Done{};
    };
    if (auto read = add_all(arguments.moves, &ChangeReader::move); !read) return read.error();
    if (auto read = add_all(arguments.quantities, &ChangeReader::quantity); !read)
        return read.error();
    if (auto read = add_all(arguments.additions, &ChangeReader::addition); !read)
        return read.error();
    return lines;
}

ExitCode amend(Session& session, const AmendArguments& arguments) {
    AmendRequest request;
    request.id = arguments.id;
    if (!arguments.hold_for.empty()) {
        const auto hold_for = parse_duration(arguments.hold_for);
        if (!hold_for)
            return session.fail(option_error("--hold-for", arguments.hold_for, hold_for.error()));
        request.hold_for = *hold_for;
    }
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    const auto lines = understand_changes(session, **client, arguments);
    if (!lines) return session.fail(lines.error());
    request.lines = *lines;
    std::vector<Day> days;
    if (!arguments.for_date.empty()) {
        const auto day =
            arguments.for_date == "now" ? Result<Day>(kNoDay) : parse_date(arguments.for_date);
        if (!day) return session.fail(option_error("--for-date", arguments.for_date, day.error()));
        days.assign(lines->size(), *day);
        request.days = days;
    }
    NameBook names(**client);
    const auto asking = understand(arguments.asking, names);
    if (!asking) return session.fail(asking.error());
    request.method = asking->method;
    request.ignore_safety = asking->ignore_safety;
    const std::string operation =
        lines->empty() ? arguments.operation : operation_name(session, arguments.operation);
    request.operation = operation;
    const auto reply = (*client)->amend(request, session.call());
    if (!reply) return session.fail(reply.error());
    return answer(session, **client, arguments.id, *reply);
}

struct SplitArguments {
    std::string id;
    std::string into;
    std::string operation;
    std::string reference;
    std::vector<std::string> parts;
};

ExitCode split(Session& session, const SplitArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    auto parts = understand_parts(session, **client, arguments.id, arguments.parts);
    if (!parts && parts.error().code == ErrorCode::not_found) {
        // A line that went altogether, by this very request perhaps, is known to the new one.
        auto gone = understand_parts(session, **client, arguments.into, arguments.parts);
        if (gone) parts = std::move(gone);
    }
    if (!parts) return session.fail(parts.error());
    const std::string operation = operation_name(session, arguments.operation);
    const auto reply = (*client)->split(
        {.id = arguments.id,
         .into = arguments.into,
         .operation = operation,
         .parts = *parts,
         .reference = arguments.reference},
        session.call()
    );
    if (!reply) return session.fail(reply.error());
    return answer(session, **client, arguments.id, *reply);
}

void add_split_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<SplitArguments>();
    CLI::App* command =
        app.add_subcommand("split", "Give held units to a reservation of their own");
    command->add_option("ID", arguments->id, "The reservation")->required();
    command->add_option("INTO", arguments->into, "Your name for the new one")->required();
    command->add_option("--line", arguments->parts, "LINE=QUANTITY or LINE@NODE=QUANTITY that goes")
        ->required();
    command->add_option("--reference", arguments->reference, "Of the new one; else as before");
    command->add_option(
        "--as",
        arguments->operation,
        "Names the split, so that repeating it is harmless; made up and printed if not given"
    );
    command->footer(
        "\nBoth expire at the same time. The answer shows what stays.\n"
        "\nExample:\n  earmark split basket-1 basket-1-gift --as gift --line 2=1"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return split(session, *arguments); };
    });
}

}  // namespace

void add_amend_commands(CLI::App& app, Chosen& chosen) {
    add_split_command(app, chosen);
    auto arguments = std::make_shared<AmendArguments>();
    CLI::App* command = app.add_subcommand("amend", "Change what is held, all or nothing");
    command->add_option("ID", arguments->id, "The reservation")->required();
    command->add_option(
        "--line",
        arguments->quantities,
        "LINE=QUANTITY or LINE@NODE=QUANTITY: what the line holds afterwards; 0 drops it"
    );
    command->add_option("--move", arguments->moves, "LINE@FROM=QUANTITY@TO: to another node");
    command->add_option(
        "--add",
        arguments->additions,
        "LINE:SKU@NODE=QUANTITY, or LINE:SKU@@GROUP=QUANTITY: a line more"
    );
    command->add_option(
        "--hold-for", arguments->hold_for, "Extend or shorten: 90s, 15m, 2h, 1d from now on"
    );
    command->add_option(
        "--as",
        arguments->operation,
        "Names the change, so that repeating it is harmless; made up and printed if not given"
    );
    command->add_option(
        "--for-date",
        arguments->for_date,
        "Promise the lines that are named for this date in UTC, or `now` [as they are]"
    );
    add_method_options(*command, arguments->asking);
    command->footer(
        "\nExamples:\n  earmark amend basket-1 --hold-for 15m\n"
        "  earmark amend basket-1 --as change-2 --line 1=3 --line 2=0 --add 3:85123A@reno=1\n"
        "  earmark amend basket-1 --move 1@reno=2@kent\n"
        "  earmark amend basket-1 --line 1=3 --for-date 2026-12-24"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return amend(session, *arguments); };
    });
}

}  // namespace earmark::cli
