// Changes of dated supply, one at a time.
#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/option_reader.h"
#include "protocol/cli/place_arguments.h"
#include "protocol/cli/promise_view.h"
#include "protocol/cli/rule_preview_view.h"
#include "protocol/cli/sequence_option.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {
namespace {

/// Who says so, and the number that it has there.
struct NumberArguments {
    std::string source;
    std::optional<std::uint64_t> sequence;
};

void add_number_options(CLI::App& command, NumberArguments& arguments) {
    auto* source = command.add_option(
        "--source", arguments.source, "The system that says so and numbers what it says"
    );
    add_sequence_option(
        command,
        arguments.sequence,
        "Number of the change; one not newer than the last of its source for that item and "
        "node is stale and changes nothing [microseconds since 1970]"
    )
        ->needs(source);
}

/// 0 = not numbered.
std::uint64_t sequence_of(const NumberArguments& arguments) {
    if (arguments.source.empty()) return 0;
    return arguments.sequence.value_or(microseconds_now());
}

struct ReceiptArguments {
    ReceiptChange change = ReceiptChange::put;
    PlaceArguments place;
    std::string receipt;
    std::string type = "purchase_order";
    std::string quantity;
    std::string day;
    std::string from;
    std::string received;
    NumberArguments number;
    bool is_last = false;
};

/// Figures and dates of the row; its names are resolved already.
Status understand(const ReceiptArguments& arguments, std::uint8_t scale, ReceiptRow& row) {
    row.change = arguments.change;
    if (arguments.is_last) row.change = ReceiptChange::settle;
    const auto type = parse_supply_type(arguments.type);
    if (!type) return option_error("--type", arguments.type, type.error());
    row.type = *type;
    const auto units = [scale](const std::string& text) { return parse_quantity(text, scale); };
    if (Status read = read_option("--quantity", arguments.quantity, units, row.quantity); !read)
        return read;
    if (Status read = read_option("--before", arguments.received, units, row.received); !read)
        return read;
    return read_option("--day", arguments.day, parse_date, row.day);
}

ExitCode show_receipts(
    Session& session, protocol::Client& client, NameBook& names, const ReceiptRow& row
) {
    const auto list = client.receipts({.sku = row.sku, .node = row.node}, session.call());
    if (!list) return session.fail(list.error());
    if (list->receipts.empty()) session.out() << "nothing more is expected there\n";
    print_receipts(session, names, list->receipts);
    return ExitCode::done;
}

ExitCode change_receipt(Session& session, const ReceiptArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto place = find_place(names, arguments.place);
    if (!place) return session.fail(place.error());
    ReceiptRow row{.sku = place->item.id, .node = place->node, .receipt = arguments.receipt};
    if (const Status understood = understand(arguments, place->item.scale, row); !understood)
        return session.fail(understood.error());
    if (!arguments.from.empty()) {
        const auto from = names.node(arguments.from);
        if (!from) return session.fail(from.error());
        row.sender = *from;
    }
    row.sequence = sequence_of(arguments.number);
    const auto reply = (*client)->put_receipts(
        {.rows = {&row, 1}, .source = arguments.number.source}, session.call()
    );
    return finish(session, reply, [&](const SupplyReply& done) {
        if (!session.json()) return show_receipts(session, **client, names, row);
        session.out() << protocol::to_json(done) << '\n';
        return ExitCode::done;
    });
}

CLI::App* add_command(
    CLI::App& app,
    Chosen& chosen,
    const char* name,
    const char* what,
    ReceiptChange change,
    const std::shared_ptr<ReceiptArguments>& arguments
) {
    arguments->change = change;
    CLI::App* command = app.add_subcommand(name, what);
    command->add_option("RECEIPT", arguments->receipt, "Your name for it")->required();
    command->add_option("SKU", arguments->place.sku)->required();
    add_number_options(*command, arguments->number);
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return change_receipt(session, *arguments); };
    });
    return command;
}

void add_receipt_changes(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<ReceiptArguments>();
    CLI::App* put = add_command(
        app,
        chosen,
        "receipt",
        "Expect supply, or say that it slips, is cut or grows",
        ReceiptChange::put,
        arguments
    );
    put->add_option("NODE", arguments->place.node)->required();
    put->add_option("--quantity", arguments->quantity, "Still to come")->required();
    put->add_option("--day", arguments->day, "When it is due, in UTC: 2026-12-01")->required();
    put->add_option(
           "--type", arguments->type, "purchase_order, in_transit, return_expected or planned"
    )
        ->capture_default_str();
    put->footer("\nExample:\n  earmark receipt po-77 85123A reno --quantity 40 --day 2026-12-01");

    arguments = std::make_shared<ReceiptArguments>();
    CLI::App* receive = add_command(
        app, chosen, "receive", "Supply arrives: it is on hand", ReceiptChange::receive, arguments
    );
    receive->add_option("NODE", arguments->place.node)->required();
    receive->add_option("--quantity", arguments->quantity, "What arrives now [all that is open]");
    receive->add_option(
        "--before",
        arguments->received,
        "What arrived before, so that repeating the command is harmless"
    );
    receive->add_flag("--last", arguments->is_last, "Nothing more will come; needs --quantity");
    receive->footer(
        "\nOf a transfer, what --last leaves open was lost on its way: a logged correction."
        "\nExamples:\n  earmark receive po-77 85123A reno"
        "\n  earmark receive po-77 85123A reno --quantity 25 --before 0"
        "\n  earmark receive po-77 85123A reno --quantity 25 --source wms --sequence 1043"
    );

    arguments = std::make_shared<ReceiptArguments>();
    CLI::App* cancel = add_command(
        app,
        chosen,
        "cancel-receipt",
        "Nothing will come; of a transfer, it is back where it came from",
        ReceiptChange::cancel,
        arguments
    );
    cancel->add_option("NODE", arguments->place.node)->required();
    cancel->footer("\nExample:\n  earmark cancel-receipt po-77 85123A reno");

    arguments = std::make_shared<ReceiptArguments>();
    CLI::App* transfer = add_command(
        app,
        chosen,
        "transfer",
        "Units leave a node now and are expected at another",
        ReceiptChange::ship_out,
        arguments
    );
    transfer->add_option("--quantity", arguments->quantity)->required();
    transfer->add_option("--from", arguments->from, "The node they leave")->required();
    transfer->add_option("--to", arguments->place.node, "The node they go to")->required();
    transfer->add_option("--day", arguments->day, "When they are due there, in UTC")->required();
    transfer->footer(
        "\nWhere it is numbered, the number counts at the node that the units leave."
        "\nExample:\n  earmark transfer t-9 85123A --quantity 6 --from reno --to joliet --day "
        "2026-12-01"
    );
}

// ---- dispose, promise-terms ------------------------------------------------------------------

struct DisposeArguments {
    PlaceArguments place;
    std::string quantity;
    std::string from = "sellable";
    std::string to;
    NumberArguments number;
};

ExitCode dispose(Session& session, const DisposeArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto place = find_place(names, arguments.place);
    if (!place) return session.fail(place.error());
    const auto quantity = parse_quantity(arguments.quantity, place->item.scale);
    if (!quantity)
        return session.fail(option_error("quantity", arguments.quantity, quantity.error()));
    const auto from = parse_disposition(arguments.from);
    if (!from) return session.fail(option_error("--from", arguments.from, from.error()));
    const auto to = parse_disposition(arguments.to);
    if (!to) return session.fail(option_error("--to", arguments.to, to.error()));
    const DispositionRow row{
        place->item.id, place->node, *from, *to, *quantity, sequence_of(arguments.number)
    };
    const auto reply =
        (*client)->dispose({.rows = {&row, 1}, .source = arguments.number.source}, session.call());
    return finish(session, reply, [&](const SupplyReply& done) {
        if (session.json()) {
            session.out() << protocol::to_json(done) << '\n';
        } else {
            session.out() << arguments.quantity << " of " << arguments.place.sku << " at "
                          << arguments.place.node << ": " << arguments.from << " to "
                          << arguments.to << '\n';
        }
        return ExitCode::done;
    });
}

struct TermsArguments {
    std::string sku;
    std::uint16_t past_due_days = 0;
    std::uint16_t lead_days = 0;
    std::uint16_t horizon_days = 0;
    bool preview = false;
};

ExitCode put_terms(Session& session, const TermsArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    PromiseTermsRow row;
    if (!arguments.sku.empty()) {
        const auto item = NameBook(**client).item(arguments.sku);
        if (!item) return session.fail(item.error());
        row.sku = item->id;
    }
    row.past_due_days = arguments.past_due_days;
    row.lead_days = arguments.lead_days;
    row.horizon_days = arguments.horizon_days;
    if (arguments.preview) {
        return show_preview(
            session, **client, row, arguments.sku.empty() ? "all without terms" : arguments.sku
        );
    }
    const auto reply = (*client)->put_promise_terms({&row, 1}, session.call());
    return finish(session, reply, [&](const SupplyReply& done) {
        if (session.json()) {
            session.out() << protocol::to_json(done) << '\n';
        } else {
            session.out() << (done.unchanged > 0 ? "as it was\n" : "done\n");
        }
        return ExitCode::done;
    });
}

void add_dispose_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<DisposeArguments>();
    CLI::App* command =
        app.add_subcommand("dispose", "Say that units on hand are damaged, or for sale again");
    command->add_option("SKU", arguments->place.sku)->required();
    command->add_option("NODE", arguments->place.node)->required();
    command->add_option("QUANTITY", arguments->quantity)->required();
    command->add_option("--from", arguments->from, "sellable, damaged, quarantine, expired")
        ->capture_default_str();
    command->add_option("--to", arguments->to, "Likewise; only sellable is for sale")->required();
    add_number_options(*command, arguments->number);
    command->footer(
        "\nExamples:\n  earmark dispose 85123A reno 2 --to damaged"
        "\n  earmark dispose 85123A reno 2 --to damaged --source wms --sequence 1044"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return dispose(session, *arguments); };
    });
}

void add_terms_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<TermsArguments>();
    CLI::App* command =
        app.add_subcommand("promise-terms", "How long late supply counts, and when anything does");
    command->add_option("SKU", arguments->sku, "Of this item [of all without terms of their own]");
    command->add_option("--past-due-days", arguments->past_due_days, "Late supply counts so long")
        ->capture_default_str();
    command
        ->add_option(
            "--lead-days", arguments->lead_days, "Any number may be promised from then; 0 = never"
        )
        ->capture_default_str();
    command
        ->add_option(
            "--horizon-days",
            arguments->horizon_days,
            "None is promised further ahead; 0 = no limit"
        )
        ->capture_default_str();
    add_preview_flag(*command, arguments->preview);
    command->footer(
        "\nExamples:\n  earmark promise-terms --past-due-days 2"
        "\n  earmark promise-terms 85123A --lead-days 14 --horizon-days 90"
        "\n  earmark promise-terms 85123A --horizon-days 30 --preview"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return put_terms(session, *arguments); };
    });
}

}  // namespace

void add_receipt_commands(CLI::App& app, Chosen& chosen) {
    add_receipt_changes(app, chosen);
    add_dispose_command(app, chosen);
    add_terms_command(app, chosen);
}

}  // namespace earmark::cli
