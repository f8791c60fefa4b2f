#include "engine/base/decimal.h"
#include "protocol/cli/asking_options.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/load.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/promise_view.h"
#include "protocol/cli/reservation_view.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {
namespace {

// ---- reserve -------------------------------------------------------------------------------

struct ReserveArguments {
    std::string id;
    std::vector<std::string> lines;
    std::string hold_for = "15m";
    AskingArguments asking;
    bool partial = false;
    std::string reference;
    std::string for_date;
};

struct TypedLines {
    std::vector<LineArgument> typed;
    std::vector<KnownItem> items;
    std::vector<ReserveLine> lines;
};

Result<TypedLines> understand_lines(NameBook& names, const std::vector<std::string>& arguments) {
    TypedLines typed;
    std::vector<std::string> skus;
    std::vector<std::string> keys;
    for (const std::string& argument : arguments) {
        auto line = parse_node_line(argument);
        if (!line) return Error{ErrorCode::bad_input, "--line: " + line.error().detail};
        skus.push_back(line->sku);
        keys.push_back(line->node);
        typed.typed.push_back(*std::move(line));
    }
    auto items = names.items(skus);
    if (!items) return items.error();
    const auto nodes = names.nodes(keys);
    if (!nodes) return nodes.error();
    typed.items = *std::move(items);
    for (std::size_t i = 0; i < typed.typed.size(); ++i) {
        const std::string& text = typed.typed[i].quantity;
        const auto quantity = names.quantity(typed.items[i], text);
        if (!quantity) return option_error("--line: " + skus[i], text, quantity.error());
        typed.lines.push_back({
            .line = static_cast<std::uint32_t>(i + 1),
            .sku = typed.items[i].id,
            .node = (*nodes)[i],
            .quantity = *quantity,
        });
    }
    return typed;
}

/// What has enough of it where a line is short.
void print_offers(
    Session& session, NameBook& names, const std::vector<SubstituteOffer>& substitutes
) {
    if (substitutes.empty()) return;
    TextTable table({{"line", Align::right}, {"instead"}, {"ats", Align::right}});
    for (const SubstituteOffer& offer : substitutes) {
        table.add({
            std::to_string(offer.line),
            names.name_of(offer.sku),
            format_decimal(offer.ats, names.scale_of(offer.sku)),
        });
    }
    table.print(session.out());
}

void print_reserve(Session& session, const TypedLines& typed, const ReserveReply& reply) {
    TextTable table({
        {"line", Align::right},
        {"sku"},
        {"node"},
        {"asked", Align::right},
        {"reserved", Align::right},
        {"ats", Align::right},
        {"verdict"},
    });
    for (const LineAnswer& answer : reply.lines) {
        if (answer.line == 0 || answer.line > typed.lines.size()) continue;
        const std::size_t i = answer.line - 1;
        const std::uint8_t scale = typed.items[i].scale;
        table.add({
            std::to_string(answer.line),
            typed.typed[i].sku,
            typed.typed[i].node,
            format_decimal(typed.lines[i].quantity, scale),
            format_decimal(answer.reserved, scale),
            reply.has_ats(answer) ? format_decimal(answer.ats, scale) : "-",
            std::string(earmark::to_string(answer.verdict)),
        });
    }
    if (table.row_count() > 0) table.print(session.out());
}

ExitCode reserve(Session& session, const ReserveArguments& arguments) {
    const auto hold_for = parse_duration(arguments.hold_for);
    if (!hold_for) {
        return session.fail(option_error("--hold-for", arguments.hold_for, hold_for.error()));
    }
    std::vector<Day> days;
    if (!arguments.for_date.empty()) {
        const auto day = parse_date(arguments.for_date);
        if (!day) return session.fail(option_error("--for-date", arguments.for_date, day.error()));
        days.assign(arguments.lines.size(), *day);
    }
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto typed = understand_lines(names, arguments.lines);
    if (!typed) return session.fail(typed.error());
    const auto asking = understand(arguments.asking, names);
    if (!asking) return session.fail(asking.error());
    const auto reply = (*client)->reserve(
        {
            .id = arguments.id,
            .lines = typed->lines,
            .hold_for = *hold_for,
            .filling = arguments.partial ? Filling::partial : Filling::all_or_nothing,
            .reference = arguments.reference,
            .segment = asking->segment,
            .days = days,
            .method = asking->method,
            .ignore_safety = asking->ignore_safety,
        },
        session.call()
    );
    if (!reply) return session.fail(reply.error());
    const bool is_past =
        reply->outcome == Outcome::repeated && reply->state != ReservationState::held;
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
    } else if (!is_past) {
        print_reserve(session, *typed, *reply);
        print_offers(session, names, reply->substitutes);
    }
    if (!is_done(reply->outcome)) {
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    }
    if (is_past) return tell_past(session, arguments.id, reply->state);
    if (!session.json()) {
        session.out() << arguments.id << ": " << earmark::to_string(reply->state) << " until "
                      << format_time(reply->expires_at)
                      << (reply->outcome == Outcome::repeated ? " (as answered before)" : "")
                      << '\n';
    }
    return ExitCode::done;
}

// ---- commit, release, ship, cancel, reservation ----------------------------------------------

struct StepArguments {
    ReservationStep step = ReservationStep::commit;
    std::string id;
    std::string operation;
    std::vector<std::string> parts;
};

ExitCode step(Session& session, const StepArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    const auto parts = understand_parts(session, **client, arguments.id, arguments.parts);
    if (!parts) return session.fail(parts.error());
    const std::string operation =
        parts->empty() ? arguments.operation : operation_name(session, arguments.operation);
    const auto reply = (*client)->step(
        {.step = arguments.step, .id = arguments.id, .operation = operation, .parts = *parts},
        session.call()
    );
    if (!reply) return session.fail(reply.error());
    return answer(session, **client, arguments.id, *reply);
}

void add_step_command(
    CLI::App& app, Chosen& chosen, const char* name, const char* what, ReservationStep which
) {
    auto arguments = std::make_shared<StepArguments>();
    arguments->step = which;
    CLI::App* command = app.add_subcommand(name, what);
    command->add_option("ID", arguments->id, "The reservation")->required();
    command->add_option(
        "--as",
        arguments->operation,
        "Names the part, so that repeating it is harmless; made up and printed if not given"
    );
    command->add_option(
        "--line",
        arguments->parts,
        "A part: LINE=QUANTITY, or LINE@NODE=QUANTITY of a line that several nodes ship; none = "
        "everything"
    );
    command->footer(
        std::string("\nExamples:\n  earmark ") + name + " basket-1\n  earmark " + name +
        " basket-1 --as parcel-1 --line 1=2 --line 3=1"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return step(session, *arguments); };
    });
}

ExitCode show_reservations(Session& session, const std::vector<std::string>& ids) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    ExitCode code = ExitCode::done;
    for (const std::string& id : ids) {
        const auto reply = (*client)->reservation(id, session.call());
        if (!reply) return session.fail(reply.error());
        const ExitCode one = answer(session, **client, id, *reply);
        if (one != ExitCode::done) code = one;
    }
    return code;
}

}  // namespace

void add_reservation_commands(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<ReserveArguments>();
    CLI::App* command = app.add_subcommand("reserve", "Hold units for a while, all or nothing");
    command->add_option("ID", arguments->id, "Your name for it; repeating it is harmless")
        ->required();
    command
        ->add_option(
            "--line",
            arguments->lines,
            "SKU@NODE=QUANTITY, or SKU@@GROUP=QUANTITY: from any node of the group"
        )
        ->required();
    command->add_option("--hold-for", arguments->hold_for, "90s, 15m, 2h, 1d")
        ->capture_default_str();
    command->add_flag("--partial", arguments->partial, "Take what there is of each line");
    command->add_option(
        "--reference", arguments->reference, "Your cart, order or customer number: kept with it"
    );
    add_asking_options(*command, arguments->asking);
    command->add_option(
        "--for-date",
        arguments->for_date,
        "Promise it for this date in UTC, of what is expected by then [now, of what is there]"
    );
    command->footer(
        "\nThe same id again is answered as before. Where it is not held any more, that is said, "
        "and "
        "the\nexit code is 0 if it is an order by now, 1 if it was released or is expired."
        "\nExamples:\n  earmark reserve basket-1 --line 85123A@reno=2 --line rope-8mm@reno=1.5\n"
        "  earmark reserve basket-3 --line 85123A@@west=4\n"
        "  earmark reserve basket-2 --line 85123A@reno=50 --partial --hold-for 1h \\\n"
        "      --reference cart-4711"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return reserve(session, *arguments); };
    });

    add_step_command(
        app, chosen, "commit", "Turn held units into an order", ReservationStep::commit
    );
    add_step_command(app, chosen, "release", "Give held units back", ReservationStep::release);
    add_step_command(app, chosen, "ship", "Send an order's units away", ReservationStep::ship);
    add_step_command(app, chosen, "cancel", "Give an order's units back", ReservationStep::cancel);

    auto ids = std::make_shared<std::vector<std::string>>();
    CLI::App* show = app.add_subcommand("reservation", "What became of a reservation");
    show->add_option("ID", *ids, "Reservations")->required();
    show->footer("\nExample:\n  earmark reservation basket-1 basket-2");
    show->callback([&chosen, ids] {
        chosen.run = [ids](Session& session) { return show_reservations(session, *ids); };
    });
}

}  // namespace earmark::cli
